import type { Exclusion, LessonReport } from '../indicators/indicator.ts';
import type { Dispatch } from '../lesson-review/dispatch.ts';
import type { EarlierPlace } from '../lesson-review/earlier-place.ts';

/** What a teacher can say of a lesson from the screen. Whose the lesson is has been made sure of before. */
export interface ReviewControls {
  /** '' when there is none. */
  note(lessonId: string): string;
  setNote(lessonId: string, note: string): void;
  /** Whether a report can be made anew. */
  canExclude(lessonId: string): boolean;
  /** Makes the report anew with nothing known of these stretches. */
  exclude(report: LessonReport, stretches: readonly Exclusion[]): void;
  dispatch(lessonId: string): Dispatch;
  withhold(lessonId: string, withheld: boolean): void;
  sendNow(lessonId: string): void;
  earlier(report: LessonReport): EarlierPlace[];
}
