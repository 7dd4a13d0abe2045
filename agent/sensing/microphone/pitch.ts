import { PowerSpectrum } from './spectrum.ts';

const LOW_HZ = 70;
const HIGH_HZ = 450;
/** What an octave lower costs in correlation: a period's double fits as well as the period itself. */
const OCTAVE_COST = 0.02;
/**
 * A room's rumble lies below this and, being of few frequencies, would pass for a voice's period: attenuated as by a Butterworth
 * filter of the second order.
 */
const RUMBLE_HZ = 50;
/** Voices' pitches need no more than half the rate. */
const DECIMATION = 2;

export interface Pitch {
  /** Height of the autocorrelation's peak, 0 (noise) to 1 (one clear voice). */
  harmonicity: number;
  /** Octaves above 70 Hz. */
  octaves: number;
}

/** Finds the pitch in pieces of sound, by their autocorrelation divided by the window's own (Boersma 1993). */
export class PitchFinder {
  readonly #rate: number;
  readonly #spectrum: PowerSpectrum;
  readonly #piece: Float32Array;
  readonly #power: Float64Array;
  readonly #correlation: Float64Array;
  /** What is left of the power at each frequency. */
  readonly #highPass: Float64Array;
  /** The window's autocorrelation at each lag. */
  readonly #window: Float64Array;

  /** @param size samples in a piece, a power of two; @param sampleRate hertz */
  constructor(size: number, sampleRate: number) {
    const decimated = size / DECIMATION;
    this.#rate = sampleRate / DECIMATION;
    this.#spectrum = new PowerSpectrum(decimated);
    this.#piece = new Float32Array(decimated);
    this.#power = new Float64Array(decimated / 2 + 1);
    this.#correlation = new Float64Array(decimated / 2 + 1);
    this.#highPass = this.#power.map((_, i) => 1 / (1 + ((RUMBLE_HZ * decimated) / (i * this.#rate)) ** 4));
    this.#window = Float64Array.from({ length: decimated / 2 + 1 }, (_, lag) => hannCorrelation(lag / decimated));
  }

  /** @param samples a piece of sound, `size` samples */
  find(samples: Float32Array): Pitch {
    for (let i = 0; i < this.#piece.length; i++) this.#piece[i] = samples[2 * i]! + samples[2 * i + 1]!;
    this.#spectrum.ofSound(this.#piece, this.#power);
    for (let i = 0; i < this.#power.length; i++) this.#power[i]! *= this.#highPass[i]!;
    const correlation = this.#correlation;
    this.#spectrum.autocorrelation(this.#power, correlation);
    const whole = correlation[0]! + 1e-9;
    let best = 0;
    let bestStrength = 0;
    let bestHz = HIGH_HZ;
    for (let lag = Math.ceil(this.#rate / HIGH_HZ); lag <= this.#rate / LOW_HZ; lag++) {
      const [before, here, after] = [correlation[lag - 1]!, correlation[lag]!, correlation[lag + 1]!];
      if (here < before || here < after) continue;
      const curvature = before - 2 * here + after;
      const offset = curvature < 0 ? (before - after) / (2 * curvature) : 0;
      const height = (here - ((before - after) * offset) / 4) / whole / this.#window[lag]!;
      const hz = this.#rate / (lag + offset);
      const strength = height - OCTAVE_COST * Math.log2(HIGH_HZ / hz);
      if (strength > bestStrength) [best, bestStrength, bestHz] = [height, strength, hz];
    }
    return { harmonicity: Math.min(1, best), octaves: Math.log2(bestHz / LOW_HZ) };
  }
}

/** Autocorrelation of a Hann window at a lag given as a share of its length (Boersma 1993, equation 8). */
function hannCorrelation(lag: number): number {
  const angle = 2 * Math.PI * lag;
  return (1 - lag) * (2 / 3 + Math.cos(angle) / 3) + Math.sin(angle) / (2 * Math.PI);
}
