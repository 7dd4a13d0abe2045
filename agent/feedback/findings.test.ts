import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawnLesson } from '../../test/benchmarks/drawn-lesson.ts';
import { look, reportOf } from '../indicators/drawn-timeline.ts';
import type { LessonReport } from '../indicators/indicator.ts';
import { type LessonFigures, lessonFigures } from '../indicators/portrait/lesson-figures.ts';
import { talkClasses, teacherZones } from '../lesson/observation.ts';
import { activity, drawnHistory, drawnReport, exchanges, points, said, span, zone } from './drawn-lessons.ts';
import { findingsOf } from './findings.ts';
import { builtInRulesPath, loadRules } from './read-rules.ts';
import { parseRules } from './rule-file.ts';

const rules = loadRules(builtInRulesPath);
const topicOf = new Map(rules.map(({ id, topic }) => [id, topic]));
const idsOf = (input: Omit<Parameters<typeof findingsOf>[0], 'rules'>) =>
  findingsOf({ rules, ...input }).map(({ rule }) => rule);

/** A lesson of which a dozen rules have something to say; `n` makes each a little different. */
const busy = (n = 0, startedAtMs = 0) =>
  drawnReport({
    startedAtMs,
    figures: {
      'talk.wait1.median': 0.6 + (n % 3) / 10,
      'talk.teacher.share': 0.75,
      'talk.teacher.rate': 285 + (n % 4),
      'talk.level.teacher': -40,
      'room.noise': -49,
      'teacher.board.time': 300 + n,
      'teacher.patrol.coverage': 0.2,
      'activity.choral.share': 0.35,
    },
    talk: [
      ...exchanges(8, 0.6),
      said('teacher', 12, 20 + (n % 3), 290),
      said('none', 25, 26),
      said('none', 27, 28),
      said('teacher', 32, 40),
    ],
    students: [
      ...points(0, 15, { headUpShare: 0.9 }),
      ...points(15, 22, { headUpShare: 0.5, hands: 8 }),
      ...points(22, 40),
    ],
    activities: [activity('choral', 4, 7), activity('individual-work', 22, 30), activity('group-work', 30, 32)],
    teacherZones: [zone('aisle', 3, 4), zone('board', 8, 12), zone('podium', 12, 40)],
    bookmarks: [span(23, 23).startMs],
  });

const figuresTold = (report: LessonReport, told: string[]): LessonFigures => ({ ...lessonFigures(report), told });

describe('the findings of a lesson', () => {
  it('are none when nothing stands out', () => {
    expect(idsOf({ report: drawnReport(), history: [] })).toEqual([]);
  });

  it('are five of many, on different topics, the weightiest first', () => {
    const told = idsOf({ report: busy(), history: [] });
    expect(told).toHaveLength(5);
    expect(new Set(told.map((id) => topicOf.get(id))).size).toBe(5);
    expect(told[0]).toBe('talk.long-stretch-heads-fall');
  });

  it('take a second of one topic where there is little else', () => {
    const report = drawnReport({
      figures: { 'talk.teacher.share': 0.9 },
      talk: [said('teacher', 1, 12), said('student', 38, 39)],
    });
    const told = idsOf({ report, history: [] });
    expect(told.map((id) => topicOf.get(id))).toEqual(['talk', 'talk']);
  });

  it('are the same for the same lesson, in whatever order history and rules come', () => {
    const history = drawnHistory({ 'st.ch': [0.1, 0.12, 0.11] }, [['pace.fast'], [], ['marks.bookmark']]);
    const once = findingsOf({ report: busy(), history, rules });
    expect(findingsOf({ report: busy(), history: history.toReversed(), rules: rules.toReversed() })).toEqual(once);
  });

  it('do not change what they are given', () => {
    const [report, history] = [busy(), drawnHistory({ 'st.ch': [0.1, 0.12, 0.11] })];
    const before = structuredClone({ report, history });
    findingsOf({ report, history, rules });
    expect({ report, history }).toEqual(before);
  });

  it('are not counted as told before by the lesson itself', () => {
    const report = busy();
    const told = idsOf({ report, history: [] });
    expect(idsOf({ report, history: [figuresTold(report, told)] })).toEqual(told);
  });
});

