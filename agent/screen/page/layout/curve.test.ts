import { describe, expect, it } from 'vitest';
import { areaPath, binMsFor, binned, linePath, lineValueAt, runsOf, sampleAt } from './curve.ts';
import { linearScale } from './scale.ts';

const at = (atMs: number, value: number | null) => ({ atMs, value });

describe('runsOf', () => {
  it('breaks the line where samples are more than 10 s apart', () => {
    const runs = runsOf([at(0, 1), at(2000, 2), at(12_000, 3), at(22_001, 4)], 60_000);
    expect(runs.map((run) => run.points.length)).toEqual([3, 1]);
    expect(runs.map(({ startMs, endMs }) => [startMs, endMs])).toEqual([
      [0, 22_000],
      [22_001, 32_001],
    ]);
  });

  it('breaks the line where nothing could be measured', () => {
    const runs = runsOf([at(0, 1), at(2000, null), at(4000, 1)], 5000);
    expect(runs.map(({ startMs, endMs }) => [startMs, endMs])).toEqual([
      [0, 2000],
      [4000, 5000],
    ]);
  });
});

describe('binned', () => {
  it('keeps every 2 s sample of a short lesson', () => {
    const points = Array.from({ length: 75 }, (_, index) => ({ atMs: index * 2000, value: index }));
    expect(binned(points, binMsFor(150_000), 'mean')).toEqual(points);
  });

  it('averages shares and keeps the peaks of counts, at their own time', () => {
    const points = [at(0, 0), at(2000, 6), at(4000, 0), at(10_000, 1)] as { atMs: number; value: number }[];
    expect(binned(points, 10_000, 'mean')).toEqual([at(2000, 2), at(10_000, 1)]);
    expect(binned(points, 10_000, 'max')).toEqual([at(2000, 6), at(10_000, 1)]);
  });

  it('draws a 45 min lesson in at most 270 bins', () => {
    expect(2_700_000 / binMsFor(2_700_000)).toBeLessThanOrEqual(270);
  });
});

describe('paths', () => {
  const x = linearScale(0, 10, 0, 100);
  const y = linearScale(0, 1, 50, 0);
  const points = [
    { atMs: 0, value: 0 },
    { atMs: 5, value: 1 },
    { atMs: 10, value: 0.5 },
  ];

  it('draws a line and its area', () => {
    expect(linePath(points, x, y)).toBe('M0 50L50 0L100 25');
    expect(areaPath(points, x, y)).toBe('M0 50L50 0L100 25L100 50L0 50Z');
  });

  it('draws a lone sample and nothing for no sample', () => {
    expect(linePath(points.slice(1, 2), x, y)).toBe('M50 0h0.01');
    expect(areaPath(points.slice(1, 2), x, y)).toBe('');
    expect(linePath([], x, y)).toBe('');
  });
});

it('lineValueAt follows the drawn line and knows where none is', () => {
  const lines = [
    [
      { atMs: 0, value: 1 },
      { atMs: 10, value: 2 },
    ],
    [{ atMs: 50, value: 7 }],
  ];
  expect([0, 5, 10, 20, 50].map((atMs) => lineValueAt(lines, atMs))).toEqual([1, 1.5, 2, undefined, 7]);
});

it('sampleAt answers only for 10 s after a sample', () => {
  const samples = [at(0, 1), at(20_000, 2)];
  expect(sampleAt(samples, 9999)).toBe(samples[0]);
  expect(sampleAt(samples, 10_000)).toBeUndefined();
  expect(sampleAt(samples, 20_000)).toBe(samples[1]);
});
