import type Database from 'better-sqlite3';
import { asStoreError } from './store-error.ts';

/** A message waiting for the hub. */
export interface OutboxRow {
  /** The event's id, a UUIDv7. */
  id: string;
  channel: string;
  /** The message as it goes over the wire, JSON. */
  payload: string;
  createdAtMs: number;
}

/** Messages the hub has not yet acknowledged; the one place where they are kept until it has. */
export class Outbox {
  readonly #database: Database.Database;

  constructor(database: Database.Database) {
    this.#database = database;
  }

  /** The oldest rows that are to be sent now; the message of a lesson may wait for its teacher first. */
  pending(limit: number): OutboxRow[] {
    return this.#database
      .prepare(
        `SELECT id, channel, payload, created_at_ms AS createdAtMs FROM outbox
         WHERE refused_because IS NULL
           AND NOT EXISTS (SELECT 1 FROM lesson_message WHERE lesson_message.id = outbox.id AND hold_left_ms > 0)
         ORDER BY created_at_ms, id LIMIT ?`,
      )
      .all(limit) as OutboxRow[];
  }

  /** How many rows the hub has not yet taken, those it refused included. */
  count(): number {
    return this.#database.prepare('SELECT count(*) FROM outbox').pluck().get() as number;
  }

  /** False when there is no such row any more: it was withheld, replaced or deleted. */
  countAttempt(id: string): boolean {
    return this.#run('UPDATE outbox SET attempts = attempts + 1 WHERE id = ?', id) > 0;
  }

  /**
   * The hub has it: the row goes. False when there is no such row (a repeated acknowledgement).
   * @param nowMs wall time
   */
  acknowledge(id: string, nowMs: number): boolean {
    try {
      return this.#database.transaction(() => {
        if (this.#run('DELETE FROM outbox WHERE id = ?', id) === 0) return false;
        this.#run('UPDATE lesson_message SET delivered_at_ms = ? WHERE id = ?', Math.round(nowMs), id);
        return true;
      })();
    } catch (error) {
      throw asStoreError(error, this.#database.name);
    }
  }

  /** The hub will not take it: the row stays for a person to see and is not sent again. */
  refuse(id: string, reason: string): boolean {
    return this.#run('UPDATE outbox SET refused_because = ? WHERE id = ?', reason, id) > 0;
  }

  #run(sql: string, ...values: (string | number)[]): number {
    try {
      return this.#database.prepare(sql).run(...values).changes;
    } catch (error) {
      throw asStoreError(error, this.#database.name);
    }
  }
}
