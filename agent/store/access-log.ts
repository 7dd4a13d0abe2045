import type Database from 'better-sqlite3';
import { asStoreError } from './store-error.ts';

export interface AccessEntry {
  /** Wall time. */
  atMs: number;
  /** `it`, `teacher:<pseudonym>`, `room` (who knows the room's PIN), or `console` (the machine's own command line). */
  who: string;
  /** Such as `report.read`; stable names. */
  what: string;
  /** What it was done to: a lesson's id, a teacher's pseudonym. */
  subject: string | null;
}

/** Who saw or did what, for the yearly audit of personal data. */
export class AccessLog {
  readonly #database: Database.Database;

  constructor(database: Database.Database) {
    this.#database = database;
  }

  /** @throws StoreError when the disk does not take it: what is not written down is then not shown */
  add({ atMs, who, what, subject }: AccessEntry): void {
    try {
      this.#database
        .prepare('INSERT INTO access_log (at_ms, who, what, subject) VALUES (?, ?, ?, ?)')
        .run(Math.round(atMs), who, what, subject);
    } catch (error) {
      throw asStoreError(error, this.#database.name);
    }
  }

  /** The newest first. */
  list(limit: number): AccessEntry[] {
    return this.#database
      .prepare('SELECT at_ms AS atMs, who, what, subject FROM access_log ORDER BY position DESC LIMIT ?')
      .all(limit) as AccessEntry[];
  }
}
