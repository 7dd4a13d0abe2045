import type { DriverNews } from './device-message.ts';

/** A device has this many words a second, after a few at once. */
const WORDS_PER_S = 10;
const AT_ONCE = 40;

/** Lets through what a device can have to say, so that one that says things without end does not busy the agent. */
export class NewsGate {
  #words = AT_ONCE;
  #lastMs = Number.NEGATIVE_INFINITY;
  #held = 0;

  /** How many were held back since last asked. */
  takeHeld(): number {
    const held = this.#held;
    this.#held = 0;
    return held;
  }

  /** @param nowMs any monotonic clock */
  passes({ says }: DriverNews, nowMs: number): boolean {
    const grownMs = Math.max(0, nowMs - this.#lastMs);
    this.#words = Math.min(AT_ONCE, this.#words + (grownMs / 1000) * WORDS_PER_S);
    this.#lastMs = nowMs;
    // How a device and its lamp are is told seldom, and must not be missed.
    if (says === 'state' || says === 'lamp') return true;
    if (this.#words < 1) {
      this.#held++;
      return false;
    }
    this.#words--;
    return true;
  }
}
