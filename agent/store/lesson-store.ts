import type Database from 'better-sqlite3';
import type { LessonReport } from '../indicators/indicator.ts';
import { type LessonFigures, lessonFigures } from '../indicators/portrait/lesson-figures.ts';
import { type Portrait, portraitOf } from '../indicators/portrait/portrait.ts';
import type { Lesson, LessonLabels } from '../lesson/lesson.ts';
import { LessonJournal } from './lesson-journal.ts';
import { LessonMessages } from './lesson-messages.ts';
import type { OutboxRow } from './outbox-row.ts';
import { type LessonRecord, unpackJournal } from './packed-journal.ts';
import { PortraitStore, portraitOwner } from './portrait-store.ts';
import { asStoreError, StoreError } from './store-error.ts';

/** How far back one looks for what was told, and among how many lessons: those of known teachers may be years. */
const TOLD_LATELY = 5;
const TOLD_AMONG = 20;

export interface LessonListItem {
  id: string;
  startedAtMs: number;
  durationMs: number;
  labels: LessonLabels;
  /** The hub has acknowledged it. */
  synced: boolean;
  /** Its teacher does not want it to be sent. */
  withheld: boolean;
  /** It was measured from a recording that its teacher brought, and is never sent. */
  recorded: boolean;
}

/** The reported lessons. */
export class LessonStore {
  readonly #database: Database.Database;
  readonly #journal: LessonJournal;
  readonly #portraits: PortraitStore;
  readonly #messages: LessonMessages;

  constructor(database: Database.Database) {
    this.#database = database;
    this.#journal = new LessonJournal(database);
    this.#portraits = new PortraitStore(database);
    this.#messages = new LessonMessages(database);
  }

  /**
   * Keeps a report together with the message that tells the hub of it: both are written, or neither. If the lesson is open
   * in the journal it is closed in the same step, and what was written down of it is kept with the report, packed. So is
   * what its teacher's portrait needs of it.
   * @param holdMs so long the message waits for the teacher, who may withhold it
   * @param isJournalWhole the journal has all that the report was made from; else what was written down is not kept: a
   *   report made anew from a part of the lesson must not take the place of the whole one
   * @throws StoreError when the disk is full or cannot be written
   */
  save(report: LessonReport, message: OutboxRow, holdMs = 0, isJournalWhole = true): void {
    const tell = () => this.#messages.add(report.lesson.id, message, holdMs);
    this.#keep(report, { isRecorded: false, isJournalWhole, tell });
  }

  /**
   * Keeps the report of a recording that its teacher brought: it is never sent.
   * @throws StoreError when the disk is full or cannot be written
   */
  saveRecording(report: LessonReport): void {
    this.#keep(report, { isRecorded: true, isJournalWhole: true, tell: () => {} });
  }

