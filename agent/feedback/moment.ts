import type { FigureUnit } from '../indicators/definitions/definition.ts';
import type { LessonReport } from '../indicators/indicator.ts';
import type { Span } from '../lesson/timeline.ts';

/** A stretch of the lesson to look at, with what was measured in it; startMs = endMs for a point in time. */
export interface Moment extends Span {
  /** In the source's unit. */
  value: number;
  /** Where something fell: before and after the fall, in the source's unit. */
  before?: number;
  after?: number;
}

/**
 * Whom a figure or a moment tells of: the class as the camera saw it, the voices of the class (turns, waits, group work), or
 * the teacher and the room alone.
 */
export type About = 'class' | 'voices' | 'teacher';

/** Finds the moments of one kind in a lesson. */
export interface MomentSource {
  /** Of `value`. */
  unit: FigureUnit;
  about: About;
  /** The figure that rests on the same data: without a value for it the moments are not to be relied on; none for a fact. */
  figure?: string;
  /** One moment a minute: where a condition asks for a length, neighbouring minutes that fit become one moment. */
  joins?: true;
  /** In order of time, instead of by value. */
  byTime?: true;
  /** What its moments tell besides their value. */
  more?: 'before-after';
  zh: string;
  en: string;
  find(report: LessonReport): Moment[];
}

/** The moments with their length as value, seconds. */
export const byLength = (spans: readonly Span[]): Moment[] =>
  spans.map(({ startMs, endMs }) => ({ startMs, endMs, value: (endMs - startMs) / 1000 }));
