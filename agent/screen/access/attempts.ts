import type { Clock } from '../../lesson/clock.ts';

const FREE = 5;
const FIRST_WAIT_MS = 30_000;
/** Long enough that six digits take years, short enough that pupils who type nonsense do not keep a teacher out for a day. */
const LONGEST_WAIT_MS = 15 * 60_000;

/** Where failures are counted over restarts, so that pulling the plug does not buy more tries. */
export interface FailureCount {
  failuresOf(account: string): number;
  countFailure(account: string): void;
  forgetFailures(account: string): void;
}

/**
 * Slows down guessing: after five failures in a row each further try waits, twice as long each time, up to a quarter of an
 * hour. Waiting counts on the monotonic clock and begins anew with the agent.
 */
export class Attempts {
  readonly #count: FailureCount;
  readonly #clock: Pick<Clock, 'monotonicMs'>;
  readonly #bornMs: number;
  readonly #lastMs = new Map<string, number>();
  /** Failures that the disk did not take: it may be full just when school IT must get in. */
  readonly #unwritten = new Map<string, number>();

  constructor(count: FailureCount, clock: Pick<Clock, 'monotonicMs'>) {
    this.#count = count;
    this.#clock = clock;
    this.#bornMs = clock.monotonicMs();
  }

  /** How long the next try must wait, milliseconds. */
  waitMs(account: string): number {
    const failures = this.#count.failuresOf(account) + (this.#unwritten.get(account) ?? 0);
    if (failures < FREE) return 0;
    const waitMs = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (failures - FREE));
    const sinceMs = this.#lastMs.get(account) ?? this.#bornMs;
    return Math.max(0, sinceMs + waitMs - this.#clock.monotonicMs());
  }

  /** Counts a try before its outcome is known: many at once are as many. */
  begin(account: string): void {
    this.#lastMs.set(account, this.#clock.monotonicMs());
    try {
      this.#count.countFailure(account);
    } catch {
      this.#unwritten.set(account, (this.#unwritten.get(account) ?? 0) + 1);
    }
  }

  succeeded(account: string): void {
    this.#lastMs.delete(account);
    this.#unwritten.delete(account);
    try {
      this.#count.forgetFailures(account);
    } catch {
      // They count on until the disk takes something again.
    }
  }
}