describe('day after day', () => {
  it('the same is not told twice in a row, and many things come up', () => {
    const dayMs = 86_400_000;
    const history: LessonFigures[] = [];
    const days: string[][] = [];
    for (let day = 0; day < 20; day++) {
      const report = busy(day, day * dayMs);
      const told = idsOf({ report, history });
      history.push(figuresTold(report, told));
      days.push(told);
    }
    for (const [day, told] of days.entries()) {
      expect(told.length).toBeGreaterThanOrEqual(2);
      expect(told.filter((id) => days[day - 1]?.includes(id))).toEqual([]);
    }
    expect(new Set(days.flat()).size).toBeGreaterThanOrEqual(12);
  });

  const rule = (id: string, topic: string, weight: number, figure: string) => `
  - id: test.${id}
    version: 1
    topic: ${topic}
    weight: ${weight}
    when: [{ figure: ${figure}, above: 0 }]
    resource: a.b
    zh: { observation: 看到, suggestion: 试试 }
    en: { observation: Seen, suggestion: Try }`;
  const few = (weights: readonly number[]) =>
    parseRules(
      `version: 1\nrules:${weights.map((weight, index) => rule(`r${index}`, ['talk', 'pace', 'room'][index]!, weight, 'talk.turns')).join('')}`,
      'few.yaml',
    );
  const told = (weights: readonly number[], ...tolds: string[][]) =>
    findingsOf({ report: drawnReport(), history: drawnHistory({}, tolds), rules: few(weights) }).map(
      ({ rule }) => rule,
    );

  it('what was told last time is told again when there is nothing else, or nothing nearly as strong', () => {
    expect(told([2])).toEqual(['test.r0']);
    expect(told([2], ['test.r0'])).toEqual(['test.r0']);
    expect(told([3, 2], ['test.r0'])).toEqual(['test.r1']);
    expect(told([5, 2], ['test.r0'])).toEqual(['test.r0', 'test.r1']);
  });

  it('what was told lately comes after what was not', () => {
    expect(told([3, 2, 2.5])).toEqual(['test.r0', 'test.r2', 'test.r1']);
    expect(told([3, 2, 2.5], ['test.r0'], [])).toEqual(['test.r2', 'test.r1', 'test.r0']);
    expect(told([3, 2, 2.5], ['test.r0'], [], [], [], [], [])).toEqual(['test.r0', 'test.r2', 'test.r1']);
  });
});

describe('the teacher’s own lessons', () => {
  const rate = (...values: number[]) =>
    idsOf({
      report: drawnReport({
        figures: { 'talk.teacher.rate': 255 },
        talk: [said('teacher', 3, 6, 255), said('student', 6, 7)],
      }),
      history: drawnHistory({ 'talk.teacher.rate': values }),
    });

  it('are compared with from three on, and beyond their spread', () => {
    expect(rate(200, 200)).toEqual([]);
    expect(rate(200, 200, 200)).toEqual(['pace.faster-than-own']);
    expect(rate(200, 240, 220, 260)).toEqual([]);
    expect(rate(240, 240, 240)).toEqual([]);
  });

  it('are not those of another definition', () => {
    const history = drawnHistory({ 'talk.teacher.rate': [200, 200, 200] });
    history[0]!.figures['talk.teacher.rate']!.version = 99;
    const report = drawnReport({ figures: { 'talk.teacher.rate': 255 }, talk: [said('teacher', 3, 6, 255)] });
    expect(idsOf({ report, history })).toEqual([]);
  });
});

describe('nothing is told', () => {
  const parts: Parameters<typeof drawnReport>[0] = {
    figures: { 'students.hands.events': 4 },
    episodes: { hands: [{ startMs: 60_000, endMs: 65_000 }], standing: [], slumped: [] },
  };
  const withFigures = (figures: Record<string, number | null>) =>
    idsOf({ report: drawnReport({ ...parts, figures: { ...parts.figures, ...figures } }), history: [] });

  it('of the class when it is small or its size is not known', () => {
    expect(withFigures({})).toEqual(['hands.few']);
    expect(withFigures({ 'students.present.median': 5 })).toEqual(['hands.few']);
    expect(withFigures({ 'students.present.median': 4 })).toEqual([]);
    expect(withFigures({ 'students.present.median': null })).toEqual([]);
  });

  it('of the voices of a class that is known to be small; without a camera they are told', () => {
    const short = (present: number | null) =>
      idsOf({
        report: drawnReport({
          figures: { 'talk.wait1.median': 0.6, 'students.present.median': present },
          talk: exchanges(8, 0.6),
        }),
        history: [],
      });
    expect(short(4)).toEqual([]);
    expect(short(null)).toEqual(['wait-time.short']);
  });

  it('of what one pupil did', () => {
    expect(withFigures({ 'students.hands.events': 1 })).toEqual([]);
    const slumped = (count: number) =>
      idsOf({
        report: drawnReport({
          figures: { 'students.slumped.share': 0.1, 'students.slumped.peak': count },
          students: [...points(0, 20), ...points(20, 23, { slumped: count }), ...points(23, 40)],
        }),
        history: [],
      });
    expect([1, 2, 3].map(slumped)).toEqual([[], [], ['class.heads-on-desks']]);
  });
});

