import type Database from 'better-sqlite3';
import { giveUp, type OutboxCaps, type OutboxKeeping } from './outbox-caps.ts';
import { type DroppedCount, OutboxLedger } from './outbox-ledger.ts';
import { insertRow, nextSequence, type OutboxRow, type PendingRow } from './outbox-row.ts';
import { asStoreError } from './store-error.ts';

export type { OutboxRow, PendingRow } from './outbox-row.ts';

/** A clock further than this beyond what was noted last is not believed. */
const FAR_AHEAD_MS = 366 * 24 * 3_600_000;

/** The hub's word on a message. */
export interface HubAnswer {
  eventId: string;
  accepted: boolean;
  reason?: string | undefined;
}

/** How much waits for the hub; what it refused waits no more. */
export interface Backlog {
  rows: number;
  bytes: number;
  /** How long the oldest has waited; null when nothing waits. */
  oldestMs: number | null;
}

/** Its teacher need not be waited for. */
const IS_FREE = `NOT EXISTS (SELECT 1 FROM lesson_message WHERE lesson_message.id = outbox.id AND hold_left_ms > 0)`;
/** Nor one of the same lesson before it. */
const IS_FIRST = `(lesson_id IS NULL OR NOT EXISTS (SELECT 1 FROM outbox AS earlier
  WHERE earlier.lesson_id = outbox.lesson_id AND earlier.sequence < outbox.sequence AND earlier.refused_because IS NULL))`;
const waiting = (late: string) =>
  `SELECT id, sequence FROM outbox WHERE refused_because IS NULL ${late} ORDER BY late, priority, sequence`;
const WHOLE = `SELECT id, channel, payload, created_at_ms AS createdAtMs, sequence, late FROM outbox
  WHERE sequence = ? AND ${IS_FREE} AND ${IS_FIRST}`;

/**
 * Messages the hub has not yet acknowledged; the one place where they are kept until it has. They are counted in one stream
 * from the moment they are written, whatever their channel.
 *
 * Every method that writes throws StoreError when the disk is full or cannot be written; nothing is then half written.
 */
export class Outbox {
  readonly #database: Database.Database;
  readonly #ledger: OutboxLedger;
  /** Prepared once: thousands of messages go through some of them. */
  readonly #statements = new Map<string, Database.Statement>();

  constructor(database: Database.Database) {
    this.#database = database;
    this.#ledger = new OutboxLedger(database);
  }

  /** A UUID: in which the room's messages are counted. A new database is a new stream. */
  get stream(): string {
    return this.#database.prepare('SELECT id FROM stream').pluck().get() as string;
  }

  /** The next number of the stream, for a message that is not kept here. */
  takeSequence(): number {
    return this.#write(() => nextSequence(this.#database));
  }

  /** Keeps a message that belongs to no lesson. */
  add(row: OutboxRow): void {
    this.#write(() => insertRow(this.#database, row, null));
  }

  /**
   * What is to be sent next: first what has come since the connection began, then by priority, then as it was counted. The
   * message of a lesson may wait for its teacher first, and for one of the same lesson before it.
   * @param isAway those that are on their way, or are to be sent again later
   * @param late only such
   */
  pending(limit: number, isAway: (id: string) => boolean = () => false, late?: boolean): PendingRow[] {
    const all = this.#prepared(waiting(late === undefined ? '' : 'AND late = ?'));
    const rows = all.iterate(...(late === undefined ? [] : [Number(late)])) as IterableIterator<{
      id: string;
      sequence: number;
    }>;
    const whole = this.#prepared(WHOLE);
    const next: PendingRow[] = [];
    if (limit < 1) return next;
    for (const { id, sequence } of rows) {
      if (isAway(id)) continue;
      const row = whole.get(sequence) as (Omit<PendingRow, 'late'> & { late: number }) | undefined;
      if (row) next.push({ ...row, late: row.late === 1 });
      if (next.length >= limit) break;
    }
    return next;
  }

  /** How many rows the hub has not yet taken, those it refused included. */
  count(): number {
    return this.#database.prepare('SELECT count(*) FROM outbox').pluck().get() as number;
  }

  backlog(): Backlog {
    return this.#database
      .prepare(
        `SELECT count(*) AS rows, coalesce(sum(bytes), 0) AS bytes,
           (SELECT passed_ms FROM stream) - min(since_ms) AS oldestMs FROM outbox WHERE refused_because IS NULL`,
      )
      .get() as Backlog;
  }

  /** What was given up, for ever. */
  dropped(): DroppedCount[] {
    return this.#ledger.totals();
  }

