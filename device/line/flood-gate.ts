/** Far more than any device of a classroom says: 115,200 baud carry 11,520 bytes a second. */
const USUAL_BYTES_PER_S = 64 * 1024;
const WINDOW_MS = 1_000;
/** A line that is over its measure in so many windows in a row floods. */
const FLOODS_AFTER = 3;

/** What to do with what has come in. */
export type Passage = 'pass' | 'pause' | 'flood';

/** Measures what a line brings: over the measure it is paused for the rest of the second, and given up when that goes on. */
export class FloodGate {
  readonly #bytesPerS: number;
  #windowEndMs = Number.NEGATIVE_INFINITY;
  #bytes = 0;
  #floods = 0;

  constructor(bytesPerS = USUAL_BYTES_PER_S) {
    this.#bytesPerS = bytesPerS;
  }

  /** @param nowMs any monotonic clock */
  take(bytes: number, nowMs: number): Passage {
    if (nowMs >= this.#windowEndMs) {
      const wasOver = this.#bytes > this.#bytesPerS;
      const isNext = nowMs < this.#windowEndMs + WINDOW_MS;
      this.#floods = wasOver && isNext ? this.#floods + 1 : 0;
      this.#windowEndMs = nowMs + WINDOW_MS;
      this.#bytes = 0;
    }
    this.#bytes += bytes;
    if (this.#bytes <= this.#bytesPerS) return 'pass';
    return this.#floods >= FLOODS_AFTER - 1 ? 'flood' : 'pause';
  }

  /** When what is paused may go on, on the same clock. */
  get opensMs(): number {
    return this.#windowEndMs;
  }
}
