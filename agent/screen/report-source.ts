import type { LessonReport } from '../indicators/indicator.ts';
import type { Portrait } from '../indicators/portrait/portrait.ts';
import type { LessonListItem } from '../store/lesson-store.ts';

/**
 * Where the screen gets finished lessons from; it only reads. An owner is a teacher's pseudonym, or '' for the lessons of the
 * room whose teacher is not known: nobody sees anybody else's.
 */
export interface ReportSource {
  /** The owner's lessons on this machine, newest first. */
  list(owner: string): LessonListItem[];
  /** Undefined also when it is somebody else's. */
  get(id: string, owner: string): LessonReport | undefined;
  /** The portrait of a lesson's teacher in its subject, up to that lesson; null below three lessons. */
  portraitUpTo(report: LessonReport): Portrait | null;
}
