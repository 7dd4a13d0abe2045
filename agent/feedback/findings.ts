import type { Finding, LessonReport } from '../indicators/indicator.ts';
import type { LessonFigures } from '../indicators/portrait/lesson-figures.ts';
import { chosen } from './choice.ts';
import { newestFirst } from './own-spread.ts';
import type { Rule } from './rule.ts';
import { SeenLesson } from './seen-lesson.ts';
import { told } from './telling.ts';

export interface FindingsInput {
  report: LessonReport;
  /** Earlier lessons of the same teacher and subject, in any order; may be empty. */
  history: readonly LessonFigures[];
  rules: readonly Rule[];
}

/** What a teacher is told of a lesson: at most five findings, the weightiest first. Pure: the same input gives the same. */
export function findingsOf({ report, history, rules }: FindingsInput): Finding[] {
  const earlier = newestFirst(history.filter(({ lessonId }) => lessonId !== report.lesson.id));
  const lesson = new SeenLesson(report, earlier);
  const candidates = rules.map((rule) => told(rule, lesson)).filter((each) => each !== null);
  return chosen(
    candidates,
    earlier.map((each) => each.told),
  ).map(({ finding }) => finding);
}
