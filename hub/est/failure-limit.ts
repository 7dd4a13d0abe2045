const WINDOW_MS = 10 * 60_000;
const MOST_PEERS = 10_000;

/** Counts how often an address was refused lately, so that nobody tries codes out. */
export class FailureLimit {
  readonly #most: number;
  readonly #failures = new Map<string, { count: number; untilMs: number }>();

  /** @param most refusals in ten minutes */
  constructor(most: number) {
    this.#most = most;
  }

  /** @returns seconds to wait; 0 when it may try */
  waitS(peer: string, nowMs: number): number {
    const known = this.#failures.get(peer);
    if (!known || known.untilMs <= nowMs || known.count < this.#most) return 0;
    return Math.ceil((known.untilMs - nowMs) / 1000);
  }

  add(peer: string, nowMs: number): void {
    const known = this.#failures.get(peer);
    if (known && known.untilMs > nowMs) known.count++;
    else {
      // The one that has been there longest goes.
      if (this.#failures.size >= MOST_PEERS) this.#failures.delete(this.#failures.keys().next().value!);
      this.#failures.delete(peer);
      this.#failures.set(peer, { count: 1, untilMs: nowMs + WINDOW_MS });
    }
  }
}