  #keep(report: LessonReport, { isRecorded, isJournalWhole, tell }: Keeping): void {
    try {
      this.#database.transaction(() => {
        const { id, startedAtMs } = report.lesson;
        const journal = this.#journal.take(id);
        this.#database
          .prepare(
            `INSERT INTO lesson (id, started_at_ms, duration_ms, report, slot, owner, labels, recorded)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
          )
          .run(
            id,
            startedAtMs,
            Math.round(report.durationMs),
            JSON.stringify(report),
            journal?.slot ?? null,
            portraitOwner(report.lesson) ?? '',
            JSON.stringify(report.lesson.labels),
            Number(isRecorded),
          );
        this.#portraits.add(report);
        if (journal?.isReadable && isJournalWhole) {
          this.#database
            .prepare('INSERT INTO lesson_observations (lesson_id, packed) VALUES (?, ?)')
            .run(id, journal.packed);
        }
        tell();
      })();
    } catch (error) {
      throw asStoreError(error, this.#database.name);
    }
  }

  /**
   * Puts a report that was made anew in the place of the one that is kept, with what the portrait needs of it and the
   * message that tells the hub: all of it, or nothing.
   * @throws StoreError when the disk is full or cannot be written
   */
  replace(report: LessonReport, message: OutboxRow): void {
    try {
      this.#database.transaction(() => {
        const { id } = report.lesson;
        this.#database.prepare('UPDATE lesson SET report = ? WHERE id = ?').run(JSON.stringify(report), id);
        this.#portraits.replace(report);
        this.#messages.replace(id, message);
      })();
    } catch (error) {
      throw asStoreError(error, this.#database.name);
    }
  }

  /**
   * An owner's lessons, the newest first.
   * @param owner a teacher's pseudonym, or '' for the room's own, whose teacher is not known or elsewhere
   */
  list(owner: string): LessonListItem[] {
    const rows = this.#database
      .prepare(
        `SELECT id, started_at_ms AS startedAtMs, duration_ms AS durationMs, labels, recorded,
                NOT EXISTS (SELECT 1 FROM outbox WHERE lesson_id = lesson.id) AS gone,
                EXISTS (SELECT 1 FROM lesson_message WHERE lesson_id = lesson.id AND withheld = 1) AS withheld,
                EXISTS (SELECT 1 FROM lesson_message WHERE lesson_id = lesson.id AND given_up_at_ms IS NOT NULL) AS givenUp
         FROM lesson WHERE owner = ? ORDER BY started_at_ms DESC, id DESC`,
      )
      .all(owner) as ListRow[];
    return rows.map(({ labels, gone, withheld, givenUp, recorded, ...row }) => ({
      ...row,
      labels: labelsIn(labels),
      synced: gone === 1 && withheld === 0 && givenUp === 0 && recorded === 0,
      withheld: withheld === 1,
      recorded: recorded === 1,
    }));
  }

  /** @param owner whose it must be; whoever's when not given */
  get(id: string, owner?: string): LessonReport | undefined {
    const report = this.#database
      .prepare('SELECT report FROM lesson WHERE id = ? AND owner = coalesce(?, owner)')
      .pluck()
      .get(id, owner ?? null) as string | undefined;
    return report === undefined ? undefined : reportIn(report);
  }

  /**
   * The reports of the lessons that began at `fromMs` (wall time) or later and before `untilMs`, the oldest first; one at a
   * time, for a report may be large and years of them are kept. Nothing else can be done with the database until the last.
   * @throws StoreError when the database is damaged
   */
  *startedBetween(fromMs: number, untilMs: number): Generator<LessonReport> {
    try {
      const reports = this.#database
        .prepare('SELECT report FROM lesson WHERE started_at_ms >= ? AND started_at_ms < ? ORDER BY started_at_ms, id')
        .pluck();
      for (const text of reports.iterate(fromMs, untilMs)) {
        const report = reportIn(text as string);
        if (report) yield report;
      }
    } catch (error) {
      throw asStoreError(error, this.#database.name);
    }
  }

  /**
   * The last lessons of a lesson's teacher in its subject, before that lesson, oldest first; at most 20. None when the
   * lesson belongs to no portrait.
   */
  historyOf(lesson: Lesson): LessonFigures[] {
    return this.#portraits.before(lesson);
  }

  /**
   * What was told after the room's last lessons before a lesson whose teachers are not known, oldest first; at most 5. Without
   * figures: they may be of different teachers, whom nobody should set beside one another.
   */
  toldLately({ id, startedAtMs }: Lesson): LessonFigures[] {
    const rows = this.#database
      .prepare(
        `WITH nobodys AS MATERIALIZED (
           SELECT id, started_at_ms, report FROM lesson
           WHERE started_at_ms <= ? AND id <> ? AND NOT EXISTS (SELECT 1 FROM lesson_figures WHERE lesson_id = lesson.id)
           ORDER BY started_at_ms DESC, id DESC LIMIT ?
         )
         SELECT id AS lessonId, started_at_ms AS startedAtMs,
           (SELECT json_group_array(finding.value ->> '$.rule') FROM json_each(report -> '$.findings') AS finding) AS told
         FROM nobodys
         -- After a lesson that was followed from another room nothing is told.
         WHERE report ->> '$.lesson.labels.teacherId' IS NULL AND report ->> '$.lesson.labels.role' IS NOT 'remote'
         ORDER BY started_at_ms DESC, id DESC LIMIT ?`,
      )
      .all(startedAtMs, id, TOLD_AMONG, TOLD_LATELY) as { lessonId: string; startedAtMs: number; told: string }[];
    return rows.reverse().map((row) => ({ ...row, figures: {}, told: JSON.parse(row.told) as string[] }));
  }

  /** Whether it was measured from a recording that its teacher brought. */
  isRecorded(id: string): boolean {
    return this.#database.prepare('SELECT recorded FROM lesson WHERE id = ?').pluck().get(id) === 1;
  }

  /** The portrait of a reported lesson's teacher in its subject, up to that lesson; null below three lessons. */
  portraitUpTo(report: LessonReport): Portrait | null {
    if (portraitOwner(report.lesson) === undefined) return null;
    return portraitOf([...this.#portraits.before(report.lesson), lessonFigures(report)]);
  }

  /** Whether a report of the timetable's lesson, named by date and start, is kept. */
  slotIsReported(slot: string): boolean {
    return this.#database.prepare('SELECT 1 FROM lesson WHERE slot = ?').get(slot) !== undefined;
  }

  /** Whether what was written down of a reported lesson is kept. */
  hasObservations(lessonId: string): boolean {
    return this.#database.prepare('SELECT 1 FROM lesson_observations WHERE lesson_id = ?').get(lessonId) !== undefined;
  }

  /**
   * What was written down of a reported lesson while it went on, as long as that is kept. Its times count from the
   * recording's first moment, `open.lesson.startedAtMs`, which lies before the report's when the class began late.
   * @throws StoreError when it is damaged
   */
  observationsOf(lessonId: string): LessonRecord | undefined {
    const packed = this.#database
      .prepare('SELECT packed FROM lesson_observations WHERE lesson_id = ?')
      .pluck()
      .get(lessonId) as Buffer | undefined;
    try {
      return packed && unpackJournal(packed);
    } catch (error) {
      const what = `the observations of lesson ${lessonId} are damaged; its report is not, and nothing else needs them`;
      throw new StoreError('STORE_CORRUPT', `${this.#database.name}: ${what}`, { cause: error });
    }
  }
}

interface Keeping {
  isRecorded: boolean;
  isJournalWhole: boolean;
  tell(): void;
}

interface ListRow {
  id: string;
  startedAtMs: number;
  durationMs: number;
  labels: string;
  gone: number;
  withheld: number;
  givenUp: number;
  recorded: number;
}

/** Text that came out of a damaged database may not be what it was: a lesson without its name is better than no list of lessons. */
function labelsIn(text: string): LessonLabels {
  try {
    return JSON.parse(text) as LessonLabels;
  } catch {
    return {};
  }
}

/** undefined for one that cannot be read any more. */
function reportIn(text: string): LessonReport | undefined {
  try {
    return JSON.parse(text) as LessonReport;
  } catch {
    return undefined;
  }
}
