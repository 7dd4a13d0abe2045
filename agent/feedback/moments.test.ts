import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { met } from './conditions.ts';
import { activity, drawnReport, exchanges, minutes, points, said, span, zone } from './drawn-lessons.ts';
import { type MomentSourceName, momentSources } from './moment-sources.ts';
import { lengthWords, spaced, toldWords, usualWords, whenWords } from './number-words.ts';
import { parseQuantity } from './quantity.ts';
import { readCondition } from './read-condition.ts';
import { builtInRulesPath } from './read-rules.ts';
import { topics, type WrittenCondition } from './rule.ts';
import { SeenLesson } from './seen-lesson.ts';
import { parseTemplate } from './text-template.ts';

type Parts = Parameters<typeof drawnReport>[0];
const moments = (name: MomentSourceName, parts: Parts) => new SeenLesson(drawnReport(parts), []).moments(name);
const quantity = (text: string) => {
  const parsed = parseQuantity(text);
  if ('reason' in parsed) throw new Error(parsed.reason);
  return parsed;
};
const spans = (name: MomentSourceName, parts: Parts) =>
  moments(name, parts).map(({ startMs, endMs }) => [startMs / 60_000, endMs / 60_000]);

it('the built-in file describes every topic, kind of moment and placeholder', () => {
  const text = readFileSync(builtInRulesPath, 'utf8');
  const head = text.slice(0, text.indexOf('\nversion: 1'));
  for (const name of [...topics, ...Object.keys(momentSources)]) {
    expect(head).toMatch(new RegExp(`[ #,]${name}[ ,：]`));
  }
  const speakable = { source: momentSources['heads-up-falls'], own: quantity('talk.turns') };
  const places = ['{moment.none}', '{own.none}'].flatMap((text) => {
    const refused = parseTemplate(text, speakable);
    return ('reason' in refused ? refused.reason : '').match(/{[a-z.]+}/g)!.slice(1);
  });
  expect(places).toHaveLength(14);
  for (const place of places) expect(head).toContain(place);
});

