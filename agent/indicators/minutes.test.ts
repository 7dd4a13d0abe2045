import { expect, it } from 'vitest';
import { look, looks, reportOf, talkOf } from './drawn-timeline.ts';

it('a lesson minute by minute: talk, heads and hands of each, and what was not observed', () => {
  const { minutes } = reportOf({
    // Minute 1: 45 s teacher, 15 s quiet. Minute 2: 10 s heard of which 5 s a student. Minute 3 (30 s): nothing.
    talk: talkOf(['teacher', 45], ['none', 20], ['student', 5]).talk,
    students: [
      ...looks(0, 30, { headsUp: 12 }),
      ...looks(30, 40, { headsUp: 6, turned: 3, hands: [1, 2] }),
      ...looks(40, 60, { headsUp: 6, slumped: 3 }),
      look(60, { measurable: 0, standing: 1 }),
    ],
    durationMs: 150_000,
  });
  expect(minutes).toEqual([
    {
      startMs: 0,
      talk: { teacher: 0.75, student: 0, many: 0, none: 0.25 },
      // (30 · 1 + 30 · 0.5) / 60; (10 · 0.25) / 60; (20 · 0.25) / 60
      headUp: 0.75,
      turned: expect.closeTo(2.5 / 60, 9),
      slumped: expect.closeTo(5 / 60, 9),
      hands: 2,
      standing: 0,
    },
    {
      startMs: 60_000,
      talk: { teacher: 0, student: 0.5, many: 0, none: 0.5 },
      headUp: null,
      turned: null,
      slumped: 0,
      hands: 0,
      standing: 1,
    },
    { startMs: 120_000, talk: null, headUp: null, turned: null, slumped: null, hands: null, standing: null },
  ]);
});
