import type Database from 'better-sqlite3';
import type { LessonReport } from '../indicators/indicator.ts';
import { type LessonFigures, lessonFigures } from '../indicators/portrait/lesson-figures.ts';
import { LONG_WINDOW } from '../indicators/portrait/portrait.ts';
import type { Lesson } from '../lesson/lesson.ts';

/**
 * Whose portrait a lesson belongs to: its teacher's, by a pseudonym; nobody's when that is not known, nor in the remote room
 * of a dual-teacher lesson, where the teacher is heard but not there.
 */
export function portraitOwner({ labels }: Lesson): string | undefined {
  return labels.role === 'remote' ? undefined : labels.teacherId;
}

/** The figures of lessons for the portraits of their teachers. */
export class PortraitStore {
  readonly #database: Database.Database;

  constructor(database: Database.Database) {
    this.#database = database;
  }

  /** Keeps what the portrait needs of a report; nothing of one that belongs to no portrait. Part of the report's transaction. */
  add(report: LessonReport): void {
    const { id, labels, startedAtMs } = report.lesson;
    const owner = portraitOwner(report.lesson);
    if (owner === undefined) return;
    const { figures, told } = lessonFigures(report);
    this.#database
      .prepare(
        `INSERT INTO lesson_figures (lesson_id, teacher_id, subject, started_at_ms, figures, told)
         VALUES (?, ?, ?, ?, ?, ?)`,
      )
      .run(id, owner, labels.subject ?? '', startedAtMs, JSON.stringify(figures), JSON.stringify(told));
  }

  /** Puts the figures of a report that was made anew in the place of those before. Part of the report's transaction. */
  replace(report: LessonReport): void {
    this.#database.prepare('DELETE FROM lesson_figures WHERE lesson_id = ?').run(report.lesson.id);
    this.add(report);
  }

  /**
   * The last lessons of a lesson's teacher in its subject, up to but without that lesson, oldest first; at most 20. None
   * for a lesson that belongs to no portrait.
   */
  before(lesson: Lesson): LessonFigures[] {
    const { id, labels, startedAtMs } = lesson;
    const owner = portraitOwner(lesson);
    if (owner === undefined) return [];
    const rows = this.#database
      .prepare(
        `SELECT lesson_id AS lessonId, started_at_ms AS startedAtMs, figures, told FROM lesson_figures
         WHERE teacher_id = ? AND subject = ? AND started_at_ms <= ? AND lesson_id <> ?
         ORDER BY started_at_ms DESC, lesson_id DESC LIMIT ?`,
      )
      .all(owner, labels.subject ?? '', startedAtMs, id, LONG_WINDOW) as Row[];
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