describe('a stretch of teacher talk', () => {
  const stretches = (...between: ReturnType<typeof said>[]) =>
    spans('teacher-stretches', { talk: [said('teacher', 0, 2), ...between, said('teacher', 2.15, 4)] });

  it('goes on over pauses, however they are cut, and over sound lost for less than a second', () => {
    expect(stretches(said('none', 2, 2.15))).toEqual([[0, 4]]);
    expect(stretches(said('none', 2, 2.07), said('none', 2.07, 2.15))).toEqual([[0, 4]]);
    expect(stretches(said('none', 2, 2.07), said('none', 2.08, 2.15))).toEqual([[0, 4]]);
    expect(stretches(said('none', 2, 2.07), said('none', 2.1, 2.15))).toHaveLength(2);
  });

  it('ends where somebody else speaks, or may have', () => {
    const two = [
      [0, 2],
      [2.15, 4],
    ];
    expect(stretches(said('many', 2, 2.15))).toEqual(two);
    // Half a second: yes.
    expect(stretches(said('none', 2, 2.07), said('student', 2.07, 2.078), said('none', 2.078, 2.15))).toEqual(two);
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

describe('quiet', () => {
  it('is one, however it was cut into segments', () => {
    const talk = [said('none', 3, 3.4), said('none', 3.4, 3.8), said('none', 3.8, 4.2), said('teacher', 4.2, 5)];
    expect(moments('quiet', { talk })).toEqual([{ ...span(3, 4.2), value: 72 }]);
    expect(
      moments('quiet', { talk: [said('none', 3, 3.2), said('teacher', 3.2, 3.3), said('none', 3.3, 3.5)] }),
    ).toEqual([]);
  });
});

describe('student voice minutes', () => {
  it('leave out what one pupil presents', () => {
    const activities = [activity('student-presentation', 1.5, 2.5)];
    expect(spans('student-voice-minutes', { minutes: minutes(0, 4), activities })).toEqual([
      [0, 1],
      [3, 4],
    ]);
  });
});

describe('the beginning and the end', () => {
  it('begin with more than the greeting, and more than a word', () => {
    const greeting = [said('teacher', 0, 0.1), said('many', 0.1, 0.2)];
    const yes = [said('teacher', 0.2, 3), said('student', 3, 3.04), said('teacher', 3.04, 6)];
    const answer = [said('student', 6, 6.04), said('student', 6.04, 6.08)];
    expect(spans('opening', { talk: [...greeting, ...yes, ...answer] })).toEqual([[0, 6]]);
    expect(spans('opening', { talk: [...greeting, ...yes] })).toEqual([]);
    expect(spans('opening', { talk: [said('teacher', 0, 0.5), said('many', 0.5, 8)] })).toEqual([[0, 1]]);
  });

  it('are told when they were heard', () => {
    const talk = [said('teacher', 0, 7), said('many', 7, 8), said('teacher', 35, 39), said('student', 39, 40)];
    expect(spans('opening', { talk })).toEqual([[0, 7]]);
    expect(moments('closing', { talk })).toEqual([{ ...span(35, 40), value: 0.2 }]);
    expect(spans('opening', { talk: [said('student', 7, 8)] })).toEqual([]);
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

it('every mark is a moment, whatever was heard or known around it', () => {
  const bookmarks = [span(12, 12).startMs, span(30, 30).startMs];
  expect(moments('bookmarks', { bookmarks, figures: { 'talk.teacher.share': null } })).toEqual([
    { ...span(12, 12), value: 720 },
    { ...span(30, 30), value: 1800 },
  ]);
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

  it('over minutes that says nothing of their length names the extreme one', () => {
    const talk = Array.from({ length: 40 }, (_, at) => said('teacher', at, at + 1, at === 30 ? 330 : 240 + (at % 20)));
    const first = (written: WrittenCondition) => holds(written, { talk })?.moments?.fit[0];
    expect(first({ moments: 'speech-minutes', above: 180 })).toEqual({ ...span(30, 31), value: 330 });
    expect(first({ moments: 'speech-minutes', below: 260 })).toMatchObject(span(0, 1));
  });

  it('over minutes that last joins those that fit', () => {
    const parts: Parts = {
      talk: [said('teacher', 0, 40)],
      minutes: [...minutes(0, 3, { headUp: 0.2 }), ...minutes(3, 5), ...minutes(5, 10, { headUp: 0.3 })],
    };
    const written: WrittenCondition = { moments: 'listening-minutes', below: 0.5, lasting: 200 };
    expect(holds(written, parts)?.moments?.fit).toEqual([{ ...span(5, 10), value: expect.closeTo(0.3) }]);
    expect(holds({ ...written, lasting: 301 }, parts)).toBeNull();
    expect(holds({ ...written, lasting: 180, least: 2 }, parts)?.moments?.fit.map(({ startMs }) => startMs)).toEqual([
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

describe('words', () => {
  it('have no number for nothing', () => {
    expect([toldWords(0.004, 'share', 'zh'), toldWords(0, 'share', 'en')]).toEqual(['不到 1%', 'under 1%']);
    expect([toldWords(0.006, 'share', 'zh'), lengthWords(0, 'zh')]).toEqual(['1%', '0 秒']);
    const usual = (median: number, text: string) => {
      const each = quantity(text);
      return [spaced(usualWords(median, each, 'zh')), usualWords(median, each, 'en')];
    };
    expect(usual(0, 'teacher.board.time')).toEqual(['多半没有', 'mostly none']);
    expect(usual(168, 'teacher.board.time')).toEqual(['多在 2.8 分钟左右', 'around 2.8 minutes']);
    expect(usual(0.2, 'st.rt')).toEqual(['多在 20% 左右', 'around 20%']);
    expect(usual(11, 'students.hands.events')).toEqual(['多在 11 次左右', 'around 11']);
  });

  it.each([
    ['多在 2.8 分钟 左右', '多在 2.8 分钟左右'],
    ['多在20%左右，S-T 分析', '多在 20% 左右，S-T 分析'],
    ['比环境声高8 dB，第 12 到 19 分钟', '比环境声高 8 dB，第 12 到 19 分钟'],
  ])('in Chinese are spaced: %s', (text, better) => expect(spaced(text)).toBe(better));
});
