import { describe, expect, it } from 'vitest';
import { figuresOf, look, looks, reportOf } from './drawn-timeline.ts';
import { studentEpisodes } from './students.ts';

describe('students present', () => {
  it('are the most and the median of all looks', () => {
    const students = [10, 11, 12, 11, 9].map((occupied, i) => look(2 * i, { occupied, measurable: occupied }));
    const value = figuresOf({ durationMs: 10_000, students });
    expect(value('students.present.max')).toBe(12);
    expect(value('students.present.median')).toBe(11);
  });
});

describe('a whole day of looks', () => {
  it('is not too long', () => {
    const students = Array.from({ length: 200_000 }, (_, i) => look(0.4 * i, { occupied: i === 99_999 ? 13 : 12 }));
    expect(figuresOf({ durationMs: 80_000_000, students })('students.present.max')).toBe(13);
  });
});

describe('heads up', () => {
  it('are weighted by the time each look speaks for', () => {
    // 10 of 10 for 2 s, 5 of 10 for 8 s: (2 · 1 + 8 · 0.5) / 10
    const students = [look(0, { measurable: 10, headsUp: 10 }), look(2, { measurable: 10, headsUp: 5 })];
    expect(figuresOf({ durationMs: 10_000, students })('students.headup.share')).toBeCloseTo(0.6);
  });

  it('count only looks at measurable seats, and lower the coverage by the others', () => {
    const students = [...looks(0, 6, { headsUp: 6 }), ...looks(6, 10, { measurable: 0 })];
    const { figure } = figuresOf({ durationMs: 10_000, students });
    expect(figure('students.headup.share')).toMatchObject({ value: 0.5, coverage: 0.6 });
    expect(figure('students.present.max')).toMatchObject({ coverage: 1 });
  });

  it('are covered by the share of seats that can be measured', () => {
    const { figure } = figuresOf({
      durationMs: 10_000,
      students: looks(0, 10, { occupied: 12, measurable: 9, headsUp: 6 }),
    });
    expect(figure('students.headup.share')).toMatchObject({ value: expect.closeTo(6 / 9, 9), coverage: 0.75 });
    expect(figure('students.hands.events').coverage).toBe(1);
    const few = figuresOf({ durationMs: 10_000, students: looks(0, 10, { occupied: 30, measurable: 3, headsUp: 2 }) });
    expect(few('students.headup.share')).toBeNull();
  });

  it('have a peak that the page can jump to', () => {
    const students = looks(0, 10).map((sample, i) => ({ ...sample, headsUp: i === 7 ? 9 : 3 }));
    expect(figuresOf({ durationMs: 10_000, students }).figure('students.headup.peak')).toMatchObject({
      value: 9,
      share: 0.75,
      of: 12,
      atMs: 7000,
    });
  });

  it('may peak at none at all', () => {
    const { figure } = figuresOf({ durationMs: 10_000, students: looks(0, 10) });
    expect(figure('students.headup.peak')).toMatchObject({ value: 0 });
    expect(figure('students.headup.peak')).not.toHaveProperty('atMs');
  });
});

describe('heads turned to a neighbour', () => {
  it('are a share of the measurable seats, and of the heads up', () => {
    const students = [
      ...looks(0, 5, { measurable: 10, headsUp: 8, turned: 4 }),
      ...looks(5, 10, { measurable: 10, headsUp: 8 }),
    ];
    const value = figuresOf({ durationMs: 10_000, students });
    expect(value('students.turned.share')).toBeCloseTo(0.2);
    expect(value('students.headup.share')).toBeCloseTo(0.8);
  });
});

