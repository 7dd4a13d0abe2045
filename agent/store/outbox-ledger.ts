import type Database from 'better-sqlite3';
import { insertRow, type OutboxRow } from './outbox-row.ts';

/** There was no room; it was too old to be of use; others of the same time tell as much. */
export type DropReason = 'bytes' | 'age' | 'thinned';

export interface DroppedCount {
  channel: string;
  reason: DropReason;
  count: number;
  bytes: number;
}

/** Messages that were given up and of which the hub has not been told. */
export interface Drop extends DroppedCount {
  /** When the first and the last of them were made, wall time. */
  fromMs: number;
  toMs: number;
}

/** A message that is given up. */
export interface Dropped {
  channel: string;
  bytes: number;
  createdAtMs: number;
}

/** An event that the hub has not refused. */
const REPORT_WAITS = 'SELECT 1 FROM outbox WHERE outbox.id = report_id AND refused_because IS NULL';

/** What was given up, counted for ever, and how much of it the hub was told. Part of the transactions of the outbox. */
export class OutboxLedger {
  readonly #database: Database.Database;

  constructor(database: Database.Database) {
    this.#database = database;
  }

  totals(): DroppedCount[] {
    return this.#database
      .prepare('SELECT channel, reason, count, bytes FROM outbox_drop WHERE count > 0 ORDER BY channel, reason')
      .all() as DroppedCount[];
  }

  add(reason: DropReason, { channel, bytes, createdAtMs }: Dropped): void {
    this.#database
      .prepare(
        `INSERT INTO outbox_drop VALUES (:channel, :reason, 1, :bytes, 1, :bytes, :at, :at, NULL)
         ON CONFLICT (channel, reason) DO UPDATE SET
           count = count + 1, bytes = bytes + :bytes, fresh_bytes = fresh_bytes + :bytes,
           fresh_from_ms = iif(fresh_count > 0, min(fresh_from_ms, :at), :at),
           fresh_to_ms = iif(fresh_count > 0, max(fresh_to_ms, :at), :at),
           fresh_count = fresh_count + 1`,
      )
      .run({ channel, reason, bytes, at: createdAtMs });
  }

  /**
   * Has the hub told of what it has not been told. Of each channel and reason one report waits at a time, with what was fresh
   * when it was made; the rest is told when that one has arrived. So reports never crowd out what they tell of.
   */
  report(eventOf: (drop: Drop) => OutboxRow): void {
    const fresh = this.#database
      .prepare(
        `SELECT channel, reason, fresh_count AS count, fresh_bytes AS bytes, fresh_from_ms AS fromMs, fresh_to_ms AS toMs,
           report_id AS last
         FROM outbox_drop WHERE fresh_count > 0 AND NOT EXISTS (${REPORT_WAITS}) ORDER BY channel, reason`,
      )
      .all() as (Drop & { last: string | null })[];
    for (const { last, ...drop } of fresh) {
      // One that the hub refused has been seen by it.
      if (last !== null) this.#database.prepare('DELETE FROM outbox WHERE id = ?').run(last);
      const event = eventOf(drop);
      insertRow(this.#database, event, null);
      this.#database
        .prepare(
          `UPDATE outbox_drop SET fresh_count = 0, fresh_bytes = 0, report_id = ? WHERE channel = ? AND reason = ?`,
        )
        .run(event.id, drop.channel, drop.reason);
    }
  }
}
