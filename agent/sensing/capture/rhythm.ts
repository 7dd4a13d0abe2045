/** Intervals that are remembered. */
const REMEMBERED = 20;
/** A source has stalled when it is silent for so many of its own usual intervals … */
const PATIENCE = 10;
/** … but it is never given less than this, nor more. */
const LEAST_MS = 5_000;
const MOST_MS = 300_000;
/** Before so many intervals are known nothing is usual yet, and it is given this much. */
const KNOWN_FROM = 3;
const UNKNOWN_MS = 60_000;

/** Learns how often a source gives something, so that a slow one is not taken for a dead one. */
export class Rhythm {
  readonly #intervals: number[] = [];
  #lastMs: number | undefined;

  /** Something came. @param nowMs monotonic */
  beat(nowMs: number): void {
    if (this.#lastMs !== undefined) this.#intervals.push(nowMs - this.#lastMs);
    if (this.#intervals.length > REMEMBERED) this.#intervals.shift();
    this.#lastMs = nowMs;
  }

  /** How long silence is still usual, milliseconds. */
  get patienceMs(): number {
    if (this.#intervals.length < KNOWN_FROM) return UNKNOWN_MS;
    const sorted = this.#intervals.toSorted((a, b) => a - b);
    const usualMs = sorted[Math.floor(sorted.length / 2)]!;
    return Math.min(MOST_MS, Math.max(LEAST_MS, PATIENCE * usualMs));
  }
}