describe('raised hands', () => {
  const moments = (atS: readonly number[], hands = [4], everyMs = 1000) =>
    Array.from({ length: 30_000 / everyMs }, (_, i) => look((i * everyMs) / 1000)).map((sample) =>
      atS.includes(sample.atMs / 1000) ? look(sample.atMs / 1000, { hands }) : sample,
    );
  const episodes = (...args: Parameters<typeof moments>) =>
    studentEpisodes({ students: moments(...args), durationMs: 30_000 }).hands.map(({ startMs, endMs }) => [
      startMs / 1000,
      endMs / 1000,
    ]);

  it('count from 1 s on', () => {
    expect(episodes([5])).toEqual([[5, 6]]);
    expect(episodes([5], [4], 500)).toEqual([]);
    expect(episodes([5, 5.5], [4], 500)).toEqual([[5, 6]]);
  });

  it('bridge gaps up to 3 s', () => {
    expect(episodes([5, 9])).toEqual([[5, 10]]);
    expect(episodes([5, 10])).toEqual([
      [5, 6],
      [10, 11],
    ]);
  });

  it('are counted seat by seat', () => {
    const students = [...looks(0, 4), ...looks(4, 6, { hands: [1] }), ...looks(6, 8, { hands: [2] }), ...looks(8, 20)];
    const value = figuresOf({ durationMs: 20_000, students });
    expect(value('students.hands.events')).toBe(2);
    expect(studentEpisodes({ students, durationMs: 20_000 }).hands.map(({ startMs }) => startMs)).toEqual([4000, 6000]);
  });

  it('peak where most are up at once, as count, share and time', () => {
    const students = [
      ...looks(0, 5),
      ...looks(5, 7, { hands: [1, 2] }),
      ...looks(7, 9, { hands: [1, 2, 3] }),
      ...looks(9, 20, { hands: [2] }),
    ];
    expect(figuresOf({ durationMs: 20_000, students }).figure('students.hands.peak')).toMatchObject({
      value: 3,
      share: 0.25,
      of: 12,
      atMs: 7000,
    });
  });

  it('peak at 0 when none was seen in a lesson that was', () => {
    const { figure } = figuresOf({ durationMs: 20_000, students: looks(0, 20) });
    expect(figure('students.hands.peak').value).toBe(0);
    expect(figure('students.hands.events').value).toBe(0);
  });
});

describe('standing', () => {
  const lesson = (secondsUp: number, counts = { standing: 1 }) => [
    ...looks(0, 10),
    ...looks(10, 10 + secondsUp, counts),
    ...looks(10 + secondsUp, 30),
  ];

  const standing = (students: ReturnType<typeof lesson>) => studentEpisodes({ students, durationMs: 30_000 }).standing;

  it('counts from 3 s on', () => {
    expect(standing(lesson(2))).toEqual([]);
    expect(standing(lesson(3))).toEqual([{ startMs: 10_000, endMs: 13_000 }]);
    expect(figuresOf({ durationMs: 30_000, students: lesson(3) })('students.standing.events')).toBe(1);
  });

  it('does not count when the whole class stands, as for a greeting', () => {
    expect(standing(lesson(5, { standing: 12 }))).toEqual([]);
  });
});

describe('peaks', () => {
  // At 2 s 4 of 8 measurable heads are turned (.5), at 5 s 5 of 12 (.42): the share decides, not the number.
  const students = [
    look(0),
    look(2, { measurable: 8, headsUp: 6, turned: 4 }),
    look(5, { headsUp: 9, turned: 5, slumped: 1 }),
    look(7, { standing: 12, slumped: 2 }),
    look(8, { standing: 3, slumped: 2 }),
    look(9),
  ];
  const { figure } = figuresOf({ durationMs: 10_000, students });

  it('of turned heads are where their share is highest', () => {
    expect(figure('students.turned.peak')).toMatchObject({ value: 4, share: 0.5, of: 8, atMs: 2000 });
  });

  it('of standing leave out a class that stands up as a whole', () => {
    expect(figure('students.standing.peak')).toMatchObject({ value: 3, share: 0.25, of: 12, atMs: 8000 });
  });

  it('of heads on desks are the first of the most', () => {
    expect(figure('students.slumped.peak')).toMatchObject({ value: 2, share: 2 / 12, of: 12, atMs: 7000 });
  });

  it('are 0, without a moment, when nothing of the kind was seen', () => {
    const { figure } = figuresOf({ durationMs: 10_000, students: looks(0, 10) });
    for (const behaviour of ['turned', 'standing', 'slumped']) {
      const peak = figure(`students.${behaviour}.peak`);
      expect([peak.value, peak.atMs, peak.share, peak.of], behaviour).toEqual([0, undefined, undefined, 12]);
    }
  });
});

describe('heads on desks', () => {
  it('are a share of the occupied seats, over the time somebody was there', () => {
    const students = [
      ...looks(0, 5, { occupied: 10, slumped: 1 }),
      ...looks(5, 10, { occupied: 10, slumped: 3 }),
      ...looks(10, 20, { occupied: 0, measurable: 0 }),
    ];
    expect(figuresOf({ durationMs: 20_000, students })('students.slumped.share')).toBeCloseTo(0.2);
  });
});

describe('coverage', () => {
  it('counts a look for ten seconds at most', () => {
    const { figure } = figuresOf({ durationMs: 40_000, students: [look(0), look(20), look(38)] });
    expect(figure('students.present.max').coverage).toBeCloseTo(22 / 40);
  });

  it('is told on the page as gaps', () => {
    const { gaps } = reportOf({ durationMs: 40_000, students: [look(0), look(20), look(38)] });
    expect(gaps.filter(({ track }) => track === 'students')).toEqual([
      { track: 'students', startMs: 10_000, endMs: 20_000 },
      { track: 'students', startMs: 30_000, endMs: 38_000 },
    ]);
  });
});
