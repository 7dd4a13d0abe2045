import type Database from 'better-sqlite3';
import { deleteCopies } from './damaged-copies.ts';
import { LessonJournal } from './lesson-journal.ts';
import { asStoreError } from './store-error.ts';

const DAY_MS = 24 * 3_600_000;
/** A clock further than this beyond everything ever written is not believed: it would have years of reports deleted. */
const FAR_AHEAD_MS = 366 * DAY_MS;

export interface RetentionRules {
  /** Wall time. */
  nowMs: number;
  /** How long what was observed is kept, by when the lesson began. */
  observationsDays: number;
  /** How long reports are kept. */
  reportsDays: number;
  /** Whether there is a hub that messages can wait for. */
  hasHub: boolean;
}

/** What was deleted, as lesson ids, oldest first. */
export interface Deleted {
  observations: string[];
  reports: string[];
  /** Reports whose time is over but whose message the hub has neither acknowledged nor refused. */
  waiting: string[];
  /** Why nothing was deleted: the wall clock is before, or far ahead of, the newest time ever written down. */
  clockRefused: 'behind' | 'far-ahead' | null;
}

/**
 * Deletes what has been kept for long enough, so that no byte of it remains in the database's files.
 *
 * A report whose message still waits for the hub stays, and is told of each time, until the hub has answered or the outbox
 * gave the message up: a summary must not get lost unseen. A message that the hub refused goes with its report. What was
 * observed is not waited for: the hub never gets it. A lesson that is going on is not touched. A damaged database that was set
 * aside goes after two weeks, and before as soon as something is deleted that it may hold.
 */
export class Retention {
  readonly #database: Database.Database;
  readonly #journal: LessonJournal;

  constructor(database: Database.Database) {
    this.#database = database;
    this.#journal = new LessonJournal(database);
  }

  /**
   * To be called about once a day, while no lesson is going on: it writes the database anew if it deleted anything.
   * @throws StoreError when the disk is full or cannot be written
   */
  apply({ nowMs, observationsDays, reportsDays, hasHub }: RetentionRules): Deleted {
    const nothing: Deleted = { observations: [], reports: [], waiting: [], clockRefused: null };
    const newestMs = this.#journal.newestWallMs();
    if (newestMs !== undefined && nowMs < newestMs) return { ...nothing, clockRefused: 'behind' };
    if (newestMs !== undefined && nowMs > newestMs + FAR_AHEAD_MS) return { ...nothing, clockRefused: 'far-ahead' };
    try {
      deleteCopies(this.#database.name, nowMs);
      if (newestMs === undefined) return nothing;
      const deleted = this.#delete(nowMs - observationsDays * DAY_MS, nowMs - reportsDays * DAY_MS, hasHub);
      // secure_delete has overwritten the rows; what SQLite moved about before is only gone once all pages are new.
      if (deleted.observations.length + deleted.reports.length > 0) {
        this.#database.exec('VACUUM');
        deleteCopies(this.#database.name, null);
      }
      // The log still holds pages from before. Done each time: a reader, such as a backup, may have kept it from emptying.
      this.#database.pragma('wal_checkpoint(TRUNCATE)');
      return { ...nothing, ...deleted };
    } catch (error) {
      throw asStoreError(error, this.#database.name);
    }
  }

  #delete(observationsBeforeMs: number, reportsBeforeMs: number, hasHub: boolean): Omit<Deleted, 'clockRefused'> {
    return this.#database.transaction(() => {
      const observations = this.#ids(
        'lesson_observations JOIN lesson ON lesson.id = lesson_id WHERE TRUE',
        observationsBeforeMs,
      );
      for (const id of observations) this.#run('DELETE FROM lesson_observations WHERE lesson_id = ?', id);
      const isWaiting = hasHub
        ? 'EXISTS (SELECT 1 FROM outbox WHERE lesson_id = lesson.id AND refused_because IS NULL)'
        : 'FALSE';
      // Who saw what is known for as long as there may be something to see.
      this.#database.prepare('DELETE FROM access_log WHERE at_ms < ?').run(reportsBeforeMs);
      const waiting = this.#ids(`lesson WHERE ${isWaiting}`, reportsBeforeMs);
      const reports = this.#ids(`lesson WHERE NOT ${isWaiting}`, reportsBeforeMs);
      for (const id of reports) {
        this.#run('DELETE FROM outbox WHERE lesson_id = ?', id);
        this.#run('DELETE FROM lesson WHERE id = ?', id);
      }
      return { observations, reports, waiting };
    })();
  }

  /** Lessons that began before a moment. */
  #ids(lessons: string, beforeMs: number): string[] {
    return this.#database
      .prepare(`SELECT lesson.id FROM ${lessons} AND started_at_ms < ? ORDER BY started_at_ms, lesson.id`)
      .pluck()
      .all(beforeMs) as string[];
  }

  #run(sql: string, id: string): void {
    this.#database.prepare(sql).run(id);
  }
}
