/**
 * The two clocks of a lesson. Durations and media time come from the monotonic one; wall time may jump
 * (NTP, a dead battery) and is only ever used as a label. Both are injected, so tests can run a lesson in no time.
 */
export interface Clock {
  /** Milliseconds since an arbitrary start; never goes back. */
  monotonicMs(): number;
  /** Milliseconds since 1970-01-01 UTC; may jump. */
  wallMs(): number;
}

export const systemClock: Clock = {
  monotonicMs: () => performance.now(),
  wallMs: () => Date.now(),
};
