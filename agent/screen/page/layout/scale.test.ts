import { describe, expect, it } from 'vitest';
import { countTicks, linearScale, minuteTicks } from './scale.ts';

describe('linearScale', () => {
  it('maps there and back', () => {
    const x = linearScale(0, 2_700_000, 100, 1100);
    expect(x(0)).toBe(100);
    expect(x(1_350_000)).toBe(600);
    expect(x.invert(600)).toBe(1_350_000);
  });

  it('inverts positions outside the drawing to the nearest end', () => {
    const y = linearScale(0, 1, 200, 100);
    expect(y.invert(250)).toBe(0);
    expect(y.invert(10)).toBe(1);
  });

  it('survives an empty domain', () => {
    const x = linearScale(0, 0, 5, 9);
    expect(x(0)).toBe(5);
    expect(x.invert(7)).toBe(0);
  });
});

describe('minuteTicks', () => {
  it.each([
    [2.5, [0, 1, 2]],
    [45, [0, 10, 20, 30, 40]],
    [0.4, [0]],
    [90, [0, 20, 40, 60, 80]],
  ])('gives at most five round ticks up to %s min', (end, ticks) => {
    expect(minuteTicks(end)).toEqual(ticks);
  });

  it('never gives more than five, up to a day', () => {
    for (let end = 0; end <= 1440; end += 0.25) expect(minuteTicks(end).length).toBeLessThanOrEqual(5);
  });
});

it('countTicks only names whole counts', () => {
  expect(countTicks(14)).toEqual([0, 7, 14]);
  expect(countTicks(5)).toEqual([0, 5]);
  expect(countTicks(2)).toEqual([0, 2]);
});
