import { readFileSync } from 'node:fs';
import { uptime } from 'node:os';

/**
 * The two clocks of a lesson. Durations and media time come from the monotonic one; wall time may jump
 * (NTP, a dead battery) and is only ever used as a label. Both are injected, so tests can run a lesson in no time.
 */
export interface Clock {
  /** Milliseconds since an arbitrary start; never goes back, and goes on while the machine sleeps. */
  monotonicMs(): number;
  /** Milliseconds since 1970-01-01 UTC; may jump. */
  wallMs(): number;
}

/**
 * The machine's clocks. The monotonic one counts from the machine's start (CLOCK_BOOTTIME, in steps of 10 ms), so that all
 * processes of one boot, also one that is started again in the middle of a lesson, read the same.
 */
export const systemClock: Clock = {
  monotonicMs: () => Math.round(uptime() * 1000),
  wallMs: () => Date.now(),
};

/** Another one after each start of the machine: readings of the monotonic clock compare only within one. */
export function bootId(): string {
  return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
}
