import type { BackOff } from './mqtt-link.ts';

/** Most rows that wait for the hub's word at a time. */
const MOST = 512;
/** While the hub answers nothing, so many are tried still. */
const FEWEST = 2;

interface Sent {
  /** How often. */
  times: number;
  /** Not to be sent again before this; monotonic. */
  dueMs: number;
}

/**
 * Which rows are on their way to the hub. One that gets no answer in time makes room for others and is sent again later, ever
 * less often; so none holds up the rest. While the hub is silent fewer are tried, and more again as it answers.
 */
export class DrainWindow {
  readonly #resendMs: BackOff;
  readonly #sent = new Map<string, Sent>();
  /** Those that wait for an answer, the oldest first → until when. */
  readonly #waiting = new Map<string, number>();
  #most = MOST;

  /** @param resendMs `first`: how long an answer may take */
  constructor(resendMs: BackOff) {
    this.#resendMs = resendMs;
  }

  /** How many more may be sent now; none as long as it is not worth the trip to the disk. */
  room(nowMs: number): number {
    const before = this.#waiting.size;
    for (const [id, untilMs] of this.#waiting) {
      if (untilMs > nowMs) break;
      this.#waiting.delete(id);
    }
    if (this.#waiting.size < before) this.#most = Math.max(FEWEST, this.#most >> 1);
    const free = this.#most - this.#waiting.size;
    return free * 4 >= this.#most ? Math.max(0, free) : 0;
  }

  /** Sent since the connection began, and not answered. */
  wasSent(id: string): boolean {
    return this.#sent.has(id);
  }

  /** Not answered in time, and to be sent again now. */
  isDue(id: string, nowMs: number): boolean {
    const sent = this.#sent.get(id);
    return sent !== undefined && sent.dueMs <= nowMs;
  }

  hasDue(nowMs: number): boolean {
    if (this.#sent.size > this.#waiting.size)
      for (const { dueMs } of this.#sent.values()) if (dueMs <= nowMs) return true;
    return false;
  }

  /** On its way, and waited for. */
  isWaiting(id: string): boolean {
    return this.#waiting.has(id);
  }

  send(id: string, nowMs: number): void {
    const times = (this.#sent.get(id)?.times ?? 0) + 1;
    const { first, most } = this.#resendMs;
    const untilMs = nowMs + first;
    const pauseMs = Math.random() * Math.min(most, first * 2 ** (times - 1));
    this.#sent.set(id, { times, dueMs: untilMs + pauseMs });
    this.#waiting.set(id, untilMs);
  }

  /** The broker did not take it: it is tried again later, as if the hub had not answered. */
  giveBack(id: string): void {
    this.#waiting.delete(id);
  }

  /** It need not be sent any more. */
  done(id: string): void {
    this.#sent.delete(id);
    if (this.#waiting.delete(id)) this.#most = Math.min(MOST, this.#most + 1);
  }

  /** The connection broke: what was on its way is due at once. */
  forget(): void {
    this.#sent.clear();
    this.#waiting.clear();
    this.#most = MOST;
  }
}
