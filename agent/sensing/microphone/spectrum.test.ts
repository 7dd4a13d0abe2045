import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RunningSums } from './running-sums.ts';
import { SoundFrames } from './sound-frames.ts';
import { logMel, melFilters, PowerSpectrum } from './spectrum.ts';

const RATE = 16_000;
const sine = (hz: number, length: number, amplitude = 0.5) =>
  Float32Array.from({ length }, (_, i) => amplitude * Math.sin((2 * Math.PI * hz * i) / RATE));
/** White noise, the same in every run. */
function noise(length: number): Float32Array {
  let state = 1;
  return Float32Array.from({ length }, () => {
    state = (state * 48_271) % 2_147_483_647;
    return 0.5 - state / 2_147_483_647;
  });
}
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

describe('the autocorrelation', () => {
  it.each([100, 160, 250])('of a sine of %i Hz peaks at its period', (hz) => {
    const spectrum = new PowerSpectrum(1024);
    const power = new Float64Array(513);
    const correlation = new Float64Array(513);
    spectrum.ofSound(sine(hz, 1024), power);
    spectrum.autocorrelation(power, correlation);
    const period = RATE / hz;
    const near = Array.from({ length: Math.round(period) }, (_, i) => Math.round(period / 2) + i);
    const peak = near.reduce((best, lag) => (correlation[lag]! > correlation[best]! ? lag : best));
    expect(Math.abs(peak - period)).toBeLessThanOrEqual(2);
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

  it('tell the energy under each, as a logarithm', () => {
    const power = new Float64Array(513).fill(2);
    const out = new Float32Array(25).fill(7);
    logMel(power, filters, out, 1);
    expect(out[0]).toBe(7);
    filters.forEach(({ weights }, i) => {
      const energy = 2 * weights.reduce((sum, weight) => sum + weight, 0);
      expect(out[i + 1]).toBeCloseTo(Math.log(energy), 4);
    });
  });
});

describe('sound frames', () => {
  const framesOf = (sound: Float32Array) => {
    const frames = new SoundFrames();
    for (let at = 0; at + 512 <= sound.length; at += 512) frames.add(sound.subarray(at, at + 512), 1);
    return frames;
  };

  it.each([80, 100, 120])('know the pitch of a deep voice of %i Hz', (hz) => {
    // A voice has overtones: the pitch is that of the lowest.
    const [first, second, third] = [sine(hz, 4096, 0.3), sine(2 * hz, 4096, 0.2), sine(3 * hz, 4096, 0.1)];
    const frames = framesOf(first.map((x, i) => x + second[i]! + third[i]!));
    expect(frames.length).toBe(8);
    expect(75 * 2 ** frames.pitch.at(-1)!).toBeCloseTo(hz, -1);
    expect(frames.harmonicity.at(-1)).toBeGreaterThan(0.9);
  });

  it('know a voice from noise', () => {
    expect(framesOf(noise(4096)).harmonicity.at(-1)).toBeLessThan(0.4);
  });

  it('know a level', () => {
    expect(framesOf(sine(500, 2048, 1)).levelDbfs.at(-1)).toBeCloseTo(-3.01, 1);
    expect(framesOf(sine(500, 2048, 0.1)).levelDbfs.at(-1)).toBeCloseTo(-23.01, 1);
    expect(framesOf(new Float32Array(2048)).levelDbfs.at(-1)).toBe(-120);
    expect(framesOf(new Float32Array(2048).fill(2)).levelDbfs.at(-1)).toBe(0);
  });

  it('have a colour that does not depend on loudness', () => {
    const sound = noise(2048);
    const loud = framesOf(sound).colour.at(-1)!;
    const soft = framesOf(sound.map((x) => x / 10)).colour.at(-1)!;
    for (const [band, value] of loud.entries()) expect(value).toBeCloseTo(soft[band]!, 3);
    expect(loud.reduce((sum, value) => sum + value, 0)).toBeCloseTo(0, 3);
  });

  it('are defined for silence', () => {
    const frames = framesOf(new Float32Array(2048));
    for (const value of [...frames.pitch, ...frames.harmonicity, ...frames.colour.flatMap((c) => [...c])])
      expect(Number.isFinite(value)).toBe(true);
  });
});

describe('running sums', () => {
  it('are sums over any window', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1000, max: 1000 })), fc.nat(), fc.nat(), (values, a, b) => {
        const [from, to] = [a % (values.length + 1), b % (values.length + 1)].sort((x, y) => x - y) as [number, number];
        const sums = new RunningSums(values.length, (i) => values[i]!);
        expect(sums.over(from, to)).toBe(values.slice(from, to).reduce((sum, value) => sum + value, 0));
      }),
    );
  });
});