  /** A connection has begun: what could be sent already is late from now on. */
  markLate(): void {
    this.#write(() =>
      this.#run(`UPDATE outbox SET late = 1 WHERE late = 0 AND refused_because IS NULL AND ${IS_FREE}`),
    );
  }

  /** False when there is no such row any more: it was withheld, replaced or deleted. */
  countAttempt(id: string): boolean {
    return this.countAttempts([id]).length > 0;
  }

  /** Notes that these are handed to the broker now. @returns those that are still there */
  countAttempts(ids: readonly string[]): string[] {
    const sql = `UPDATE outbox SET attempts = attempts + 1
      WHERE id IN (SELECT value FROM json_each(?)) RETURNING id`;
    const there = this.#write(() => new Set(this.#prepared(sql).pluck().all(JSON.stringify(ids)) as string[]));
    return ids.filter((id) => there.has(id));
  }

  /**
   * The hub has answered: what it took goes; what it refused stays for a person to see, and is not sent again.
   * @param nowMs wall time
   * @returns the answers that were to something that waited; not those to what is unknown or was answered before
   */
  answered<Answer extends HubAnswer>(answers: readonly Answer[], nowMs: number): Answer[] {
    return this.#write(() => {
      const known: Answer[] = [];
      let accepted: Answer[] = [];
      // Thousands may be taken at once, a few are refused.
      const take = () => {
        const taken = this.#take(accepted, nowMs);
        known.push(...accepted.filter(({ eventId }) => taken.delete(eventId)));
        accepted = [];
      };
      for (const answer of answers) {
        if (answer.accepted) {
          accepted.push(answer);
          continue;
        }
        take();
        const { eventId, reason = 'no reason given' } = answer;
        if (this.#run('UPDATE outbox SET refused_because = ? WHERE id = ?', reason, eventId) > 0) known.push(answer);
      }
      take();
      return known;
    });
  }

  /** @returns those that were there */
  #take(answers: readonly HubAnswer[], nowMs: number): Set<string> {
    if (answers.length === 0) return new Set();
    const sql = `DELETE FROM outbox WHERE id IN (SELECT value FROM json_each(?)) RETURNING id, lesson_id AS lessonId`;
    const taken = this.#prepared(sql).all(JSON.stringify(answers.map(({ eventId }) => eventId))) as {
      id: string;
      lessonId: string | null;
    }[];
    for (const { id, lessonId } of taken)
      if (lessonId !== null)
        this.#run('UPDATE lesson_message SET delivered_at_ms = ? WHERE id = ?', Math.round(nowMs), id);
    return new Set(taken.map(({ id }) => id));
  }

  /**
   * The hub has it: the row goes. False when there is no such row (a repeated acknowledgement).
   * @param nowMs wall time
   */
  acknowledge(id: string, nowMs: number): boolean {
    return this.answered([{ eventId: id, accepted: true }], nowMs).length > 0;
  }

  /** The hub will not take it: the row stays for a person to see and is not sent again. */
  refuse(id: string, reason: string): boolean {
    return this.answered([{ eventId: id, accepted: false, reason }], 0).length > 0;
  }

  /** So much time has passed in which the agent ran; `wallMs` is what the wall clock shows now. */
  pass(elapsedMs: number, wallMs: number): void {
    this.#write(() =>
      this.#run(
        'UPDATE stream SET passed_ms = passed_ms + ?, noted_wall_ms = max(noted_wall_ms, ?)',
        ...[Math.max(0, elapsedMs), Math.round(wallMs)],
      ),
    );
  }

  /**
   * The agent was off since the last word; a clock that has gone back meanwhile, was not set then, or shows what nobody can
   * believe tells nothing.
   */
  passWhileOff(wallMs: number, firstBelievedMs: number): void {
    this.#write(() => {
      const notedMs = this.#database.prepare('SELECT noted_wall_ms FROM stream').pluck().get() as number;
      const offMs = wallMs - notedMs;
      const isBelieved = notedMs >= firstBelievedMs && offMs > 0 && offMs <= FAR_AHEAD_MS;
      // One that is far ahead is not noted either: nothing would pass for years once it is set right.
      const isFarAhead = notedMs >= firstBelievedMs && offMs > FAR_AHEAD_MS;
      this.pass(isBelieved ? offMs : 0, isFarAhead ? notedMs : wallMs);
    });
  }

  /**
   * Keeps what waits within its caps, counts what it gives up, and has the hub told of that: all of it, or nothing.
   * @param nowMs wall time
   */
  keepWithin(caps: OutboxCaps, nowMs: number, keeping: OutboxKeeping = {}): void {
    this.#write(() => {
      giveUp(this.#database, this.#ledger, caps, nowMs, keeping.isAway ?? (() => false));
      if (keeping.report) this.#ledger.report(keeping.report);
    });
  }

  #run(sql: string, ...values: (string | number)[]): number {
    return this.#prepared(sql).run(...values).changes;
  }

  #prepared(sql: string): Database.Statement {
    const known = this.#statements.get(sql);
    if (known) return known;
    const statement = this.#database.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  #write<Result>(act: () => Result): Result {
    try {
      return this.#database.transaction(act)();
    } catch (error) {
      throw asStoreError(error, this.#database.name);
    }
  }
}