it('of a lesson that went on all day are found in a moment', () => {
  const report = reportOf(drawnLesson(8 * 60));
  const startedMs = performance.now();
  findingsOf({ report, history: [], rules });
  // Milliseconds; several seconds when it takes the square of the lesson's length.
  expect(performance.now() - startedMs).toBeLessThan(1500);
});

it('of any lesson they are at most five, rest on known figures, and have moments within it', () => {
  const talk = fc.array(fc.tuple(fc.constantFrom(...talkClasses, 'gap' as const), fc.integer({ min: 1, max: 240 })), {
    maxLength: 60,
  });
  const share = fc.integer({ min: 0, max: 12 });
  const seen = fc.array(
    fc.record({
      headsUp: share,
      turned: share,
      handsRaised: share,
      standing: share,
      slumped: share,
      occupied: fc.integer({ min: 0, max: 40 }),
    }),
    { maxLength: 60 },
  );
  const places = fc.array(fc.constantFrom(...teacherZones, null), { maxLength: 60 });
  const lesson = fc.tuple(
    talk,
    seen,
    places,
    fc.integer({ min: 1, max: 60 }),
    fc.array(fc.integer({ min: 0, max: 3_000_000 }), { maxLength: 3 }),
  );
  const drawn = fc.array(lesson, { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(drawn, (lessons) => {
      const reports = lessons.map(([stretches, looks, zones, everyS, marks], index) => {
        let atMs = 0;
        const segments = stretches.flatMap(([name, seconds]) => {
          const startMs = atMs;
          atMs += seconds * 1000;
          if (name === 'gap') return [];
          const syllables = name === 'teacher' ? seconds * 4 : 0;
          return [{ startMs, endMs: atMs, talk: name, levelDbfs: -30, syllables, uncertain: false }];
        });
        const durationMs = Math.max(atMs, 60_000);
        const within = <T extends { atMs: number }>(samples: T[]) => samples.filter((each) => each.atMs < durationMs);
        const report = reportOf({
          durationMs,
          talk: segments,
          students: within(looks.map((counts, at) => look(at * everyS, counts))),
          teacher: within(
            zones.map((each, at) => ({
              kind: 'teacher' as const,
              atMs: at * everyS * 1000,
              camera: 'teacher' as const,
              present: each !== 'away',
              adults: 1,
              zone: each,
              amongDesks: each === 'aisle',
              xM: null,
              yM: null,
              facingBoard: null,
              writing: each === 'board',
            })),
          ),
          bookmarks: marks.filter((mark) => mark < durationMs).sort((a, b) => a - b),
        });
        return { ...report, lesson: { ...report.lesson, id: `l${index}`, startedAtMs: index } };
      });
      const [report, ...earlier] = reports.toReversed();
      const history = earlier.map((each) => lessonFigures(each));
      const findings = findingsOf({ report: report!, history, rules });
      expect(findings.length).toBeLessThanOrEqual(5);
      expect(new Set(findings.map(({ rule }) => rule)).size).toBe(findings.length);
      const values = new Map(report!.indicators.map(({ id, value }) => [id, value]));
      for (const { rule, evidence, moments, zh, en } of findings) {
        expect(evidence.length > 0).toBe(topicOf.get(rule) !== 'marks');
        for (const { id, value } of evidence) {
          expect(value).not.toBeNull();
          expect(values.get(id)).toBe(value);
        }
        for (const { startMs, endMs } of moments) {
          expect(0 <= startMs && startMs <= endMs && endMs <= report!.durationMs).toBe(true);
        }
        for (const text of [...Object.values(zh), ...Object.values(en)]) {
          expect(text).not.toMatch(/[{}]|undefined|null|NaN|Infinity/);
        }
      }
    }),
    { numRuns: 300 },
  );
});
