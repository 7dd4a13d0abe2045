/** How what could not be sent before is told once there is a connection again. */
export interface BackfillRules {
  /** It begins after some time, at most this: the rooms of a region do not all begin together. */
  delayMs: number;
  perS: number;
  /** So many may go at once. */
  burst: number;
}

export const usualBackfill: BackfillRules = { delayMs: 300_000, perS: 0.5, burst: 5 };
/** To a hub that serves one room. */
export const unhurriedBackfill: BackfillRules = { delayMs: 0, perS: Number.POSITIVE_INFINITY, burst: 1e9 };

/** Holds back what is late, so that a region does not fall over when it comes back; what is new never waits for it. */
export class BackfillPace {
  readonly #rules: BackfillRules;
  #fromMs = Number.POSITIVE_INFINITY;
  #tokens = 0;
  #filledMs = 0;

  constructor(rules: BackfillRules) {
    this.#rules = rules;
  }

  /** A connection has begun. @param nowMs monotonic */
  begin(nowMs: number): void {
    this.#fromMs = nowMs + Math.random() * this.#rules.delayMs;
    this.#tokens = this.#rules.burst;
    this.#filledMs = this.#fromMs;
  }

  /** How many may go now. */
  allowed(nowMs: number): number {
    if (nowMs < this.#fromMs) return 0;
    const { perS, burst } = this.#rules;
    const fresh = perS === Number.POSITIVE_INFINITY ? burst : ((nowMs - this.#filledMs) / 1000) * perS;
    this.#tokens = Math.min(burst, this.#tokens + fresh);
    this.#filledMs = nowMs;
    return Math.floor(this.#tokens);
  }

  take(count: number): void {
    this.#tokens -= count;
  }
}
