import { describe, expect, it } from 'vitest';
import { catalogueEntry } from '../indicators/catalogue.ts';
import { reportOf, talkOf } from '../indicators/drawn-timeline.ts';
import {
  activity,
  air,
  drawnHistory,
  drawnReport,
  exchanges,
  minutes,
  points,
  said,
  span,
  zone,
} from './drawn-lessons.ts';
import { builtInRulesPath, loadRules } from './read-rules.ts';
import { SeenLesson } from './seen-lesson.ts';
import { told } from './telling.ts';
import { wordingFault } from './wording.ts';

const rules = loadRules(builtInRulesPath);
type Drawn = [Parameters<typeof drawnReport>[0], ReturnType<typeof drawnHistory>?];
const own = (id: string, ...values: number[]) => drawnHistory({ [id]: values });

const longTalk = [said('student', 0, 1), said('teacher', 1, 9), said('student', 9, 10)];
const speech = (perMin: number) => [said('teacher', 3, 5, perMin), said('student', 5, 6), said('teacher', 6, 10, 220)];
const qa = activity('question-and-answer', 5, 9);
const handsUp = [...points(0, 12), ...points(12, 13, { hands: 9 }), ...points(13, 40)];
const hand = { hands: [{ startMs: 60_000, endMs: 65_000 }], standing: [], slumped: [] };

