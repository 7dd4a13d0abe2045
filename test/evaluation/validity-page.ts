import type { RecordedEvaluation } from './recorded.ts';

/** What the material of a command is, and what its figures do not tell. */
const about: Record<string, { title: string; material: string; key: readonly string[] }> = {
  'eval:lesson': {
    title: 'A lesson, all sources',
    material:
      'A rendered film of 12 students and a teacher, 150 s, with recorded speech composed to a labelled lesson; every second’s truth is known exactly. It is the film that the thresholds were tuned on.',
    key: [],
  },
  'eval:variants': {
    title: 'The same lesson as other cameras film it',
    material:
      'The rendered film made smaller, darker, noisier, blurred, tilted, coded harder and so on; the truth stays.',
    key: ['present.within1', 'headup.mae', 'hands.f1', 'zone.accuracy'],
  },
  'eval:speech': {
    title: 'Who talks',
    material:
      'Lessons of ten minutes, composed from recordings of real adults in many languages, some shifted in pitch and formants to stand for pupils, in simulated rooms; the truth is exact. With `--leave-one-teacher-out` no model was trained on the judged teacher’s voice: that is what a new school may expect.',
    key: [],
  },
  'eval:sounds': {
    title: 'Who talks, in worse sound',
    material: 'The same lessons softer, noisier, with echo, through codecs.',
    key: ['accuracy.mean', 'accuracy.worst', 'share.teacher.error.mean'],
  },
  'eval:look': { title: 'What a look at 48 students costs', material: 'A rendered full class.', key: [] },
};

/** docs/validity.md: what was measured on what, the worst cases, and what is not known. */
export function validityPage(recorded: readonly RecordedEvaluation[]): string {
  return [
    '# What the figures are worth',
    '',
    'Written by `npm run validity` from what the evaluation commands printed (`test/evaluation/recorded/`); no figure here is typed in. What each',
    'figure is and by which rule it is compared stands in the evaluation commands’ help; how a figure of a lesson is defined: `lectern indicators`.',
    '',
    '**Nothing here was measured in a real classroom, and no real pupil was ever filmed for it.** The pictures are rendered; the voices are',
    'of adults, composed to lessons, some shifted to stand for pupils. A school that wants to know what the figures are worth in its own rooms can find out in ten minutes: [below](#your-own-check).',
    '',
    ...recorded.flatMap(section),
    '## What is not known',
    '',
    '* How well pupils are seen in real classrooms: other faces, uniforms, hair, lighting, cameras under the ceiling, 50 and more of them.',
    '* How well the teacher’s voice is told from pupils’ in a real room with its own echo, a fan, rain, the class next door, or a microphone that was hung up otherwise.',
    '* Dialects and other languages than those of the recordings; pupils younger than those heard.',
    '* Whether what is counted says anything of learning. It is not claimed: it counts.',
    '* How far two people who watch the same lesson agree: `lectern validate compare --second` tells it of yours.',
    '',
    '## Your own check',
    '',
    'Ten minutes of one lesson, one person who watches, and the teacher’s consent. No recording is needed.',
    '',
    '    lectern validate page --out labels.html        # one file; open it on any laptop or tablet, also without a network',
    '    lectern validate compare labels-….json         # on the classroom’s machine: how far it agrees, and where least',
    '',
    'On the page, in the lesson: press “对时” together with the mark (标记) on the classroom screen, then a key whenever who speaks or where the teacher is',
    'changes, and count the class now and then. A second around each mark is not judged: nobody’s finger is faster. Stretches of which the box says that it has',
    'no data are left out and told. With a recording instead: open it on the page, and `lectern analyze … --out report.json`, then `--report report.json`.',
    'Two people who mark the same minutes tell what agreement can be had at all: `--second`.',
    '',
    '十分钟、一位旁听的人，不需要录像：在电脑或平板上打开 `labels.html`，与教室大屏上的“标记”同时按“对时”，然后在说话的人、教师的位置变化时按键，',
    '不时数一数人数；保存后在教室的机器上运行 `lectern validate compare`，就知道机器说的有多少和人一致、哪里最不一致。事先请征得任课教师同意。',
    '',
  ].join('\n');
}

const callOf = ({ command, dir, options }: Pick<RecordedEvaluation, 'command' | 'dir' | 'options'>): string =>
  `npm run ${command} -- ${[dir, ...options].join(' ')}`;

