/** Clocks are set right by seconds, and by hours where somebody mistook the time zone. */
const CORRECTION_MS = 24 * 3_600_000;

export interface ClockKnowledge {
  /** No clock is right before this. */
  firstPossibleMs: number;
  /** The newest wall time that was ever written down; undefined in a new room. */
  newestWallMs: number | undefined;
  /** The system says that a time server keeps the clock. */
  synchronised: boolean;
}

/**
 * Whether the wall clock can tell lesson time. One that shows a time long before what was written down has lost it. A time
 * server is believed more than what was written: a clock that once ran ahead would otherwise be missed for ever after.
 */
export function isClockBelievable(
  wallMs: number,
  { firstPossibleMs, newestWallMs, synchronised }: ClockKnowledge,
): boolean {
  if (wallMs < firstPossibleMs) return false;
  return synchronised || newestWallMs === undefined || wallMs >= newestWallMs - CORRECTION_MS;
}
