import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { met } from './conditions.ts';
import { activity, drawnReport, exchanges, minutes, points, said, span, zone } from './drawn-lessons.ts';
import { type MomentSourceName, momentSourceNames } from './moment-sources.ts';
import { whenWords } from './number-words.ts';
import { readCondition } from './read-condition.ts';
import { builtInRulesPath } from './read-rules.ts';
import { topics, type WrittenCondition } from './rule.ts';
import { SeenLesson } from './seen-lesson.ts';
import { momentFields, ownFields } from './text-template.ts';

type Parts = Parameters<typeof drawnReport>[0];
const moments = (name: MomentSourceName, parts: Parts) => new SeenLesson(drawnReport(parts), []).moments(name);
const spans = (name: MomentSourceName, parts: Parts) =>
  moments(name, parts).map(({ startMs, endMs }) => [startMs / 60_000, endMs / 60_000]);

it('the built-in file describes every topic, kind of moment and placeholder', () => {
  const text = readFileSync(builtInRulesPath, 'utf8');
  const head = text.slice(0, text.indexOf('\nversion: 1'));
  for (const name of [...topics, ...momentSourceNames]) expect(head).toMatch(new RegExp(`[ #,]${name}[ ,：]`));
  for (const field of momentFields) expect(head).toContain(`{moment.${field}}`);
  for (const field of ownFields) expect(head).toContain(`{own.${field}}`);
});

describe('a stretch of teacher talk', () => {
  const stretches = (...between: ReturnType<typeof said>[]) =>
    spans('teacher-stretches', { talk: [said('teacher', 0, 2), ...between, said('teacher', 2.15, 4)] });

  it('goes on over pauses, and over what is too short to be a voice', () => {
    expect(stretches(said('none', 2, 2.15))).toEqual([[0, 4]]);
    expect(stretches(said('none', 2, 2.07), said('student', 2.07, 2.08), said('none', 2.08, 2.15))).toEqual([[0, 4]]);
  });

  it('ends where somebody else speaks, or may have', () => {
    const two = [
      [0, 2],
      [2.15, 4],
    ];
    expect(stretches(said('many', 2, 2.15))).toEqual(two);
    expect(stretches()).toEqual(two);
    expect(
      spans('teacher-stretches', { talk: [said('teacher', 0, 2), said('none', 2, 2.5), said('teacher', 2.5, 4)] }),
    ).toEqual([
      [0, 2],
      [2.5, 4],
    ]);
  });
});

describe('heads up', () => {
  const talk = [said('teacher', 0, 6)];

  it('fall from the first third of a stretch to the last', () => {
    const students = [...points(0, 3, { headUpShare: 0.8 }), ...points(3, 6, { headUpShare: 0.4 })];
    const [fall] = moments('heads-up-falls', { talk, students });
    expect(fall).toMatchObject({ ...span(0, 6), before: expect.closeTo(0.8), after: expect.closeTo(0.4) });
    expect(fall!.value).toBeCloseTo(0.4);
  });

  it('do not fall when one pupil’s does, or when nobody looked', () => {
    const few = { present: 6 };
    const students = [...points(0, 3, { ...few, headUpShare: 0.8 }), ...points(3, 6, { ...few, headUpShare: 0.6 })];
    expect(moments('heads-up-falls', { talk, students })).toEqual([]);
    expect(moments('heads-up-falls', { talk, students: points(0, 3) })).toEqual([]);
    expect(moments('late-heads-up', { talk, students: points(0, 3), minutes: minutes(0, 3) })).toEqual([]);
  });

  it('are told of the minutes in which the teacher talks', () => {
    expect(spans('listening-minutes', { talk, minutes: minutes(5, 8) })).toEqual([[5, 6]]);
  });
});

describe('hands', () => {
  it('are several, or none', () => {
    const students = [...points(0, 1, { hands: 2 }), ...points(1, 2, { hands: 3 }), ...points(2, 3, { hands: 7 })];
    expect(moments('hands-up', { students })).toEqual([{ startMs: 60_000, endMs: 188_000, value: 7 }]);
    const episodes = { hands: [span(10, 11), span(10.5, 12)], standing: [], slumped: [] };
    expect(spans('no-hands', { episodes })).toEqual([
      [0, 10],
      [12, 40],
    ]);
  });

  it('nobody saw are not none', () => {
    const episodes = { hands: [], standing: [], slumped: [] };
    const gaps = [{ track: 'students' as const, ...span(5, 30) }];
    expect(spans('no-hands', { episodes, gaps })).toEqual([
      [0, 5],
      [30, 40],
    ]);
  });
});

describe('the beginning and the end', () => {
  it('are told when they were heard', () => {
    const talk = [said('teacher', 0, 7), said('many', 7, 8), said('teacher', 35, 39), said('student', 39, 40)];
    expect(spans('opening', { talk })).toEqual([[0, 7]]);
    expect(moments('closing', { talk })).toEqual([{ ...span(35, 40), value: 0.2 }]);
    expect(spans('opening', { talk: [said('student', 7, 8)] })).toEqual([]);
    expect(spans('opening', { talk: [said('student', 0, 8)] })).toEqual([]);
    expect(spans('closing', { talk: [said('teacher', 38, 40)] })).toEqual([]);
    expect(spans('closing', { talk: [said('teacher', 0, 8)], durationMs: 480_000 })).toEqual([]);
  });
});