function section({ command, dir, commit, options, day, figures, worst, notes }: RecordedEvaluation): string[] {
  const { title, material, key } = about[command] ?? { title: command, material: '', key: [] };
  const variants = key.length > 0;
  return [
    `## ${title}${options.length > 0 ? ` (${options.join(' ')})` : ''}`,
    '',
    `\`${callOf({ command, dir, options })}\`, commit ${commit}, ${day}. ${material}`,
    '',
    ...(variants ? variantRows(figures, key) : figureRows(figures, worst)),
    '',
    ...(notes.length > 0 && !variants ? [...new Set(notes)].map((note) => `* ${note}`) : []),
    ...(notes.length > 0 && !variants ? [''] : []),
  ];
}

function figureRows(figures: RecordedEvaluation['figures'], worst: RecordedEvaluation['worst']): string[] {
  const names = [...new Set([...Object.keys(figures), ...Object.keys(worst)])];
  return [
    '| figure | value | worst | where |',
    '|---|---|---|---|',
    ...names.map((name) => {
      const bad = worst[name];
      return `| \`${name}\` | ${figures[name] ?? ''} | ${bad?.value ?? ''} | ${(bad?.where ?? '').replaceAll('|', '\\|')} |`;
    }),
  ];
}

/** One row a variant; the worst of each column is set in bold. */
function variantRows(figures: RecordedEvaluation['figures'], key: readonly string[]): string[] {
  const names = [...new Set(Object.keys(figures).map((name) => name.slice(0, name.lastIndexOf('/'))))];
  const columns = key.filter((figure) => names.some((name) => figures[`${name}/${figure}`] !== undefined));
  const worstOf = (figure: string): number => {
    const values = names.flatMap((name) => figures[`${name}/${figure}`] ?? []);
    return /mae|error/.test(figure) ? Math.max(...values) : Math.min(...values);
  };
  return [
    `| variant | ${columns.map((figure) => `\`${figure}\``).join(' | ')} |`,
    `|---|${columns.map(() => '---|').join('')}`,
    ...names.map((name) => {
      const cells = columns.map((figure) => {
        const value = figures[`${name}/${figure}`];
        if (value === undefined) return '';
        return value === worstOf(figure) ? `**${value}**` : String(value);
      });
      return `| ${name} | ${cells.join(' | ')} |`;
    }),
  ];
}

const BEGIN = '<!-- figures -->';
const END = '<!-- /figures -->';
/** What the README tells of each command: what a reader asks first. */
const asked: readonly { command: string; options: readonly string[]; figures: Record<string, string> }[] = [
  {
    command: 'eval:lesson',
    options: [],
    figures: {
      'present.within1': 'students present right within one, share of seconds',
      'headup.mae': 'heads up, mean error of the share',
      'hands.f1': 'raised hands, F1 of the episodes',
      'zone.accuracy': 'where the teacher is, share of seconds',
      'talk.accuracy': 'who talks, share of the time',
      'activity.accuracy': 'activities, share of the time',
    },
  },
  {
    command: 'eval:speech',
    options: ['--leave-one-teacher-out'],
    figures: {
      'accuracy.mean': 'who talks, teachers whose voice no model has heard: mean of the lessons',
      'accuracy.worst': '… the worst lesson',
      'share.teacher.error.mean': '… error of the teacher’s share of talk: mean',
      'share.teacher.error.worst': '… the worst lesson',
    },
  },
];

/** The README with its few figures as they were recorded. @throws when it has no place for them */
export function readmeWithFigures(readme: string, recorded: readonly RecordedEvaluation[]): string {
  const [from, to] = [readme.indexOf(BEGIN), readme.indexOf(END)];
  if (from < 0 || to < from) throw new Error(`the README has no ${BEGIN} … ${END}`);
  const rows = asked.flatMap(({ command, options, figures }) => {
    const one = recorded.find((each) => each.command === command && each.options.join(' ') === options.join(' '));
    return one
      ? Object.entries(figures).map(([name, text]) => `| ${text} | ${one.figures[name] ?? '–'} | \`${callOf(one)}\` |`)
      : [];
  });
  const table = ['| figure | value | command |', '|---|---|---|', ...rows].join('\n');
  return `${readme.slice(0, from + BEGIN.length)}\n${table}\n${readme.slice(to)}`;
}
