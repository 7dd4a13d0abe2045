import type Database from 'better-sqlite3';
import type { LessonReport } from '../indicators/indicator.ts';
import { type LessonFigures, lessonFigures } from '../indicators/portrait/lesson-figures.ts';
import { LONG_WINDOW } from '../indicators/portrait/portrait.ts';
import type { Lesson } from '../lesson/lesson.ts';

/** The figures of lessons whose teacher is known, by a pseudonym, for that teacher's portrait. */
export class PortraitStore {
  readonly #database: Database.Database;

  constructor(database: Database.Database) {
    this.#database = database;
  }

  /** Keeps what the portrait needs of a report; nothing of one whose teacher is not known. Part of the report's transaction. */
  add(report: LessonReport): void {
    const { id, labels, startedAtMs } = report.lesson;
    if (labels.teacherId === undefined) return;
    const { figures, told } = lessonFigures(report);
    this.#database
      .prepare(
        `INSERT INTO lesson_figures (lesson_id, teacher_id, subject, started_at_ms, figures, told)
         VALUES (?, ?, ?, ?, ?, ?)`,
      )
      .run(id, labels.teacherId, labels.subject ?? '', startedAtMs, JSON.stringify(figures), JSON.stringify(told));
  }

  /**
   * The last lessons of a lesson's teacher in its subject, up to but without that lesson, oldest first; at most 20. None
   * when the teacher is not known.
   */
  before({ id, labels, startedAtMs }: Lesson): LessonFigures[] {
    if (labels.teacherId === undefined) return [];
    const rows = this.#database
      .prepare(
        `SELECT lesson_id AS lessonId, started_at_ms AS startedAtMs, figures, told FROM lesson_figures
         WHERE teacher_id = ? AND subject = ? AND started_at_ms <= ? AND lesson_id <> ?
         ORDER BY started_at_ms DESC, lesson_id DESC LIMIT ?`,
      )
      .all(labels.teacherId, labels.subject ?? '', startedAtMs, id, LONG_WINDOW) as Row[];
    return rows.reverse().map((row) => ({
      ...row,
      figures: JSON.parse(row.figures) as LessonFigures['figures'],
      told: JSON.parse(row.told) as string[],
    }));
  }
}

interface Row {
  lessonId: string;
  startedAtMs: number;
  figures: string;
  told: string;
}
