import type Database from 'better-sqlite3';
import { asStoreError } from './store-error.ts';

/** What teachers note of their lessons, for themselves: kept here alone, and deleted with the lesson. */
export class LessonNotes {
  readonly #database: Database.Database;

  constructor(database: Database.Database) {
    this.#database = database;
  }

  /** '' when there is none. */
  of(lessonId: string): string {
    const note = this.#database.prepare('SELECT note FROM lesson_note WHERE lesson_id = ?').pluck().get(lessonId);
    return (note as string | undefined) ?? '';
  }

  /**
   * Keeps a note in place of the one before; '' deletes it.
   * @throws StoreError when the disk is full or cannot be written
   */
  set(lessonId: string, note: string): void {
    try {
      if (note === '') this.#database.prepare('DELETE FROM lesson_note WHERE lesson_id = ?').run(lessonId);
      else this.#database.prepare('INSERT OR REPLACE INTO lesson_note VALUES (?, ?)').run(lessonId, note);
    } catch (error) {
      throw asStoreError(error, this.#database.name);
    }
  }
}
