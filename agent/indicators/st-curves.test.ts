import { expect, it } from 'vitest';
import { stPoints } from './st-curves.ts';

it('the S-T curve starts at (0, 0); T moves right, S moves up, a missing slot stays', () => {
  const points = stPoints({ slotMs: 30_000, slots: ['T', 'T', 'S', null, 'T'] });
  expect(points.map(({ t, s }) => [t, s])).toEqual([
    [0, 0],
    [1, 0],
    [2, 0],
    [2, 1],
    [2, 1],
    [3, 1],
  ]);
  expect(points.map((point) => point.missing)).toEqual([false, false, false, false, true, false]);
});
