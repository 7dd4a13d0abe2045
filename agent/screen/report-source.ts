import type { LessonReport } from '../indicators/indicator.ts';
import type { LessonLabels } from '../lesson/lesson.ts';

/** One line of the lesson list. */
export interface LessonListItem {
  id: string;
  /** Wall time of the first moment, for labels only. */
  startedAtMs: number;
  durationMs: number;
  labels: LessonLabels;
  /** Whether the hub has acknowledged the lesson's summary. */
  synced: boolean;
}

/** Where the screen gets finished lessons from; the screen only reads. */
export interface ReportSource {
  /** All lessons kept on this machine, newest first. */
  list(): LessonListItem[];
  get(id: string): LessonReport | undefined;
}
