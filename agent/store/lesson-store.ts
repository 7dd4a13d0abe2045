import type Database from 'better-sqlite3';
import type { LessonReport } from '../indicators/indicator.ts';
import type { LessonLabels } from '../lesson/lesson.ts';
import type { OutboxRow } from './outbox.ts';
import { asStoreError } from './store-error.ts';

export interface LessonListItem {
  id: string;
  startedAtMs: number;
  durationMs: number;
  labels: LessonLabels;
  /** The hub has acknowledged it. */
  synced: boolean;
}

/** The reported lessons. */
export class LessonStore {
  readonly #database: Database.Database;

  constructor(database: Database.Database) {
    this.#database = database;
  }

  /**
   * Keeps a report together with the message that tells the hub of it: both are written, or neither.
   * @throws StoreError when the disk is full or cannot be written
   */
  save(report: LessonReport, message: OutboxRow): void {
    try {
      this.#database.transaction(() => {
        this.#database
          .prepare('INSERT INTO lesson (id, started_at_ms, duration_ms, report) VALUES (?, ?, ?, ?)')
          .run(report.lesson.id, report.lesson.startedAtMs, Math.round(report.durationMs), JSON.stringify(report));
        this.#database
          .prepare('INSERT INTO outbox (id, lesson_id, channel, payload, created_at_ms) VALUES (?, ?, ?, ?, ?)')
          .run(message.id, report.lesson.id, message.channel, message.payload, message.createdAtMs);
      })();
    } catch (error) {
      throw asStoreError(error, this.#database.name);
    }
  }

  /** The newest first. */
  list(): LessonListItem[] {
    const rows = this.#database
      .prepare(
        `SELECT id, started_at_ms AS startedAtMs, duration_ms AS durationMs, report ->> '$.lesson.labels' AS labels,
                NOT EXISTS (SELECT 1 FROM outbox WHERE lesson_id = lesson.id) AS synced
         FROM lesson ORDER BY started_at_ms DESC, id DESC`,
      )
      .all() as { id: string; startedAtMs: number; durationMs: number; labels: string; synced: number }[];
    return rows.map((row) => ({ ...row, labels: JSON.parse(row.labels) as LessonLabels, synced: row.synced === 1 }));
  }

  get(id: string): LessonReport | undefined {
    const row = this.#database.prepare('SELECT report FROM lesson WHERE id = ?').get(id) as
      | { report: string }
      | undefined;
    return row && (JSON.parse(row.report) as LessonReport);
  }
}
