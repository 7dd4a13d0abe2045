import type { ExportedLesson } from './exported-lesson.ts';

/** What an export was asked for. */
export interface ExportRange {
  /** The school's dates, both included. */
  from: string;
  to: string;
  timeZone: string;
  /** Fewest students present for figures about students to be told. */
  minGroup: number;
}

/** Lessons as one JSON document. Exported again from the same lessons it is the same. */
export function lessonsJson(lessons: readonly ExportedLesson[], range: ExportRange): string {
  return `${JSON.stringify({ schemaVersion: 1, ...range, lessons: lessons.map(jsonLesson) }, null, 1)}\n`;
}

function jsonLesson({ id, room, labels, startedAtMs, date, time, durationS, figures, models }: ExportedLesson) {
  const startedAt = new Date(startedAtMs).toISOString();
  return { lessonId: id, room, date, time, startedAt, durationS, ...labels, figures, models };
}
