import type { LessonReport } from '../indicator.ts';

/** What is kept of a lesson for the portrait of its teacher: numbers about the class and the teacher as a whole. */
export interface LessonFigures {
  lessonId: string;
  /** Wall time. */
  startedAtMs: number;
  /** By id: the figure and the version of its definition. Figures without enough data are left out. */
  figures: Record<string, { value: number; version: number }>;
  /** The rules whose findings the teacher was told after the lesson. */
  told: string[];
}

/** The figures of a report that can be set beside those of other lessons. */
export function lessonFigures({ lesson, indicators, findings = [] }: LessonReport): LessonFigures {
  const figures = indicators.flatMap(({ id, value, version }) =>
    typeof value === 'number' ? [[id, { value, version }] as const] : [],
  );
  return {
    lessonId: lesson.id,
    startedAtMs: lesson.startedAtMs,
    figures: Object.fromEntries(figures),
    told: findings.map(({ rule }) => rule),
  };
}
