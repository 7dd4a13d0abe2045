import { SAMPLE_RATE } from '../capture/ffmpeg-arguments.ts';

/** How long the channels' likeness is remembered, and how long it is listened to before it is believed. */
const MEMORY_MS = 4000;
const SURE_MS = 3000;
/** Two microphones in a room are never so much the opposite of each other; a line with its wires swapped is … */
const ANTIPHASE = -0.8;
/** … and stays so until they are clearly not. */
const NOT_ANTIPHASE = -0.4;
/** Energy of a block, per sample, below which a channel says nothing of the other (-100 dBFS). */
const SILENT = 1e-10;
const MOST_DIFFERENCE_DB = 40;

export interface MixedBlock {
  /** What the models listen to; reused for the next block. */
  block: Float32Array;
  /** Level of the first channel above the second, -40..40 dB; 0 when there are not two that are in order. */
  differenceDb: number;
}

/**
 * Joins the channels of a microphone into the one that the models listen to: their mean, without those that are dead. It
 * is never louder than the loudest of them.
 */
export class ChannelMix {
  #mixed = new Float32Array(0);
  /** Covariances of the two channels, fading. */
  #xx = 0;
  #yy = 0;
  #xy = 0;
  #heardMs = 0;
  #isAntiphase = false;

  /**
   * @param channels the next block of each (one or two, of one length); not changed
   * @param dead which of them are dead; when all are, there is nothing better than what they give
   */
  join(channels: readonly Float32Array[], dead: readonly boolean[]): MixedBlock {
    const [x, y] = channels;
    if (!x || !y) return { block: x!, differenceDb: 0 };
    if (dead[0] !== dead[1]) return { block: dead[0] ? y : x, differenceDb: 0 };
    const differenceDb = this.#compare(x, y);
    if (this.#mixed.length !== x.length) this.#mixed = new Float32Array(x.length);
    const sign = this.#isAntiphase ? -1 : 1;
    for (let i = 0; i < x.length; i++) this.#mixed[i] = (x[i]! + sign * y[i]!) / 2;
    return { block: this.#mixed, differenceDb: dead[0] ? 0 : differenceDb };
  }

  /** Learns how alike the channels are; their levels' difference in dB. */
  #compare(x: Float32Array, y: Float32Array): number {
    const n = x.length;
    let [sumX, sumY, xx, yy, xy] = [0, 0, 0, 0, 0];
    for (let i = 0; i < n; i++) {
      const [a, b] = [x[i]!, y[i]!];
      sumX += a;
      sumY += b;
      xx += a * a;
      yy += b * b;
      xy += a * b;
    }
    // A constant offset is no sound.
    xx = Math.max(0, xx - (sumX * sumX) / n);
    yy = Math.max(0, yy - (sumY * sumY) / n);
    xy -= (sumX * sumY) / n;
    if (xx > SILENT * n && yy > SILENT * n) {
      const passedMs = (n / SAMPLE_RATE) * 1000;
      const kept = Math.exp(-passedMs / MEMORY_MS);
      this.#xx = kept * this.#xx + xx;
      this.#yy = kept * this.#yy + yy;
      this.#xy = kept * this.#xy + xy;
      this.#heardMs += passedMs;
      const likeness = this.#xy / Math.sqrt(this.#xx * this.#yy);
      if (this.#heardMs >= SURE_MS) this.#isAntiphase = likeness < (this.#isAntiphase ? NOT_ANTIPHASE : ANTIPHASE);
    }
    const differenceDb = 10 * Math.log10((xx + SILENT * n) / (yy + SILENT * n));
    return Math.max(-MOST_DIFFERENCE_DB, Math.min(MOST_DIFFERENCE_DB, differenceDb));
  }
}
