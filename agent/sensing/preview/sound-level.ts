import { SAMPLE_RATE } from '../capture/ffmpeg-arguments.ts';

const LEAST_DBFS = -120;
/** How often the level is told. */
const EVERY_S = 0.25;

/** Loudness of a stretch, dB relative to full scale, -120 to 0. */
export interface Level {
  /** A full sine has -3, as meters show it. */
  rmsDbfs: number;
  peakDbfs: number;
}

/** Measures how loud the louder of one or two channels is, four times a second. */
export class SoundLevel {
  #count = 0;
  #squares: number[] = [];
  #peak = 0;

  /** @param channels of equal length, 16 kHz @returns the level of each stretch that is over */
  add(channels: readonly Float32Array[]): Level[] {
    const levels: Level[] = [];
    for (let i = 0; i < (channels[0]?.length ?? 0); i++) {
      for (const [channel, samples] of channels.entries()) {
        const sample = samples[i]!;
        this.#squares[channel] = (this.#squares[channel] ?? 0) + sample * sample;
        this.#peak = Math.max(this.#peak, Math.abs(sample));
      }
      if (++this.#count < EVERY_S * SAMPLE_RATE) continue;
      levels.push({ rmsDbfs: dbfs(Math.sqrt(Math.max(...this.#squares) / this.#count)), peakDbfs: dbfs(this.#peak) });
      this.#count = 0;
      this.#squares = [];
      this.#peak = 0;
    }
    return levels;
  }
}

const dbfs = (amplitude: number) =>
  amplitude > 0 ? Math.min(0, Math.max(LEAST_DBFS, 20 * Math.log10(amplitude))) : LEAST_DBFS;
