import type { LessonReport } from '../../agent/indicators/indicator.ts';
import type { LabelledLesson } from '../../models/tools/labelled-lessons.ts';

/** A lesson with its truth, what the product would store of it, and how loud it was. */
export interface JudgedLesson {
  lesson: LabelledLesson;
  report: LessonReport;
  /** Level of each frame of sound, dBFS. */
  levelDbfs: readonly number[];
}
