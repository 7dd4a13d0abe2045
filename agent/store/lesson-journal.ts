import type Database from 'better-sqlite3';
import type { LessonLabels, RoomAddress } from '../lesson/lesson.ts';
import type { JournalledLesson, LessonEntry, LessonOrigin, OpenLesson } from '../lesson/open-lesson.ts';
import { packJournal, type ReadEntries, readEntries } from './packed-journal.ts';
import { asStoreError, StoreError } from './store-error.ts';

/** How far a lesson is written down: its time, and what the wall clock shows, both milliseconds. */
export interface Reached {
  reachedMs: number;
  wallMs: number;
}

interface OpenLessonRow {
  id: string;
  room: string;
  labels: string;
  started_at_ms: number;
  origin: LessonOrigin;
  slot: string | null;
  planned_ms: number | null;
  boot_id: string;
  zero_ms: number;
  reached_ms: number;
  last_wall_ms: number;
  ended_ms: number | null;
  models: string;
}

/**
 * What is written down of a lesson while it goes on, so that it can go on after the agent was killed or the power was cut.
 * A lesson is closed by `LessonStore.save`, together with its report, or by `discard`; the next may be open by then.
 *
 * Every method that writes throws StoreError when the disk is full or cannot be written; nothing is then half written.
 */
export class LessonJournal {
  readonly #database: Database.Database;

  constructor(database: Database.Database) {
    this.#database = database;
  }

