const texts = {
  zh: {
    title: '课堂标注',
    other: 'English',
    about:
      '一个人听着、看着课堂，标下十分钟里谁在说话、教师在哪里；然后由教室里的机器比对，看它说的有多少和人一致。不写任何人的姓名。',
    live: '在教室里，跟着课标注',
    recording: '打开一段录像标注…',
    keeps: '录像只在这台电脑上播放，不会上传，也不会另存。标注保存为一个文件。',
    talk: '谁在说话',
    talkHint: '变化时按一下，直到下一次变化都算',
    zones: '教师在哪里',
    zonesHint: '同上',
    class: '学生',
    classHint: '举手：有手举起时按一下，都放下再按一下；人数：数完填上再按',
    classes: { teacher: '教师讲授', student: '学生发言', many: '齐答/讨论', none: '安静' },
    places: { podium: '讲台', board: '黑板前', aisle: '学生中间', away: '不在教室' },
    hands: '有人举手',
    present: '记下在座人数',
    headsUp: '记下抬头人数',
    undo: '撤销上一个',
    done: '结束并保存',
    mark: '对时：和大屏上的“标记”同时按',
    marked: '已对时',
    hintLive: '先对时：请同伴在教室大屏上按“标记”，您同时按这里。',
    hintFilm: '先播放录像，再开始标注；可以随时暂停。',
    saved: (file) => `已保存：${file}。请在教室的机器上运行 lectern validate compare ${file}`,
    bad: '请填 0 到 200 的整数',
    removed: '已撤销',
  },
  en: {
    title: 'Labelling a lesson',
    other: '中文',
    about:
      'Somebody listens and looks, and marks ten minutes of a lesson: who speaks, where the teacher is. The box in the classroom then says how much of what it measured agrees. Nobody’s name is written down.',
    live: 'In the classroom, as the lesson goes',
    recording: 'Open a recording…',
    keeps:
      'A recording is played on this computer only; it is not uploaded nor copied. The labels are saved as one file.',
    talk: 'Who speaks',
    talkHint: 'press when it changes; it holds until it changes again',
    zones: 'Where the teacher is',
    zonesHint: 'the same',
    class: 'The class',
    classHint: 'hands: press when one goes up, again when all are down; numbers: count, type, press',
    classes: { teacher: 'teacher talk', student: 'student talk', many: 'many voices', none: 'quiet' },
    places: { podium: 'podium', board: 'at the board', aisle: 'among students', away: 'away' },
    hands: 'a hand is up',
    present: 'note who is present',
    headsUp: 'note heads up',
    undo: 'undo the last',
    done: 'end and save',
    mark: 'set the time: press with “mark” on the panel',
    marked: 'time is set',
    hintLive: 'First set the time: somebody presses “mark” on the classroom screen while you press here.',
    hintFilm: 'Play the recording, then mark; it may be paused at any time.',
    saved: (file) => `saved: ${file}. On the classroom’s machine: lectern validate compare ${file}`,
    bad: 'a whole number from 0 to 200 is wanted',
    removed: 'undone',
  },
};
const MINUTES = 10;
const keys = {
  talk: { teacher: '1', student: '2', many: '3', none: '4' },
  zones: { podium: 'q', board: 'w', aisle: 'e', away: 'r' },
};
const words = { talk: 'classes', zones: 'places' };
const at = (id) => document.getElementById(id);
let language = 'zh';
let seen = null;
let beganMs = 0;
let startedAt = '';
let markS = null;
/** In the order they were made: { kind, value, s }. */
const marks = [];
let endedS = null;

const nowS = () => (seen === 'recording' ? at('film').currentTime : (performance.now() - beganMs) / 1000);
const round = (s) => Math.round(s * 100) / 100;
const current = (kind) => marks.findLast((mark) => mark.kind === kind)?.value;
const clockText = (s) =>
  `${String(Math.floor(s / 60)).padStart(2, '0')}:${String(Math.floor(s % 60)).padStart(2, '0')}`;

