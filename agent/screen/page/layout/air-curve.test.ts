import { expect, it } from 'vitest';
import { airCurve } from './air-curve.ts';

const MINUTE_MS = 60_000;
const minute = (index: number, co2Ppm: number) => ({
  startMs: index * MINUTE_MS,
  endMs: (index + 1) * MINUTE_MS,
  co2Ppm,
});

it('is broken where nothing was measured, and reaches to the edges of its gaps', () => {
  const curve = airCurve([minute(0, 600), minute(1, 700), minute(4, 900)], 6 * MINUTE_MS)!;
  expect(curve.lines.map((line) => line.map(({ atMs, value }) => [atMs / MINUTE_MS, value]))).toEqual([
    [
      [0, 600],
      [0.5, 600],
      [1.5, 700],
      [2, 700],
    ],
    [
      [4, 900],
      [4.5, 900],
      [5, 900],
    ],
  ]);
  expect(curve.missing.map(({ startMs, endMs }) => [startMs / MINUTE_MS, endMs / MINUTE_MS])).toEqual([
    [2, 4],
    [5, 6],
  ]);
});

it.each([
  [700, 2000, [500, 1000, 2000]],
  [2110, 2500, [1000, 2000]],
  [4300, 4500, [2000, 4000]],
  [9900, 10_000, [5000, 10_000]],
])('of %d ppm is drawn up to %d, with few ticks', (highest, top, ticks) => {
  expect(airCurve([minute(0, highest)], MINUTE_MS)).toMatchObject({ top, ticks });
});

it('is none where nobody measured CO2', () => {
  expect(airCurve([{ startMs: 0, endMs: MINUTE_MS, temperatureC: 21 }], MINUTE_MS)).toBeNull();
});
