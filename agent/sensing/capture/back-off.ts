const FIRST_MS = 1_000;
const MOST_MS = 60_000;

/**
 * The pause before another try: doubled with each failure from 1 s to 60 s, half of it by chance, so that what failed
 * together does not come back in step.
 * @param failures how many tries failed before this one, from 0
 * @param random 0..1
 */
export function backOffMs(failures: number, random: number): number {
  return Math.min(MOST_MS, FIRST_MS * 2 ** Math.min(failures, 16)) * (0.5 + 0.5 * random);
}