function begin(how) {
  seen = how;
  beganMs = performance.now();
  startedAt = new Date().toISOString();
  at('before').hidden = true;
  at('marking').hidden = false;
  at('synchronise').hidden = how === 'recording';
  paint();
}
function set(kind, value) {
  if (seen === null || endedS !== null || current(kind) === value) return;
  marks.push({ kind, value, s: round(nowS()) });
  at('last').textContent = '';
  paint();
}
function count(kind) {
  if (endedS !== null) return;
  const value = at('number').valueAsNumber;
  if (!Number.isInteger(value) || value < 0 || value > 200) {
    at('last').textContent = texts[language].bad;
    return;
  }
  marks.push({ kind, value, s: round(nowS()) });
  at('last').textContent = `${clockText(nowS())} ${texts[language][kind]}: ${value}`;
  at('number').value = '';
}
function undo() {
  if (endedS !== null) return;
  const last = marks.pop();
  if (last?.kind === 'mark') markS = null;
  at('last').textContent = last ? texts[language].removed : '';
  paint();
}
/** Each value holds until the next of its kind; of a recording that was wound back, the last word on a moment counts. */
function spans(kind, entry, durationS) {
  const own = marks.filter((mark) => mark.kind === kind);
  let all = [];
  own.forEach(({ value, s }, i) => {
    const end = own[i + 1] && own[i + 1].s > s ? own[i + 1].s : own[i + 1] ? null : durationS;
    if (end === null || end <= s) return;
    all = all.flatMap((old) =>
      [
        { ...old, endS: Math.min(old.endS, s) },
        { ...old, startS: Math.max(old.startS, end) },
      ].filter((part) => part.endS > part.startS),
    );
    all.push({ startS: s, endS: end, value });
  });
  return all
    .sort((a, b) => a.startS - b.startS)
    .flatMap(({ startS, endS, value }) => (entry(value) === null ? [] : [{ startS, endS, ...entry(value) }]));
}
function labels() {
  const durationS = round(Math.max(endedS, ...marks.map(({ s }) => s)));
  const counts = (kind) =>
    marks
      .filter((mark) => mark.kind === kind)
      .map(({ s, value }) => ({ atS: s, count: value }))
      .sort((a, b) => a.atS - b.atS);
  return {
    format: 'lectern-labels',
    version: 1,
    seen,
    startedAt,
    durationS,
    markS,
    talk: spans('talk', (talk) => ({ talk }), durationS),
    zones: spans('zones', (zone) => ({ zone }), durationS),
    hands: spans('hands', (up) => (up ? {} : null), durationS),
    present: counts('present'),
    headsUp: counts('headsUp'),
  };
}
function done() {
  if (endedS === null) endedS = nowS();
  at('film').pause();
  const file = `labels-${startedAt.slice(0, 16).replaceAll(/[-:]/g, '')}.json`;
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([JSON.stringify(labels(), null, 1)], { type: 'application/json' }));
  link.download = file;
  link.click();
  at('last').textContent = texts[language].saved(file);
}
function paint() {
  const text = texts[language];
  document.documentElement.lang = language;
  for (const element of document.querySelectorAll('[data-text]')) element.textContent = text[element.dataset.text];
  at('language').textContent = text.other;
  at('hint').textContent = seen === 'recording' ? text.hintFilm : text.hintLive;
  at('mark').textContent = markS === null ? text.mark : text.marked;
  at('mark').disabled = markS !== null;
  for (const kind of ['talk', 'zones']) {
    for (const [value, key] of Object.entries(keys[kind])) {
      const button = at(`${kind}-${value}`);
      button.replaceChildren(
        text[words[kind]][value],
        Object.assign(document.createElement('kbd'), { textContent: key.toUpperCase() }),
      );
      button.setAttribute('aria-pressed', String(current(kind) === value));
    }
  }
  at('hands').replaceChildren(text.hands, Object.assign(document.createElement('kbd'), { textContent: 'H' }));
  at('hands').setAttribute('aria-pressed', String(current('hands') === true));
  at('undo').replaceChildren(text.undo, Object.assign(document.createElement('kbd'), { textContent: 'Z' }));
}
for (const kind of ['talk', 'zones'])
  for (const value of Object.keys(keys[kind])) {
    const button = Object.assign(document.createElement('button'), {
      id: `${kind}-${value}`,
      onclick: () => set(kind, value),
    });
    at(kind).append(button);
  }
at('language').onclick = () => {
  language = language === 'zh' ? 'en' : 'zh';
  paint();
};
at('live').onclick = () => begin('live');
at('open').onclick = () => at('file').click();
at('file').onchange = () => {
  const [file] = at('file').files;
  if (!file) return;
  at('film').src = URL.createObjectURL(file);
  at('film').hidden = false;
  begin('recording');
};
at('mark').onclick = () => {
  if (endedS !== null) return;
  markS = round(nowS());
  marks.push({ kind: 'mark', value: true, s: markS });
  paint();
};
at('hands').onclick = () => set('hands', !(current('hands') ?? false));
at('present').onclick = () => count('present');
at('headsUp').onclick = () => count('headsUp');
at('undo').onclick = undo;
at('done').onclick = done;
document.addEventListener('keydown', ({ key, target, repeat, ctrlKey, metaKey }) => {
  if (repeat || ctrlKey || metaKey || target.tagName === 'INPUT') return;
  const pressed = key.toLowerCase();
  for (const kind of ['talk', 'zones'])
    for (const [value, own] of Object.entries(keys[kind])) if (own === pressed) set(kind, value);
  if (pressed === 'h') set('hands', !(current('hands') ?? false));
  if (pressed === 'z') undo();
});
setInterval(() => {
  if (seen) at('clock').textContent = `${clockText(endedS ?? nowS())} / ${clockText(MINUTES * 60)}`;
}, 200);
addEventListener('beforeunload', (event) => {
  if (seen && endedS === null && marks.length > 0) event.preventDefault();
});
paint();
