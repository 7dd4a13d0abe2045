import { SAMPLE_RATE } from '../capture/ffmpeg-arguments.ts';
import { PitchFinder } from './pitch.ts';
import { filteredPower, melFilters, PowerSpectrum } from './spectrum.ts';
import { VOICE_BLOCK } from './voice-activity.ts';

/** Sound frames follow each other every 32 ms (one step of the voice detector). */
export const FRAME_MS = (VOICE_BLOCK / SAMPLE_RATE) * 1000;
export const MEL_BANDS = 40;
/** Spectra a frame, 16 ms apart. */
export const SPECTRA = 2;
/** Digital silence. */
export const LEVEL_FLOOR_DBFS = -120;
/** Spectra are kept in half decibels above the floor. */
export const MEL_STEP_DB = 0.5;

const SPECTRUM_SIZE = 512;
const PITCH_SIZE = 1024;
/** Power of a full-scale sine in its bin under a Hann window, so that bands are in dBFS too. */
const FULL_SCALE = (SPECTRUM_SIZE / 4) ** 2;
const FIRST_CAPACITY = 4096;

/**
 * What the frames of a lesson's sound say, as columns: a 45-minute lesson is some 10 MB. They never leave the process
 * and die with it.
 */
export class SoundFrames {
  readonly voice: number[] = [];
  /** Root mean square, dB relative to full scale. */
  readonly levelDbfs: number[] = [];
  /** Height of the autocorrelation's pitch peak, 0 (noise) to 1 (one clear voice). */
  readonly harmonicity: number[] = [];
  /** Octaves above 70 Hz of that peak. */
  readonly pitch: number[] = [];
  /** Level of the first channel above the second, dB; 0 when there is one. */
  readonly differenceDb: number[] = [];

  #mel = new Uint8Array(FIRST_CAPACITY * SPECTRA * MEL_BANDS);
  readonly #spectrum = new PowerSpectrum(SPECTRUM_SIZE);
  readonly #filters = melFilters(MEL_BANDS, SPECTRUM_SIZE, SAMPLE_RATE, 80, 7600);
  readonly #powers = Array.from({ length: SPECTRA }, () => new Float64Array(SPECTRUM_SIZE / 2 + 1));
  readonly #pitchFinder = new PitchFinder(PITCH_SIZE, SAMPLE_RATE);
  readonly #recent = new Float32Array(PITCH_SIZE);

  get length(): number {
    return this.voice.length;
  }

  /** SPECTRA × MEL_BANDS energies of each frame, in steps of MEL_STEP_DB above LEVEL_FLOOR_DBFS. */
  get mel(): Uint8Array {
    return this.#mel;
  }

  /**
   * Adds the next frame.
   * @param block VOICE_BLOCK samples
   * @param voice the voice detector's word on it, 0..1
   * @param differenceDb level of the first channel above the second
   */
  add(block: Float32Array, voice: number, differenceDb = 0): void {
    this.#recent.copyWithin(0, VOICE_BLOCK);
    this.#recent.set(block, PITCH_SIZE - VOICE_BLOCK);
    let energy = 0;
    for (let i = 0; i < block.length; i++) energy += block[i]! ** 2;
    this.#addSpectra();
    const { harmonicity, octaves } = this.#pitchFinder.find(this.#recent);
    this.harmonicity.push(harmonicity);
    this.pitch.push(octaves);
    this.levelDbfs.push(Math.min(0, Math.max(LEVEL_FLOOR_DBFS, 10 * Math.log10(energy / block.length + 1e-12))));
    this.voice.push(voice);
    this.differenceDb.push(differenceDb);
  }

  /** The frames from one on, as a lesson of their own. */
  from(first: number): SoundFrames {
    const part = new SoundFrames();
    for (const column of ['voice', 'levelDbfs', 'harmonicity', 'pitch', 'differenceDb'] as const)
      for (let i = first; i < this.length; i++) part[column].push(this[column][i]!);
    part.#mel = this.#mel.slice(first * SPECTRA * MEL_BANDS, this.length * SPECTRA * MEL_BANDS);
    return part;
  }

  #addSpectra(): void {
    const width = SPECTRA * MEL_BANDS;
    if ((this.length + 1) * width > this.#mel.length) {
      const larger = new Uint8Array(this.#mel.length * 2);
      larger.set(this.#mel);
      this.#mel = larger;
    }
    let at = this.length * width;
    const [first, second] = [this.#powers[0]!, this.#powers[1]!];
    this.#spectrum.ofTwo(this.#recent.subarray(256, 768), this.#recent.subarray(512), first, second);
    for (const power of this.#powers) {
      for (const filter of this.#filters) {
        const dbfs = 10 * Math.log10(filteredPower(power, filter) / FULL_SCALE + 1e-30);
        this.#mel[at++] = Math.max(0, Math.min(255, Math.round((dbfs - LEVEL_FLOOR_DBFS) / MEL_STEP_DB)));
      }
    }
  }
}