describe('work', () => {
  const activities = [activity('individual-work', 10, 14), activity('group-work', 20, 20.9)];

  it('is visited by the teacher, as far as that was seen', () => {
    const visits = (...teacherZones: ReturnType<typeof zone>[]) =>
      moments('individual-work-visits', { activities, teacherZones }).map(({ value }) => value);
    expect(visits(zone('podium', 0, 13), zone('aisle', 13, 20))).toEqual([0.25]);
    expect(visits(zone('aisle', 13, 20))).toEqual([]);
  });

  it('of less than a minute tells nothing', () => {
    expect(moments('group-work-turned', { activities, minutes: minutes(0, 40) })).toEqual([]);
  });

  it('around a bookmark is told when it is known', () => {
    const bookmarks = [span(12, 12).startMs, span(30, 30).startMs];
    const talk = [said('teacher', 11, 12.5), said('none', 12.5, 14)];
    expect(moments('bookmarks', { bookmarks, activities, talk })).toEqual([
      { ...span(12, 12), value: 0.75, activity: 'individual-work' },
    ]);
  });
});

describe('speech', () => {
  it('has a rate in minutes with enough of it', () => {
    const talk = [said('teacher', 0, 1, 300), said('teacher', 1, 1.2, 300), said('teacher', 2, 3, 240)];
    expect(moments('speech-minutes', { talk }).map(({ value }) => value)).toEqual([300, 240]);
  });

  it('of a report that counted no syllables has none', () => {
    const { syllables: _, ...older } = said('teacher', 0, 5);
    expect(moments('speech-minutes', { talk: [older] })).toEqual([]);
  });
});

it('moments are not relied on where their figure is not known', () => {
  const talk = exchanges(8, 1);
  expect(moments('waits', { talk })).toHaveLength(8);
  expect(moments('waits', { talk, figures: { 'talk.wait1.median': null } })).toEqual([]);
});

describe('a condition', () => {
  const holds = (written: WrittenCondition, parts: Parts) => {
    const condition = readCondition(written);
    if (!('kind' in condition)) throw new Error(condition.reason);
    return met(condition, new SeenLesson(drawnReport(parts), []));
  };

  it('over minutes joins those that fit', () => {
    const parts: Parts = {
      talk: [said('teacher', 0, 40)],
      minutes: [...minutes(0, 3, { headUp: 0.2 }), ...minutes(3, 5), ...minutes(5, 10, { headUp: 0.3 })],
    };
    const written: WrittenCondition = { moments: 'listening-minutes', below: 0.5, lasting: 200 };
    expect(holds(written, parts)?.moments?.fit).toEqual([{ ...span(5, 10), value: expect.closeTo(0.3) }]);
    expect(holds({ ...written, lasting: 301 }, parts)).toBeNull();
    expect(holds({ ...written, lasting: 0, least: 2 }, parts)?.moments?.fit.map(({ startMs }) => startMs)).toEqual([
      0, 300_000,
    ]);
  });

  it('over a share of the moments counts them all', () => {
    const parts: Parts = { talk: [...exchanges(4, 0.5), ...exchanges(4, 3)] };
    expect(holds({ moments: 'waits', below: 1, share: 0.5 }, parts)?.moments).toMatchObject({ all: 8 });
    expect(holds({ moments: 'waits', below: 1, share: 0.6 }, parts)).toBeNull();
    expect(holds({ moments: 'waits', below: 1, least: 5 }, parts)).toBeNull();
  });

  it('may ask for more of the lesson to be known', () => {
    const report = drawnReport();
    const lesson = new SeenLesson(
      { ...report, indicators: report.indicators.map((indicator) => ({ ...indicator, coverage: 0.8 })) },
      [],
    );
    const atLeast = (coverage: number) => {
      const condition = readCondition({ figure: 'talk.turns', above: 1, coverage });
      return 'kind' in condition && met(condition, lesson);
    };
    expect(atLeast(0.8)).toEqual({ excess: 1 });
    expect(atLeast(0.81)).toBeNull();
  });

  it('is exceeded from not at all to as far as counts', () => {
    const excess = (above: number) => holds({ figure: 'talk.teacher.share', above }, {})?.excess;
    expect(excess(0.5)).toBeUndefined();
    expect(excess(0.49)).toBeCloseTo(0.04, 1);
    expect(excess(0.1)).toBe(1);
    expect(holds({ figure: 'talk.teacher.share', between: [0.1, 0.6] }, {})).toEqual({ excess: 0 });
  });
});

it.each([
  [span(11, 19), '第 12 到 19 分钟', 'minutes 12–19'],
  [span(11, 12), '第 12 分钟', 'minute 12'],
  [span(11.9, 12.2), '第 12 分钟', 'minute 12'],
  [span(12, 12), '第 13 分钟', 'minute 13'],
])('%j is said as %s', (each, zh, en) => {
  expect([whenWords(each, 'zh'), whenWords(each, 'en')]).toEqual([zh, en]);
});