/** For each built-in rule a lesson of which it has something to say. */
const lessons: Record<string, Drawn> = {
  'wait-time.short': [{ figures: { 'talk.wait1.median': 0.6 }, talk: exchanges(8, 0.6) }],
  'wait-time.few-long': [
    {
      figures: { 'talk.wait1.median': 1.4, 'talk.wait1.share3s': 0.05 },
      talk: [...exchanges(8, 1.4), ...exchanges(1, 3.2)],
    },
  ],
  'wait-time.shorter-than-own': [
    { figures: { 'talk.wait1.median': 1.2 }, talk: exchanges(8, 1.2) },
    own('talk.wait1.median', 2.6, 2.4, 2.5, 2.7),
  ],
  'wait-time.longer-than-own': [
    { figures: { 'talk.wait1.median': 3 }, talk: exchanges(8, 3) },
    own('talk.wait1.median', 1.2, 1.4, 1.3),
  ],
  'wait-time.after-answer': [
    { figures: { 'talk.wait2.median': 0.4 }, talk: exchanges(8, 0.4, ['student', 'teacher']) },
  ],
  'questioning.rapid-turns': [{ figures: { 'talk.turns': 200 }, activities: [qa] }],
  'talk.long-stretch-heads-fall': [
    { talk: longTalk, students: [...points(0, 4, { headUpShare: 0.9 }), ...points(4, 40, { headUpShare: 0.5 })] },
  ],
  'talk.long-stretch': [{ talk: longTalk }],
  'talk.teacher-most': [{ figures: { 'talk.teacher.share': 0.8 }, talk: longTalk }],
  'talk.teacher-more-than-own': [
    { figures: { 'talk.teacher.share': 0.65 }, talk: longTalk },
    own('talk.teacher.share', 0.4, 0.42, 0.45),
  ],
  'talk.students-more-than-own': [
    {
      figures: { 'talk.student.share': 0.3, 'talk.many.share': 0.2 },
      minutes: minutes(0, 40, { talk: { teacher: 0.2, student: 0.5, many: 0.2, none: 0.1 } }),
    },
    drawnHistory({ 'talk.student.share': [0.1, 0.12, 0.11], 'talk.many.share': [0.1, 0.08, 0.1] }),
  ],
  'talk.turns-few': [{ figures: { 'talk.turns': 6 }, talk: longTalk }],
  'talk.quiet-kept': [{ talk: [said('none', 3, 4), said('teacher', 4, 5), said('none', 5, 6.5)] }],
  'pace.fast': [{ figures: { 'talk.teacher.rate': 290 }, talk: speech(320) }],
  'pace.faster-than-own': [
    { figures: { 'talk.teacher.rate': 260 }, talk: speech(265) },
    own('talk.teacher.rate', 205, 210, 200),
  ],
  'pace.slower-than-own': [
    { figures: { 'talk.teacher.rate': 160 }, talk: speech(150) },
    own('talk.teacher.rate', 205, 210, 200),
  ],
  'hands.peak': [{ students: handsUp }],
  'hands.few': [{ figures: { 'students.hands.events': 4 }, episodes: hand }],
  'hands.none': [{ figures: { 'students.hands.events': 0, 'students.hands.peak': 0 }, activities: [qa] }],
  'hands.long-none': [{ episodes: hand }],
  'hands.more-than-own': [{ students: handsUp }, own('students.hands.events', 10, 12, 11)],
  'hands.fewer-than-own': [{ episodes: hand }, own('students.hands.events', 60, 62, 64)],
  'hands.standing': [{ figures: { 'students.standing.events': 22 }, activities: [qa] }],
  'class.late-heads-up': [
    {
      talk: [said('teacher', 0, 40)],
      minutes: [...minutes(0, 20, { headUp: 0.9 }), ...minutes(20, 40, { headUp: 0.6 })],
      students: [...points(0, 20, { headUpShare: 0.9 }), ...points(20, 40, { headUpShare: 0.6 })],
    },
  ],
  'class.heads-down-listening': [{ talk: longTalk, minutes: minutes(0, 40, { headUp: 0.3 }) }],
  'class.heads-up-more-than-own': [
    { figures: { 'students.headup.share': 0.85 }, talk: longTalk, minutes: minutes(0, 40, { headUp: 0.85 }) },
    own('students.headup.share', 0.6, 0.62, 0.61),
  ],
  'class.heads-on-desks': [
    {
      figures: { 'students.slumped.share': 0.1, 'students.slumped.peak': 6 },
      students: [...points(0, 20), ...points(20, 23, { slumped: 6 }), ...points(23, 40)],
    },
  ],
  'movement.one-sided': [{ figures: { 'teacher.patrol.coverage': 0.2 }, teacherZones: [zone('aisle', 3, 5)] }],
  'movement.none': [
    {
      figures: { 'teacher.patrol.count': 0, 'teacher.zone.podium.share': 0.8 },
      teacherZones: [zone('podium', 0, 30), zone('board', 30, 40)],
    },
  ],
  'movement.more-than-own': [{ teacherZones: [zone('aisle', 3, 5)] }, own('teacher.zone.aisle.share', 0.1, 0.12, 0.1)],
  'movement.work-unvisited': [
    { activities: [activity('individual-work', 10, 16)], teacherZones: [zone('podium', 0, 40)] },
  ],
  'board.long': [{ figures: { 'teacher.board.time': 400 }, teacherZones: [zone('board', 8, 12)] }],
  'board.more-than-own': [
    { figures: { 'teacher.board.time': 230 }, teacherZones: [zone('board', 8, 9)] },
    own('teacher.board.time', 60, 70, 65),
  ],
  'board.less-than-own': [{ figures: { 'teacher.board.time': 10 } }, own('teacher.board.time', 160, 170, 165)],
  'board.none-unlike-own': [{ figures: { 'teacher.board.time': 0 } }, own('teacher.board.time', 160, 170, 165)],
  'activities.group-turned-little': [
    { activities: [activity('group-work', 10, 16)], minutes: minutes(0, 40, { turned: 0.15 }) },
  ],
  'activities.group-long': [{ activities: [activity('group-work', 10, 21)] }],
  'activities.group-unvisited': [
    { activities: [activity('group-work', 10, 16)], teacherZones: [zone('podium', 0, 40)] },
  ],
  'activities.group-none': [
    {
      figures: { 'activity.group-work.share': 0, 'activity.lecture.share': 0.7 },
      activities: [activity('lecture', 2, 20)],
    },
  ],
  'activities.practice-little': [
    {
      figures: { 'activity.individual-work.share': 0, 'activity.lecture.share': 0.5 },
      activities: [activity('lecture', 2, 20)],
    },
  ],
  'activities.choral': [
    {
      figures: { 'activity.choral.share': 0.2, 'activity.question-and-answer.share': 0.1 },
      activities: [activity('choral', 4, 7)],
    },
  ],
  'shape.closing-teacher': [{ talk: [said('student', 2, 3), said('teacher', 30, 40)] }],
  'shape.opening-long': [{ talk: [said('teacher', 0, 8), said('student', 8, 9)] }],
  'shape.dialogue': [{ figures: { 'st.mode': 'dialogue', 'st.ch': 0.5 }, activities: [qa] }],
  'shape.lecture-new': [
    { figures: { 'st.mode': 'lecture', 'st.rt': 0.85 }, activities: [activity('lecture', 2, 20)] },
    own('st.rt', 0.5, 0.52, 0.55),
  ],
  'shape.more-changes-than-own': [{ activities: [qa] }, own('st.ch', 0.1, 0.12, 0.11)],
  'room.voice-near-noise': [{ figures: { 'talk.level.teacher': -40, 'room.noise': -48 } }],
  'room.noise-more-than-own': [{ figures: { 'room.noise': -50 } }, own('room.noise', -60, -61, -59)],
  'room.louder-than-own': [{ figures: { 'talk.level.teacher': -20 } }, own('talk.level.teacher', -30, -31, -29)],
  'room.co2-high': [
    {
      figures: { 'room.co2.median': 1600, 'room.co2.peak': 2140, 'room.co2.high.longest': 1500 },
      environment: air(12, 37, { co2Ppm: 1700 }),
    },
  ],
  'marks.bookmark': [
    { bookmarks: [span(12, 12).startMs], activities: [activity('lecture', 2, 20)], talk: [said('teacher', 2, 20)] },
  ],
};

