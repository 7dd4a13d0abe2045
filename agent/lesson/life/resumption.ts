import type { JournalledLesson, OpenLesson } from '../open-lesson.ts';
import type { LifeRules } from './life-rules.ts';

/** How long a lesson waits for the wall clock to be set, after the machine was started again. */
const LONGEST_WAIT_MS = 5 * 60_000;

export interface ResumptionMoment {
  bootId: string;
  monotonicMs: number;
  wallMs: number;
  /** See isClockBelievable. */
  clockBelievable: boolean;
  /** How long the agent has been asking already, milliseconds. */
  waitedMs: number;
}

/**
 * What to do with a lesson that was cut off:
 * - `go-on` at this lesson time, with time 0 at `zero` of the clock that runs now;
 * - `close` it: its time is over, and it lasted for `durationMs`;
 * - `wait`: ask again, the wall clock does not yet tell how long the machine was off.
 */
export type Resumption =
  | { kind: 'go-on'; atMs: number; zero: OpenLesson['zero'] }
  | { kind: 'close'; durationMs: number }
  | { kind: 'wait' };

/**
 * A lesson that was over already is closed. Within one boot the monotonic clock tells how far the lesson has come, whatever the wall clock shows. After another start
 * of the machine only the wall clock can: by what has passed since it was last written down.
 */
export function resumption(open: JournalledLesson, now: ResumptionMoment, rules: LifeRules): Resumption {
  if (open.endedMs !== null) return { kind: 'close', durationMs: open.endedMs };
  const sameBoot = open.zero.bootId === now.bootId;
  if (!sameBoot && !now.clockBelievable) {
    return now.waitedMs < LONGEST_WAIT_MS ? { kind: 'wait' } : { kind: 'close', durationMs: open.reachedMs };
  }
  const atMs = sameBoot
    ? now.monotonicMs - open.zero.monotonicMs
    : // A clock set back by a little since then leaves the time unknown; it was short.
      open.reachedMs + Math.max(0, now.wallMs - open.lastWallMs);
  if (isOver(open, atMs, rules)) {
    // What was lost of a planned lesson belongs to it: as time of which nothing is known.
    return { kind: 'close', durationMs: Math.max(open.reachedMs, open.plannedMs ?? 0) };
  }
  return { kind: 'go-on', atMs, zero: { bootId: now.bootId, monotonicMs: now.monotonicMs - atMs } };
}

function isOver({ plannedMs, origin, reachedMs }: JournalledLesson, atMs: number, rules: LifeRules): boolean {
  if (plannedMs !== null) return atMs >= plannedMs + rules.overMs;
  // Without a plan nothing tells that what goes on now is still the same lesson.
  if (atMs - reachedMs >= rules.quietMs) return true;
  return atMs >= (origin === 'hand' ? rules.handMs : rules.longestMs);
}
