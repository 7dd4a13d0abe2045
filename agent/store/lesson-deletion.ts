import type Database from 'better-sqlite3';
import { deleteCopies } from './damaged-copies.ts';
import { asStoreError } from './store-error.ts';

/** Which reported lessons; moments are wall time. */
export type LessonsWanted =
  | { kind: 'lesson'; id: string }
  | { kind: 'dates'; fromMs: number; untilMs: number }
  | { kind: 'teacher'; owner: string };

export interface FoundLesson {
  id: string;
  startedAtMs: number;
  durationMs: number;
  className: string | null;
  subject: string | null;
  owner: string;
  /** The hub has its summary, or may have. */
  isSent: boolean;
}

/** Finds lessons that somebody wants deleted, and deletes them for good. */
export class LessonDeletion {
  readonly #database: Database.Database;

  constructor(database: Database.Database) {
    this.#database = database;
  }

  /** Newest first. */
  find(wanted: LessonsWanted): FoundLesson[] {
    const { where, values } = condition(wanted);
    const rows = this.#database
      .prepare(
        `SELECT id, started_at_ms AS startedAtMs, duration_ms AS durationMs, owner,
                labels ->> '$.className' AS className, labels ->> '$.subject' AS subject,
                -- What was handed to the broker counts: it may be delivered whatever is deleted here.
                EXISTS (SELECT 1 FROM outbox WHERE lesson_id = lesson.id AND attempts > 0) OR
                EXISTS (SELECT 1 FROM lesson_message WHERE lesson_id = lesson.id AND was_tried = 1) OR
                -- Of lessons that were sent before messages were kept, only that nothing waits any more.
                coalesce((SELECT delivered_at_ms IS NOT NULL FROM lesson_message WHERE lesson_id = lesson.id),
                  NOT recorded AND NOT EXISTS (SELECT 1 FROM outbox WHERE lesson_id = lesson.id)) AS isSent
         FROM lesson WHERE ${where} ORDER BY started_at_ms DESC, id DESC`,
      )
      .all(...values) as (Omit<FoundLesson, 'isSent'> & { isSent: number })[];
    return rows.map((row) => ({ ...row, isSent: row.isSent === 1 }));
  }

  /**
   * Deletes lessons with all that is kept of them, messages that still wait for the hub included, so that no byte remains in
   * the database's files. To be called while no lesson goes on: it writes the database anew.
   * @throws StoreError when the disk is full or cannot be written
   */
  delete(ids: readonly string[]): void {
    try {
      this.#database.transaction(() => {
        for (const id of ids) {
          this.#database.prepare('DELETE FROM outbox WHERE lesson_id = ?').run(id);
          this.#database.prepare('DELETE FROM lesson WHERE id = ?').run(id);
        }
      })();
      // secure_delete has overwritten the rows; what SQLite moved about before is only gone once all pages are new.
      if (ids.length > 0) {
        this.#database.exec('VACUUM');
        deleteCopies(this.#database.name, null);
      }
      this.#database.pragma('wal_checkpoint(TRUNCATE)');
    } catch (error) {
      throw asStoreError(error, this.#database.name);
    }
  }
}

function condition(wanted: LessonsWanted): { where: string; values: (string | number)[] } {
  switch (wanted.kind) {
    case 'lesson':
      return { where: 'id = ?', values: [wanted.id] };
    case 'dates':
      return { where: 'started_at_ms >= ? AND started_at_ms < ?', values: [wanted.fromMs, wanted.untilMs] };
    case 'teacher':
      return { where: 'owner = ?', values: [wanted.owner] };
  }
}