it('are many, on many topics, and each has a lesson here', () => {
  expect(rules.length).toBeGreaterThanOrEqual(24);
  expect(new Set(rules.map(({ topic }) => topic)).size).toBeGreaterThanOrEqual(8);
  expect(Object.keys(lessons)).toEqual(rules.map(({ id }) => id));
});

describe('the rule', () => {
  it.each(rules.map((rule) => [rule.id, rule] as const))('%s is told, in both languages', (id, rule) => {
    const [parts, history = []] = lessons[id]!;
    const report = drawnReport(parts);
    const finding = told(rule, new SeenLesson(report, history))?.finding;
    expect(finding, 'a finding').toBeDefined();
    for (const language of ['zh', 'en'] as const) {
      for (const text of Object.values(finding![language])) {
        expect(text).not.toMatch(/[{}]|undefined|null|NaN|Infinity|\[object/);
        expect(wordingFault(text, language)).toBeUndefined();
        expect(text).toMatch(language === 'zh' ? /[。？]$/ : /^[A-Z].*[.?]$/s);
        expect(text).not.toMatch(language === 'zh' ? / {2}|[,;!?]|\p{Script=Han} \p{Script=Han}/u : / {2}/);
        expect(text).not.toMatch(/\p{Script=Han}\d|[\d%]\p{Script=Han}/u);
        expect(text).not.toMatch(/(?<![\d.])0(\.0)?( |%)|-\d/);
      }
    }
    // What the teacher marked rests on no figure.
    expect(finding!.evidence.length > 0).toBe(rule.topic !== 'marks');
    expect(finding!.moments.length > 0).toBe(rule.moments !== undefined);
    for (const { startMs, endMs } of finding!.moments) {
      expect(0 <= startMs && startMs <= endMs && endMs <= report.durationMs).toBe(true);
    }
  });

  it.each(rules.map((rule) => [rule.id, rule] as const))(
    '%s is silent in an ordinary lesson, and in one of which nothing is known',
    (_, rule) => {
      expect(told(rule, new SeenLesson(drawnReport(), []))).toBeNull();
      const [parts, history = []] = lessons[rule.id]!;
      const unknown = drawnReport(parts);
      unknown.indicators = unknown.indicators.map((indicator) => ({ ...indicator, value: null }));
      // A mark is one, whatever else is known.
      expect(told(rule, new SeenLesson(unknown, history)) === null).toBe(rule.topic !== 'marks');
    },
  );
});

it('is told as a colleague would', () => {
  const finding = (id: string) => {
    const [parts, history = []] = lessons[id]!;
    return told(rules.find((rule) => rule.id === id)!, new SeenLesson(drawnReport(parts), history))!.finding;
  };
  expect(finding('talk.long-stretch-heads-fall')).toMatchObject({
    zh: {
      observation: '第 2 到 9 分钟连续讲授 8 分钟，其间抬头率从 90% 降到 50%。',
      suggestion: '下次可以在中间停一停，请同学用一句话复述刚才的要点，再往下讲。',
    },
    en: { observation: 'Minutes 2–9: 8 minutes of talk in one go; heads up fell from 90% to 50%.' },
    moments: [span(1, 9)],
    resourceTag: 'lecturing.chunking',
  });
  expect(finding('talk.students-more-than-own').zh.observation).toBe(
    '学生的声音占了 50%，前面 3 节课多在 20% 左右；第 1 分钟最多。',
  );
  expect(finding('room.voice-near-noise').en.observation).toMatch(/^Your voice was 8 dB above the room's own noise/);
  expect(finding('room.co2-high')).toMatchObject({
    zh: { observation: '第 13 到 37 分钟教室里的二氧化碳一直高于 1500 ppm，共 25 分钟，最高 2140 ppm。' },
    en: { observation: 'Minutes 13–37: CO2 in the room stayed above 1500 ppm for 25 minutes, 2140 ppm at most.' },
    moments: [span(12, 37)],
  });
  expect(finding('shape.dialogue').zh.observation).toMatch(/这节课是对话型：/);
});

describe('of a number that is nothing', () => {
  const observation = (id: string, ...[parts, history = []]: Drawn) => {
    const finding = told(rules.find((rule) => rule.id === id)!, new SeenLesson(drawnReport(parts), history))?.finding;
    return finding && [finding.zh.observation, finding.en.observation].join(' ');
  };

  it.each<[string, Drawn]>([
    ['hands.few', [{ figures: { 'students.hands.events': 0 }, episodes: { hands: [], standing: [], slumped: [] } }]],
    ['hands.fewer-than-own', [{ figures: { 'students.hands.events': 0 } }, own('students.hands.events', 60, 62, 64)]],
    ['board.less-than-own', [{ figures: { 'teacher.board.time': 0 } }, own('teacher.board.time', 160, 170, 165)]],
    ['talk.turns-few', [{ figures: { 'talk.turns': 0 }, talk: longTalk }]],
    ['room.voice-near-noise', [{ figures: { 'talk.level.teacher': -50, 'room.noise': -48 } }]],
  ])('%s says nothing', (id, [parts, history]) => {
    expect(observation(id, parts, history)).toBeUndefined();
  });

  it.each<[string, Drawn]>([
    ['shape.closing-teacher', [{ talk: [said('student', 2, 3), said('teacher', 30, 40)] }]],
    ['movement.work-unvisited', lessons['movement.work-unvisited']!],
    ['activities.practice-little', lessons['activities.practice-little']!],
  ])('%s says that it is less than one in a hundred', (id, [parts, history]) => {
    expect(observation(id, parts, history)).toMatch(/占不到 1%.* under 1%/);
  });

  it('what the teacher usually does is none', () => {
    const drawn: Drawn = [
      { figures: { 'teacher.board.time': 230 }, teacherZones: [zone('board', 8, 9)] },
      own('teacher.board.time', 0, 0, 0),
    ];
    expect(observation('board.more-than-own', ...drawn)).toMatch(/前面 3 节课多半没有；.*\(mostly none per lesson in/);
  });
});

it('every mark is counted, also where little was heard', () => {
  const report = drawnReport({
    bookmarks: [5, 12, 30].map((at) => span(at, at).startMs),
    figures: { 'talk.teacher.share': null },
    activities: [activity('student-presentation', 4, 7)],
  });
  const finding = told(rules.find(({ id }) => id === 'marks.bookmark')!, new SeenLesson(report, []))!.finding;
  expect(finding.zh.observation).toBe('您做了 3 处标记，可以先看第 6 分钟的那一处。');
  expect(finding.moments).toHaveLength(3);
});

it('of a room with only a microphone, nothing is told that a camera would have to see', () => {
  const heard = new Set<string>(['microphone', 'microphone-and-cameras']);
  const parts: Parameters<typeof reportOf>[0][] = [
    talkOf(['teacher', 1500], ['none', 300], ['teacher', 900]),
    talkOf(['teacher', 700], ['none', 400], ['many', 900], ['teacher', 700]),
    talkOf(
      ...Array.from({ length: 150 }, () => [
        ['teacher', 8] as const,
        ['none', 0.6] as const,
        ['student', 4] as const,
      ]).flat(),
    ),
  ];
  const findings = parts.flatMap((each) => {
    const report = { ...reportOf({ ...each, bookmarks: [60_000] }), bookmarks: [60_000] };
    return rules.flatMap((rule) => told(rule, new SeenLesson(report, [])) ?? []);
  });
  expect(findings.length).toBeGreaterThan(5);
  for (const { rule, finding } of findings) {
    expect(['hands', 'class', 'movement', 'board']).not.toContain(rule.topic);
    for (const { id } of finding.evidence) expect(heard).toContain(catalogueEntry(id).input);
  }
});
