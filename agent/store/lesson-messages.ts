import type Database from 'better-sqlite3';
import { insertRow, type OutboxRow } from './outbox-row.ts';
import { asStoreError } from './store-error.ts';

/** The message that tells the hub of a lesson, and what has become of it. */
export interface LessonMessage {
  /** As it goes over the wire, JSON. */
  payload: string;
  createdAtMs: number;
  /** For so much longer it waits for its teacher, who may withhold it; 0 when that time is over. */
  holdLeftMs: number;
  /** Its teacher does not want it to be sent. */
  withheld: boolean;
  /** Whether it still is to be sent, or was refused. */
  queued: boolean;
  refusedBecause: string | null;
  /** When the hub last took a message of this lesson, which may be one before this; wall time. */
  deliveredAtMs: number | null;
  /** When it was given up because no more had room to wait; wall time. */
  givenUpAtMs: number | null;
  /** How often the report was made: 1 for the first. */
  revision: number;
}

/**
 * What is told to the hub of each lesson. A message waits for its teacher in time that passes, not until the wall clock
 * shows something: a clock that jumps could have it sent at once, or never. While the agent is off, time passes as far as
 * the wall clock tells; that it does so while the agent runs is told by `pass`.
 *
 * Every method that writes throws StoreError when the disk is full or cannot be written; nothing is then half written.
 */
export class LessonMessages {
  readonly #database: Database.Database;

  constructor(database: Database.Database) {
    this.#database = database;
  }

  /** What the next message of a lesson is to call itself: the hub keeps the one with the highest. */
  nextRevision(lessonId: string): number {
    const { known, revision } = this.#database
      .prepare(
        `SELECT EXISTS (SELECT 1 FROM lesson WHERE id = :id) AS known,
           (SELECT revision FROM lesson_message WHERE lesson_id = :id) AS revision`,
      )
      .get({ id: lessonId }) as { known: number; revision: number | null };
    // Of lessons that were sent before messages were kept, the hub has the first.
    return 1 + (revision ?? known);
  }

