import type { CatalogueEntry } from '../catalogue.ts';
import { quantile } from '../median.ts';

/** Of fewer lessons nothing is told: they would describe days, not a teacher. */
export const LEAST_LESSONS = 3;

/**
 * What changes less than this is no change, however alike the lessons before were: in the unit of the figure, and as a share of
 * their median.
 */
const LEAST_CHANGE: Partial<Record<CatalogueEntry['unit'], { absolute: number; relative: number }>> = {
  share: { absolute: 0.05, relative: 0 },
  count: { absolute: 2, relative: 0.2 },
  s: { absolute: 0.5, relative: 0.2 },
  dBFS: { absolute: 3, relative: 0 },
  'syllables/min': { absolute: 20, relative: 0 },
  ppm: { absolute: 200, relative: 0 },
  '°C': { absolute: 1, relative: 0 },
  '%': { absolute: 5, relative: 0 },
  lx: { absolute: 50, relative: 0 },
  'µg/m³': { absolute: 10, relative: 0 },
  'dB(A)': { absolute: 3, relative: 0 },
};

/** How a figure lies over some lessons: its median and quartiles, in the catalogue's unit. */
export interface Spread {
  lessons: number;
  q1: number;
  median: number;
  q3: number;
}

/** null with fewer than three values. */
export function spreadOf(values: readonly (number | null)[]): Spread | null {
  const known = values.filter((value) => value !== null);
  if (known.length < LEAST_LESSONS) return null;
  return {
    lessons: known.length,
    q1: quantile(known, 0.25)!,
    median: quantile(known, 0.5)!,
    q3: quantile(known, 0.75)!,
  };
}

/** What a teacher's lessons have to differ by to be told as changed: more than the inter-quartile range of those before. */
export function changeStep({ q1, median, q3 }: Spread, unit: CatalogueEntry['unit']): number {
  const { absolute, relative } = LEAST_CHANGE[unit] ?? { absolute: 0, relative: 0 };
  return Math.max(q3 - q1, absolute, relative * Math.abs(median));
}
