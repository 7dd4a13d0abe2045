import { known } from './known.ts';
import type { LessonLabels } from './lesson.ts';

/**
 * The labels of a lesson as they may leave the room, to the hub and in files. Named one by one: a label that is added one
 * day leaves the room only when somebody has thought about it.
 */
export function publishedLabels({ className, subject, period, teacherId, pairId, role }: LessonLabels): LessonLabels {
  return known({ className, subject, period, teacherId, pairId, role });
}