  /** Keeps a lesson's first message and has it sent after `holdMs`. Part of the report's transaction. */
  add(lessonId: string, message: OutboxRow, holdMs: number): void {
    const { id, channel, payload, createdAtMs } = message;
    this.#database
      .prepare(
        `INSERT INTO lesson_message (lesson_id, id, channel, payload, created_at_ms, hold_left_ms, hold_noted_ms)
         VALUES (?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(lessonId, id, channel, payload, createdAtMs, holdMs, Math.round(createdAtMs));
    this.#queue(lessonId);
  }

  /**
   * Puts another message in the place of a lesson's, for a report that was made anew. The teacher's time and decision stay:
   * one that is held is held on, one that is withheld stays so; every other is sent. Part of the report's transaction.
   */
  replace(lessonId: string, message: OutboxRow): void {
    const { id, channel, payload, createdAtMs } = message;
    const revision = this.nextRevision(lessonId);
    this.#forget(lessonId);
    this.#run(
      `INSERT INTO lesson_message (lesson_id, id, channel, payload, created_at_ms, hold_left_ms, hold_noted_ms, revision)
       VALUES (?, ?, ?, ?, ?, 0, ?, ?)
       ON CONFLICT (lesson_id) DO UPDATE SET id = excluded.id, channel = excluded.channel, payload = excluded.payload,
         created_at_ms = excluded.created_at_ms, revision = excluded.revision, given_up_at_ms = NULL`,
      ...[lessonId, id, channel, payload, createdAtMs, Math.round(createdAtMs), revision],
    );
    if (!this.of(lessonId)?.withheld) this.#queue(lessonId);
  }

  /** undefined for a lesson that the hub had before messages were kept. */
  of(lessonId: string): LessonMessage | undefined {
    const row = this.#database
      .prepare(
        `SELECT kept.payload, kept.created_at_ms AS createdAtMs, hold_left_ms AS holdLeftMs, withheld,
                outbox.id IS NOT NULL AS queued, refused_because AS refusedBecause, delivered_at_ms AS deliveredAtMs,
                given_up_at_ms AS givenUpAtMs, revision
         FROM lesson_message AS kept LEFT JOIN outbox ON outbox.id = kept.id WHERE kept.lesson_id = ?`,
      )
      .get(lessonId) as (Omit<LessonMessage, 'withheld' | 'queued'> & { withheld: number; queued: number }) | undefined;
    return row && { ...row, withheld: row.withheld === 1, queued: row.queued === 1 };
  }

  /** Takes a message out of the outbox while it waits for its teacher; false when that time is over. */
  withhold(lessonId: string): boolean {
    return this.#write(() => {
      const sql = 'UPDATE lesson_message SET withheld = 1 WHERE lesson_id = ? AND hold_left_ms > 0';
      if (this.#run(sql, lessonId) === 0) return false;
      this.#run('DELETE FROM outbox WHERE lesson_id = ?', lessonId);
      return true;
    });
  }

  /** Has a message that was withheld wait again; false when its time is over: then it is not sent any more. */
  release(lessonId: string): boolean {
    return this.#write(() => {
      const sql =
        'UPDATE lesson_message SET withheld = 0, given_up_at_ms = NULL WHERE lesson_id = ? AND withheld = 1 AND hold_left_ms > 0';
      if (this.#run(sql, lessonId) === 0) return false;
      this.#queue(lessonId);
      return true;
    });
  }

  /** Has a message sent without waiting longer; false when there is none that waits. */
  sendNow(lessonId: string): boolean {
    return this.#write(() => {
      const sql =
        'UPDATE lesson_message SET hold_left_ms = 0 WHERE lesson_id = ? AND withheld = 0 AND hold_left_ms > 0';
      return this.#run(sql, lessonId) > 0;
    });
  }

  /** Has a message sent once more that the hub had, refused, or that was given up; anything else keeps its teacher's word. */
  sendAgain(lessonId: string): 'again' | 'unknown' | 'withheld' | 'held' | 'waiting' {
    return this.#write(() => {
      const message = this.of(lessonId);
      if (!message) return 'unknown';
      if (message.withheld) return 'withheld';
      if (message.holdLeftMs > 0) return 'held';
      if (message.queued && message.refusedBecause === null) return 'waiting';
      this.#forget(lessonId);
      this.#run('UPDATE lesson_message SET given_up_at_ms = NULL WHERE lesson_id = ?', lessonId);
      this.#queue(lessonId);
      return 'again';
    });
  }

  /** So much time has passed for all that wait, in which the agent ran; `wallMs` is what the wall clock shows now. */
  pass(elapsedMs: number, wallMs: number): void {
    this.#write(() =>
      this.#run(
        'UPDATE lesson_message SET hold_left_ms = max(0, hold_left_ms - ?), hold_noted_ms = max(hold_noted_ms, ?) WHERE hold_left_ms > 0',
        ...[elapsedMs, Math.round(wallMs)],
      ),
    );
  }

  /** The agent was off since the last word; a clock that has gone back meanwhile, or was not set then, tells nothing. */
  passWhileOff(wallMs: number, firstBelievedMs: number): void {
    this.#write(() =>
      this.#run(
        `UPDATE lesson_message SET hold_left_ms = max(0, hold_left_ms - iif(hold_noted_ms < ?, 0, max(0, ? - hold_noted_ms))),
           hold_noted_ms = max(hold_noted_ms, ?)
         WHERE hold_left_ms > 0`,
        ...[firstBelievedMs, Math.round(wallMs), Math.round(wallMs)],
      ),
    );
  }

  /** Takes it out of the outbox; that it was handed to a broker before is remembered. */
  #forget(lessonId: string): void {
    this.#run(
      `UPDATE lesson_message SET was_tried = 1
       WHERE lesson_id = ? AND EXISTS (SELECT 1 FROM outbox WHERE outbox.lesson_id = lesson_message.lesson_id AND attempts > 0)`,
      lessonId,
    );
    this.#run('DELETE FROM outbox WHERE lesson_id = ?', lessonId);
  }

  #queue(lessonId: string): void {
    const row = this.#database
      .prepare('SELECT id, channel, payload, created_at_ms AS createdAtMs FROM lesson_message WHERE lesson_id = ?')
      .get(lessonId) as OutboxRow;
    insertRow(this.#database, row, lessonId);
  }

  #run(sql: string, ...values: (string | number)[]): number {
    return this.#database.prepare(sql).run(...values).changes;
  }

  #write<Result>(act: () => Result): Result {
    try {
      return this.#database.transaction(act)();
    } catch (error) {
      throw asStoreError(error, this.#database.name);
    }
  }
}
