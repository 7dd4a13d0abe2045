import { expect, it } from 'vitest';
import { nextWait, waitBins } from './wait-bins.ts';

const wait = (startMs: number, lengthMs: number) => ({ startMs, endMs: startMs + lengthMs });
const waits = [wait(1000, 200), wait(5000, 999), wait(9000, 3000), wait(20_000, 9999), wait(40_000, 30_000)];

it('waits are counted second by second, and all longer ones together', () => {
  expect(waitBins(waits).map((bin) => bin.waits.length)).toEqual([2, 0, 0, 1, 0, 0, 0, 0, 0, 1, 1]);
  expect(waitBins([]).every((bin) => bin.waits.length === 0)).toBe(true);
});

it('touching again leads to the next wait, and round', () => {
  expect(nextWait(waits, null)).toBe(waits[0]);
  expect(nextWait(waits, 1000)).toBe(waits[1]);
  expect(nextWait(waits, 40_000)).toBe(waits[0]);
  expect(nextWait([], 0)).toBeUndefined();
});
