import type { LessonReport } from '../indicators/indicator.ts';
import type { Portrait } from '../indicators/portrait/portrait.ts';
import type { LessonListItem } from '../store/lesson-store.ts';

/** Where the screen gets finished lessons from; the screen only reads. */
export interface ReportSource {
  /** All lessons kept on this machine, newest first. */
  list(): LessonListItem[];
  get(id: string): LessonReport | undefined;
  /** The portrait of a lesson's teacher in its subject, up to that lesson; null below three lessons. */
  portraitUpTo(report: LessonReport): Portrait | null;
}
