import { SAMPLE_RATE } from './ffmpeg-arguments.ts';

/** How far behind itself a source may fall before samples count as lost, milliseconds. */
const LOST_MS = 250;
/** How far ahead of itself it may be before samples are left out: no more than the ear of a talk net can tell. */
const AHEAD_MS = 64;
/** The least delay of this long is what a source's own delay is. */
const WINDOW_MS = 10_000;

/** Where a chunk of sound belongs. */
export interface StampedSound {
  /** Monotonic time of its first sample. */
  atMs: number;
  /** How many samples at its beginning are to be left out, because the source runs ahead of time. */
  leaveOut: number;
  /** Samples were lost before it, or the machine slept: it does not follow the last one. */
  isBroken: boolean;
}

/**
 * Tells when samples were heard, from how many there are. Chunks arrive unevenly, so a single arrival says little: the
 * earliest of some seconds counts. A sound card's clock may be off by a part in a thousand; that is made up for by
 * leaving out samples, or by a short gap.
 */
export class SoundClock {
  /** Monotonic time of the sample that is counted as the first. */
  #zeroMs: number | undefined;
  #samples = 0;
  /** Least lateness of each second, newest last. */
  #lateness: { secondMs: number; leastMs: number }[] = [];

  /**
   * @param samples how many samples a channel came, 16 kHz
   * @param nowMs monotonic time of their arrival
   */
  stamp(samples: number, nowMs: number): StampedSound {
    const lengthMs = (samples / SAMPLE_RATE) * 1000;
    this.#zeroMs ??= nowMs - lengthMs;
    const atMs = this.#zeroMs + (this.#samples / SAMPLE_RATE) * 1000;
    const lateMs = nowMs - (atMs + lengthMs);
    const leastMs = this.#leastLateness(nowMs, lateMs);
    this.#samples += samples;
    if (leastMs > LOST_MS) {
      this.#move(leastMs);
      return { atMs: atMs + leastMs, leaveOut: 0, isBroken: true };
    }
    if (lateMs < -AHEAD_MS) {
      const leaveOut = Math.min(samples, Math.round((-lateMs / 1000) * SAMPLE_RATE));
      const leftOutMs = (leaveOut / SAMPLE_RATE) * 1000;
      this.#move(-leftOutMs);
      return { atMs, leaveOut, isBroken: false };
    }
    return { atMs, leaveOut: 0, isBroken: false };
  }

  #leastLateness(nowMs: number, lateMs: number): number {
    const secondMs = Math.floor(nowMs / 1000) * 1000;
    const last = this.#lateness.at(-1);
    if (last?.secondMs === secondMs) last.leastMs = Math.min(last.leastMs, lateMs);
    else this.#lateness.push({ secondMs, leastMs: lateMs });
    this.#lateness = this.#lateness.filter((each) => each.secondMs > nowMs - WINDOW_MS);
    // A hole as long as the window itself has left nothing to compare with: the one chunk after it is enough.
    const oldest = this.#lateness[0]!.secondMs;
    const isSure = nowMs - oldest >= WINDOW_MS / 2 || lateMs > WINDOW_MS;
    return isSure ? Math.min(...this.#lateness.map((each) => each.leastMs)) : 0;
  }

  #move(byMs: number): void {
    this.#zeroMs! += byMs;
    this.#lateness = [];
  }
}
