import type { LessonFigures } from '../indicators/portrait/lesson-figures.ts';
import { changeStep, type Spread, spreadOf } from '../indicators/portrait/own-change.ts';
import { LONG_WINDOW } from '../indicators/portrait/portrait.ts';
import { type Figures, type Quantity, summed } from './quantity.ts';

/** What a teacher's own earlier lessons were like, in the quantity's unit. */
export interface OwnSpread extends Spread {
  /** The inter-quartile range, as portraits have it, widened on both sides by `step`: what lies outside is unusual for this teacher. */
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
    .slice(0, LONG_WINDOW);
  const spread = spreadOf(values);
  if (!spread) return null;
  const step = changeStep(spread, quantity.unit === 'dB' ? 'dBFS' : quantity.unit);
  return { ...spread, low: spread.q1 - step, high: spread.q3 + step, step };
}

export function newestFirst(history: readonly LessonFigures[]): LessonFigures[] {
  return history.toSorted((a, b) => b.startedAtMs - a.startedAtMs || (a.lessonId < b.lessonId ? -1 : 1));
}
