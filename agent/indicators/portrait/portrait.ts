import type { CatalogueEntry } from '../catalogue.ts';
import { catalogue } from '../catalogue.ts';
import type { LessonFigures } from './lesson-figures.ts';
import { changeStep, LEAST_LESSONS, type Spread, spreadOf } from './own-change.ts';

/** The longest and the middle window of a portrait, in lessons; the shortest is the last lesson alone. */
export const LONG_WINDOW = 20;
const SHORT_WINDOW = 5;

export interface PortraitFigure {
  id: string;
  /** Of the definition; lessons measured by another one are left out. */
  version: number;
  /** null where the last lesson has not enough data for it. */
  last1: number | null;
  /** null with fewer than three lessons that have the figure. */
  last5: Spread | null;
  last20: Spread | null;
  /** By how much the last five's median differs from that of the lessons before, where that exceeds the spread of those. */
  change: number | null;
}

/**
 * 教师画像: one teacher's lessons of one subject beside one another, figure by figure. A table of the teacher's own figures:
 * no score, no ranking, and nobody else in it.
 */
export interface Portrait {
  /** How many lessons it is made of, at most 20. */
  lessons: number;
  /** When the first and the last of them began; wall time. */
  fromMs: number;
  toMs: number;
  figures: PortraitFigure[];
}

/**
 * The portrait of a teacher from the last lessons of one subject.
 * @param lessons of one teacher and one subject, oldest first; only the last 20 count
 * @returns null below three lessons
 */
export function portraitOf(lessons: readonly LessonFigures[]): Portrait | null {
  const recent = lessons.slice(-LONG_WINDOW);
  const [first] = recent;
  const last = recent.at(-1);
  if (!first || !last || recent.length < LEAST_LESSONS) return null;
  return {
    lessons: recent.length,
    fromMs: first.startedAtMs,
    toMs: last.startedAtMs,
    // A room's air is the room's.
    figures: catalogue.filter(({ chapter }) => chapter !== 'room').flatMap((entry) => figureOver(recent, entry)),
  };
}

/** One figure over the lessons; none when it was never known. */
function figureOver(lessons: readonly LessonFigures[], { id, unit }: CatalogueEntry): PortraitFigure[] {
  const version = lessons.findLast(({ figures }) => figures[id])?.figures[id]?.version;
  if (version === undefined) return [];
  const values = lessons.map(({ figures }) => {
    const figure = figures[id];
    return figure?.version === version ? figure.value : null;
  });
  const before = spreadOf(values.slice(0, -SHORT_WINDOW));
  const last5 = spreadOf(values.slice(-SHORT_WINDOW));
  return [
    {
      id,
      version,
      last1: values.at(-1) ?? null,
      last5,
      last20: spreadOf(values),
      change: before && last5 && changeBetween(before, last5, changeStep(before, unit)),
    },
  ];
}

/** How far the later median lies from the earlier one; null unless that is more than `step`. */
function changeBetween(before: Spread, after: Spread, step: number): number | null {
  const by = after.median - before.median;
  return Math.abs(by) > step ? by : null;
}
