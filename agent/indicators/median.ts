/** The value below which the share `q` (0..1) of the numbers lies, linearly interpolated; null for none. */
export function quantile(numbers: readonly number[], q: number): number | null {
  if (numbers.length === 0) return null;
  const sorted = numbers.toSorted((a, b) => a - b);
  const at = q * (sorted.length - 1);
  const low = sorted[Math.floor(at)]!;
  const high = sorted[Math.ceil(at)]!;
  return low + (high - low) * (at - Math.floor(at));
}

export const median = (numbers: readonly number[]): number | null => quantile(numbers, 0.5);

/** A value and how long it held, milliseconds. */
export interface Held {
  ms: number;
  value: number;
}

/** The value at or below which the share `q` (0..1) of the time lies; null when no time passed. */
export function timeQuantile(held: readonly Held[], q: number): number | null {
  const sorted = held.filter(({ ms }) => ms > 0).sort((a, b) => a.value - b.value);
  let left = q * sorted.reduce((sum, { ms }) => sum + ms, 0);
  for (const { ms, value } of sorted) {
    left -= ms;
    if (left <= 0) return value;
  }
  return sorted.at(-1)?.value ?? null;
}

/** Mean weighted by time; null when no time passed. */
export function timeMean(held: readonly Held[]): number | null {
  const ms = held.reduce((sum, { ms }) => sum + ms, 0);
  return ms > 0 ? held.reduce((sum, { ms, value }) => sum + ms * value, 0) / ms : null;
}