  open({ lesson, origin, slot, plannedMs, zero }: OpenLesson): void {
    this.#write(() => {
      this.#database
        .prepare(
          `INSERT INTO open_lesson (id, room, labels, started_at_ms, origin, slot, planned_ms, boot_id, zero_ms,
                                    reached_ms, last_wall_ms)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?)`,
        )
        .run(
          lesson.id,
          JSON.stringify(lesson.room),
          JSON.stringify(lesson.labels),
          Math.round(lesson.startedAtMs),
          origin,
          slot,
          plannedMs,
          zero.bootId,
          zero.monotonicMs,
          Math.round(lesson.startedAtMs),
        );
    });
  }

  /**
   * Writes down what came since the last time, which may be nothing, and how far the lesson has come; all of it or none.
   * What the microphone says of a stretch takes the place of what it said of parts of it: each of its reviews tells the
   * whole stretch anew, and a lesson would grow with the square of its length.
   * @throws StoreError (STORE_LESSON_NOT_OPEN) when that lesson is not open
   */
  append(lessonId: string, entries: readonly LessonEntry[], { reachedMs, wallMs }: Reached): void {
    this.#write(() => {
      this.#change(lessonId, 'reached_ms = max(reached_ms, ?), last_wall_ms = ?', reachedMs, Math.round(wallMs));
      const replaced = this.#database.prepare(
        'DELETE FROM journal_entry WHERE lesson_id = ? AND from_ms >= ? AND to_ms <= ?',
      );
      const added = this.#database.prepare(
        'INSERT INTO journal_entry (lesson_id, from_ms, to_ms, body) VALUES (?, ?, ?, ?)',
      );
      for (const entry of entries) {
        const { fromMs = null, toMs = null } = entry.kind === 'talk' ? entry : {};
        if (fromMs !== null) replaced.run(lessonId, fromMs, toMs);
        added.run(lessonId, fromMs, toMs, JSON.stringify(entry));
      }
    });
  }

  /**
   * Adds models that take part in the lesson.
   * @param models id → short hash
   * @throws StoreError (STORE_LESSON_NOT_OPEN) when that lesson is not open
   */
  noteModels(lessonId: string, models: Record<string, string>): void {
    this.#write(() => {
      const known = this.#openLesson(lessonId)?.models;
      this.#change(lessonId, 'models = ?', JSON.stringify({ ...known, ...models }));
    });
  }

  /**
   * Says anew where lesson time 0 lies, after another start of the machine.
   * @throws StoreError (STORE_LESSON_NOT_OPEN) when that lesson is not open
   */
  moveZero(lessonId: string, { bootId, monotonicMs }: OpenLesson['zero']): void {
    this.#write(() => this.#change(lessonId, 'boot_id = ?, zero_ms = ?', bootId, monotonicMs));
  }

  /**
   * Says that a lesson is over, and how long it was; it stays open until its report is kept.
   * @throws StoreError (STORE_LESSON_NOT_OPEN) when that lesson is not open
   */
  end(lessonId: string, durationMs: number): void {
    this.#write(() => this.#change(lessonId, 'ended_ms = ?', durationMs));
  }

  /** The lessons that are open, oldest first: still going on, or cut off when the agent ended. */
  unfinished(): JournalledLesson[] {
    const rows = this.#database.prepare('SELECT * FROM open_lesson ORDER BY opened').all() as OpenLessonRow[];
    // One that came out of a damaged database and cannot be read must not keep the agent from starting.
    return rows.flatMap((row) => readable(row) ?? []);
  }

  /** What was written down of a lesson, in the order it was written. */
  entries(lessonId: string): ReadEntries {
    return readEntries(this.#bodies(lessonId));
  }

  /** Lets a lesson go without a report: its slot was empty. Nothing happens when it is not open. */
  discard(lessonId: string): void {
    this.#write(() => this.#database.prepare('DELETE FROM open_lesson WHERE id = ?').run(lessonId));
  }

  /**
   * Takes a lesson out of the journal, to be kept with its report.
   * @returns its slot, its packed journal and whether each of its entries can be read; undefined when it is not open
   */
  take(lessonId: string): { slot: string | null; packed: Buffer; isReadable: boolean } | undefined {
    const open = this.#openLesson(lessonId);
    if (!open) return undefined;
    const bodies = this.#bodies(lessonId);
    this.discard(lessonId);
    return { slot: open.slot, packed: packJournal(open, bodies), isReadable: readEntries(bodies).damaged === 0 };
  }

  /**
   * The newest wall time that was ever written down: a clock that shows less was set back, or has lost its battery.
   * undefined before the first lesson.
   */
  newestWallMs(): number | undefined {
    const newest = this.#database
      .prepare(
        `SELECT max(wall_ms) FROM
         (SELECT last_wall_ms AS wall_ms FROM open_lesson UNION ALL SELECT max(started_at_ms) FROM lesson)`,
      )
      .pluck()
      .get() as number | null;
    return newest ?? undefined;
  }

  #openLesson(lessonId: string): JournalledLesson | undefined {
    const row = this.#database.prepare('SELECT * FROM open_lesson WHERE id = ?').get(lessonId) as
      | OpenLessonRow
      | undefined;
    return row && readable(row);
  }

  #bodies(lessonId: string): string[] {
    return this.#database
      .prepare('SELECT body FROM journal_entry WHERE lesson_id = ? ORDER BY position')
      .pluck()
      .all(lessonId) as string[];
  }

  #change(lessonId: string, assignments: string, ...values: (string | number)[]): void {
    const sql = `UPDATE open_lesson SET ${assignments} WHERE id = ?`;
    if (this.#database.prepare(sql).run(...values, lessonId).changes > 0) return;
    throw new StoreError(
      'STORE_LESSON_NOT_OPEN',
      `${this.#database.name}: lesson ${lessonId} is not open, so nothing can be written down of it; open it first`,
    );
  }

  #write(act: () => void): void {
    try {
      this.#database.transaction(act)();
    } catch (error) {
      throw asStoreError(error, this.#database.name);
    }
  }
}

function readable(row: OpenLessonRow): JournalledLesson | undefined {
  try {
    return fromRow(row);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function fromRow(row: OpenLessonRow): JournalledLesson {
  return {
    lesson: {
      id: row.id,
      room: JSON.parse(row.room) as RoomAddress,
      labels: JSON.parse(row.labels) as LessonLabels,
      startedAtMs: row.started_at_ms,
    },
    origin: row.origin,
    slot: row.slot,
    plannedMs: row.planned_ms,
    zero: { bootId: row.boot_id, monotonicMs: row.zero_ms },
    reachedMs: row.reached_ms,
    lastWallMs: row.last_wall_ms,
    endedMs: row.ended_ms,
    models: JSON.parse(row.models) as Record<string, string>,
  };
}
