import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { filteredPower, melFilters, PowerSpectrum } from './spectrum.ts';

const RATE = 16_000;
const sine = (hz: number, length: number, amplitude = 0.5) =>
  Float32Array.from({ length }, (_, i) => amplitude * Math.sin((2 * Math.PI * hz * i) / RATE));
const samples = (length: number) =>
  fc
    .array(fc.float({ min: -1, max: 1, noNaN: true }), { minLength: length, maxLength: length })
    .map((values) => Float32Array.from(values));

/** The power of a Hann-windowed piece by the definition of the Fourier transform. */
function directPower(sound: ArrayLike<number>): number[] {
  const size = sound.length;
  const windowed = Array.from(sound, (x, i) => x * (0.5 - 0.5 * Math.cos((2 * Math.PI * i) / size)));
  return Array.from({ length: size / 2 + 1 }, (_, k) => {
    let [re, im] = [0, 0];
    windowed.forEach((x, i) => {
      re += x * Math.cos((2 * Math.PI * k * i) / size);
      im -= x * Math.sin((2 * Math.PI * k * i) / size);
    });
    return re * re + im * im;
  });
}

describe('the spectrum', () => {
  it.each([2, 16, 64])('of %i samples is what the definition says', (size) => {
    const spectrum = new PowerSpectrum(size);
    fc.assert(
      fc.property(samples(size), (sound) => {
        const power = new Float64Array(size / 2 + 1);
        spectrum.ofSound(sound, power);
        for (const [k, expected] of directPower(sound).entries()) expect(power[k]).toBeCloseTo(expected, 6);
      }),
      { numRuns: 30 },
    );
  });

  it('peaks where the sine is', () => {
    const spectrum = new PowerSpectrum(1024);
    const power = new Float64Array(513);
    for (const bin of [10, 100, 400]) {
      spectrum.ofSound(sine((bin * RATE) / 1024, 1024), power);
      expect(power.indexOf(Math.max(...power))).toBe(bin);
    }
  });

  it('of two pieces at once is that of each', () => {
    const spectrum = new PowerSpectrum(32);
    fc.assert(
      fc.property(samples(32), samples(32), (first, second) => {
        const [one, two, both] = [0, 1, 2].map(() => new Float64Array(17)) as [
          Float64Array,
          Float64Array,
          Float64Array,
        ];
        spectrum.ofTwo(first, second, one, two);
        for (const [sound, power] of [
          [first, one],
          [second, two],
        ] as const) {
          spectrum.ofSound(sound, both);
          for (const [k, expected] of both.entries()) expect(power[k]).toBeCloseTo(expected, 6);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('has the autocorrelation that the sound has', () => {
    const size = 64;
    const spectrum = new PowerSpectrum(size);
    const power = new Float64Array(size / 2 + 1);
    const correlation = new Float64Array(size / 2 + 1);
    const sound = sine(1000, size);
    const windowed = Array.from(sound, (x, i) => x * (0.5 - 0.5 * Math.cos((2 * Math.PI * i) / size)));
    spectrum.ofSound(sound, power);
    spectrum.autocorrelation(power, correlation);
    for (let lag = 0; lag <= size / 2; lag++) {
      const direct = windowed.reduce((sum, x, i) => sum + x * windowed[(i + lag) % size]!, 0);
      expect(correlation[lag]).toBeCloseTo(direct, 6);
    }
  });
});

describe('mel filters', () => {
  const filters = melFilters(24, 1024, RATE, 120, 7200);

  it('lie in order between their limits, and none is empty', () => {
    expect(filters).toHaveLength(24);
    for (const [i, { from, weights }] of filters.entries()) {
      expect((from * RATE) / 1024).toBeGreaterThanOrEqual(120);
      expect(((from + weights.length - 1) * RATE) / 1024).toBeLessThanOrEqual(7200);
      expect(Math.max(...weights)).toBeGreaterThan(0);
      if (i > 0) expect(from).toBeGreaterThanOrEqual(filters[i - 1]!.from);
    }
  });

  it('tell the energy under each', () => {
    const power = new Float64Array(513).fill(2);
    for (const filter of filters) {
      const expected = 2 * filter.weights.reduce((sum, weight) => sum + weight, 0);
      expect(filteredPower(power, filter)).toBeCloseTo(expected, 6);
    }
  });
});
