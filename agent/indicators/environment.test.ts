import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { EnvironmentObservation, EnvironmentValues } from '../lesson/environment.ts';
import { figuresOf, reportOf } from './drawn-timeline.ts';

const MINUTE_MS = 60_000;
const minute = (index: number, values: EnvironmentValues): EnvironmentObservation => ({
  kind: 'environment',
  startMs: index * MINUTE_MS,
  endMs: (index + 1) * MINUTE_MS,
  ...values,
});
const co2 = (...values: (number | null)[]) => ({
  durationMs: values.length * MINUTE_MS,
  environment: values.flatMap((value, index) => (value === null ? [] : [minute(index, { co2Ppm: value })])),
});
const idsOf = (timeline: Parameters<typeof reportOf>[0]) =>
  reportOf(timeline)
    .indicators.map(({ id }) => id)
    .filter((id) => id.startsWith('room.') && id !== 'room.noise');

it('has no figure of what no sensor measured', () => {
  expect(idsOf({ durationMs: 10 * MINUTE_MS })).toEqual([]);
  expect(reportOf({ durationMs: 10 * MINUTE_MS })).not.toHaveProperty('environment');
  expect(idsOf({ durationMs: MINUTE_MS, environment: [minute(0, { temperatureC: 21, noiseDba: 50 })] })).toEqual([
    'room.temperature.median',
    'room.sound.median',
  ]);
});

it('tells the median, the highest minute, and how long CO2 was above 1500 ppm in one go', () => {
  const figures = figuresOf(co2(800, 1400, 1510, 1600, 1500, 1700, 1800, 1900, null, 1900));
  expect(figures('room.co2.median')).toBe(1600);
  expect(figures.figure('room.co2.peak')).toMatchObject({ value: 1900, atMs: 7 * MINUTE_MS, coverage: 0.9 });
  expect(figures('room.co2.high.longest')).toBe(300);
  expect(figuresOf(co2(700, 1500))('room.co2.high.longest')).toBe(0);
  // Two minutes without a reading end no stretch, three do.
  expect(figuresOf(co2(1900, null, null, 1900))('room.co2.high.longest')).toBe(240);
  expect(figuresOf(co2(1900, 1900, null, null, null, 1900))('room.co2.high.longest')).toBe(120);
});

it('gives the curve by the minute, as far as there is one', () => {
  expect(reportOf(co2(800, null, 900)).environment).toEqual([
    { startMs: 0, endMs: MINUTE_MS, co2Ppm: 800 },
    { startMs: 2 * MINUTE_MS, endMs: 3 * MINUTE_MS, co2Ppm: 900 },
  ]);
});

it('says that there is not enough data below half of the lesson', () => {
  expect(figuresOf(co2(800, null, null))('room.co2.median')).toBeNull();
  expect(figuresOf(co2(800, null))('room.co2.median')).toBe(800);
});

it('lies between the least and the most that was measured', () => {
  const value = fc.option(fc.integer({ min: 300, max: 9000 }), { freq: 4 });
  fc.assert(
    fc.property(fc.array(value, { minLength: 1, maxLength: 60 }), (values) => {
      const known = values.filter((each) => each !== null);
      fc.pre(known.length * 2 >= values.length);
      const figures = figuresOf(co2(...values));
      const median = figures('room.co2.median') as number;
      expect(median).toBeGreaterThanOrEqual(Math.min(...known));
      expect(median).toBeLessThanOrEqual(Math.max(...known));
      expect(figures('room.co2.peak')).toBe(Math.max(...known));
      const longest = figures('room.co2.high.longest') as number;
      // A minute or two without a reading are bridged.
      expect(longest).toBeLessThanOrEqual(known.filter((each) => each > 1500).length * 180);
      expect(longest > 0).toBe(known.some((each) => each > 1500));
    }),
  );
});
