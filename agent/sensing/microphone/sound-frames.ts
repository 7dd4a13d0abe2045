import { SAMPLE_RATE } from '../capture/ffmpeg-arguments.ts';
import { logMel, melFilters, PowerSpectrum } from './spectrum.ts';
import { VOICE_BLOCK } from './voice-activity.ts';

/** Sound frames follow each other every 32 ms (one step of the voice detector). */
export const FRAME_MS = (VOICE_BLOCK / SAMPLE_RATE) * 1000;
export const MEL_BANDS = 24;

const SPECTRUM_SIZE = 1024;
const PITCH_LOW_HZ = 75;
const PITCH_HIGH_HZ = 420;
/** Digital silence. */
export const LEVEL_FLOOR_DBFS = -120;

/** What one frame of sound says; a lesson's frames are kept as columns. No sound can be made from them again. */
export class SoundFrames {
  readonly voice: number[] = [];
  /** Root mean square, dB relative to full scale. */
  readonly levelDbfs: number[] = [];
  /** Height of the autocorrelation's pitch peak, 0 (noise) to 1 (one clear voice). */
  readonly harmonicity: number[] = [];
  /** Octaves above 75 Hz of that peak. */
  readonly pitch: number[] = [];
  /** MEL_BANDS log energies a frame, less the frame's mean: the colour of the sound without its loudness. */
  readonly colour: Float32Array[] = [];

  readonly #spectrum = new PowerSpectrum(SPECTRUM_SIZE);
  readonly #filters = melFilters(MEL_BANDS, SPECTRUM_SIZE, SAMPLE_RATE, 120, 7200);
  readonly #recent = new Float32Array(SPECTRUM_SIZE);
  readonly #power = new Float64Array(SPECTRUM_SIZE / 2 + 1);
  readonly #correlation = new Float64Array(SPECTRUM_SIZE / 2 + 1);

  get length(): number {
    return this.voice.length;
  }

  /**
   * Adds the next frame.
   * @param block VOICE_BLOCK samples
   * @param voice the voice detector's word on it, 0..1
   */
  add(block: Float32Array, voice: number): void {
    this.#recent.copyWithin(0, VOICE_BLOCK);
    this.#recent.set(block, SPECTRUM_SIZE - VOICE_BLOCK);
    let energy = 0;
    for (let i = 0; i < block.length; i++) energy += block[i]! ** 2;
    this.voice.push(voice);
    this.levelDbfs.push(Math.min(0, Math.max(LEVEL_FLOOR_DBFS, 10 * Math.log10(energy / block.length + 1e-12))));

    this.#spectrum.ofSound(this.#recent, this.#power);
    const colour = new Float32Array(MEL_BANDS);
    logMel(this.#power, this.#filters, colour, 0);
    const mean = colour.reduce((sum, value) => sum + value, 0) / MEL_BANDS;
    for (let i = 0; i < MEL_BANDS; i++) colour[i]! -= mean;
    this.colour.push(colour);

    const { harmonicity, pitchHz } = this.#pitch();
    this.harmonicity.push(harmonicity);
    this.pitch.push(Math.log2(pitchHz / PITCH_LOW_HZ));
  }

  /** The strongest peak of the autocorrelation among the pitches of human voices. */
  #pitch(): { harmonicity: number; pitchHz: number } {
    this.#spectrum.autocorrelation(this.#power, this.#correlation);
    const total = this.#correlation[0]! + 1e-9;
    let best = 0;
    let bestLag = SAMPLE_RATE / PITCH_HIGH_HZ;
    for (let lag = Math.ceil(SAMPLE_RATE / PITCH_HIGH_HZ); lag <= SAMPLE_RATE / PITCH_LOW_HZ; lag++) {
      // A Hann window's autocorrelation falls roughly as (1 - lag/size)²; undone so that low voices are not at a loss.
      const height = this.#correlation[lag]! / total / (1 - lag / SPECTRUM_SIZE) ** 2;
      if (height > best) [best, bestLag] = [height, lag];
    }
    return { harmonicity: Math.min(1, best), pitchHz: SAMPLE_RATE / bestLag };
  }
}
