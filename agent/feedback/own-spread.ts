import { median, quantile } from '../indicators/median.ts';
import type { LessonFigures } from '../indicators/portrait/lesson-figures.ts';
import { type Figures, type Quantity, type QuantityUnit, summed } from './quantity.ts';

/** From fewer earlier lessons nothing is said of what a teacher usually does. */
const LEAST_LESSONS = 3;
/** Older lessons than the last of these are another time. */
const MOST_LESSONS = 20;
/** A change of less than this is none, however alike the earlier lessons were: absolute, and as a share of their median. */
const LEAST_STEP: Record<QuantityUnit, { absolute: number; relative: number }> = {
  share: { absolute: 0.05, relative: 0 },
  count: { absolute: 2, relative: 0.2 },
  s: { absolute: 0.5, relative: 0.2 },
  dBFS: { absolute: 3, relative: 0 },
  dB: { absolute: 3, relative: 0 },
  'syllables/min': { absolute: 20, relative: 0 },
  mode: { absolute: Number.POSITIVE_INFINITY, relative: 0 },
};

/** What a teacher's own earlier lessons were like, in the quantity's unit. */
export interface OwnSpread {
  lessons: number;
  median: number;
  /** The inter-quartile range, widened on both sides by `step`: what lies outside is unusual for this teacher. */
  low: number;
  high: number;
  step: number;
}

/**
 * The spread of a quantity over the last earlier lessons; null for fewer than three in which it was defined as it is now.
 * @param history earlier lessons of the same teacher and subject, in any order
 */
export function ownSpread(quantity: Quantity, figures: Figures, history: readonly LessonFigures[]): OwnSpread | null {
  const values = newestFirst(history)
    .map((lesson) =>
      summed(
        quantity.terms,
        quantity.terms.map(({ id }) => {
          const kept = lesson.figures[id];
          return kept && kept.version === figures.get(id)?.version ? kept.value : null;
        }),
      ),
    )
    .filter((value) => value !== null)
    .slice(0, MOST_LESSONS);
  if (values.length < LEAST_LESSONS) return null;
  const [low, middle, high] = [quantile(values, 0.25)!, median(values)!, quantile(values, 0.75)!];
  const { absolute, relative } = LEAST_STEP[quantity.unit];
  const step = Math.max(high - low, absolute, relative * Math.abs(middle));
  return { lessons: values.length, median: middle, low: low - step, high: high + step, step };
}

export function newestFirst(history: readonly LessonFigures[]): LessonFigures[] {
  return history.toSorted((a, b) => b.startedAtMs - a.startedAtMs || (a.lessonId < b.lessonId ? -1 : 1));
}
