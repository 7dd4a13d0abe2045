import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { environmentQuantityNames } from '../../agent/lesson/environment.ts';
import { agree, Plausibility } from './plausibility.ts';

const HOUR_MS = 3_600_000;
const STEP_MS = 10_000;

/** What is thought of values that come every 10 s. */
const judgedCo2 = (...values: number[]) => {
  const co2 = new Plausibility('co2Ppm');
  return values.map((value, index) => co2.judge(value, value, index * STEP_MS));
};

describe('a step that no room makes', () => {
  it('is told once a second reading makes it too', () => {
    expect(judgedCo2(600, 9_000, 9_050)).toEqual([{ told: 600 }, { held: true }, { told: 9_050 }]);
  });

  it('is passed over when it was for one reading', () => {
    expect(judgedCo2(600, 9_000, 610)).toEqual([{ told: 600 }, { held: true }, { told: 610 }]);
  });

  it('is a fault of the sensor when there are many', () => {
    const toAndFro = Array.from({ length: 12 }, (_, index) => (index % 2 === 0 ? 600 : 9_000));
    expect(judgedCo2(...toAndFro).at(-1)).toEqual({ doubt: 'wavers' });
    expect(judgedCo2(...toAndFro, ...Array.from({ length: 25 }, (_, index) => 600 + index)).at(-1)).toEqual({
      told: 624,
    });
  });

  it('is none after minutes without a reading', () => {
    const co2 = new Plausibility('co2Ppm');
    co2.judge(600, 600, 0);
    expect(co2.judge(2_900, 2_900, 6 * 60_000)).toEqual({ told: 2_900 });
  });
});

describe('what never changes', () => {
  const after = (quantity: (typeof environmentQuantityNames)[number], value: number, hours: number) => {
    const watch = new Plausibility(quantity);
    for (let atMs = 0; atMs < hours * HOUR_MS; atMs += 60_000) watch.judge(value, value, atMs);
    return watch.judge(value, value, hours * HOUR_MS);
  };

  it.each([
    ['co2Ppm', 812, 5.9, 6],
    ['temperatureC', 19.3, 11.9, 12],
    ['humidityPercent', 45.1, 11.9, 12],
    ['illuminanceLux', 310, 11.9, 12],
    ['pm25UgM3', 35, 11.9, 12],
    ['noiseDba', 47.2, 5.9, 6],
  ] as const)('%s of %d is believed for %d hours, and not for %d', (quantity, value, believed, stuck) => {
    expect(after(quantity, value, believed)).toEqual({ told: value });
    expect(after(quantity, value, stuck)).toEqual({ doubt: 'stuck' });
  });

  it.each([
    ['illuminanceLux', 0],
    ['pm25UgM3', 3],
    ['noiseDba', 30],
  ] as const)('%s of %d is a room in the holidays', (quantity, value) => {
    expect(after(quantity, value, 24 * 14)).toEqual({ told: value });
  });
});

it('tells nothing but what it was given, within what can be', () => {
  const quantity = fc.constantFrom(...environmentQuantityNames);
  fc.assert(
    fc.property(quantity, fc.array(fc.double({ min: -1e6, max: 1e6 }), { maxLength: 60 }), (name, values) => {
      const watch = new Plausibility(name);
      for (const [index, value] of values.entries()) {
        const judged = watch.judge(value, value, index * STEP_MS);
        if ('told' in judged) expect(judged.told).toBe(value);
        if (Number.isNaN(value)) expect(judged).toEqual({ doubt: 'range' });
      }
      // Whatever was, three readings of a quiet room are believed again in the end.
      const calm = {
        co2Ppm: 700,
        temperatureC: 21,
        humidityPercent: 45,
        illuminanceLux: 300,
        pm25UgM3: 20,
        noiseDba: 50,
      };
      const told = Array.from({ length: 25 }, (_, index) => {
        const value = calm[name] + index / 100;
        return watch.judge(value, value, (60 + index) * STEP_MS);
      });
      expect(told.at(-1)).toHaveProperty('told');
      expect(agree(name, calm[name], calm[name])).toBe(true);
    }),
  );
});
