import type Database from 'better-sqlite3';
import type { Drop, DropReason, OutboxLedger } from './outbox-ledger.ts';
import { type OutboxRow, THINNED_FROM_PRIORITY } from './outbox-row.ts';

const MIN_MS = 60_000;
const HOUR_MS = 60 * MIN_MS;
const DAY_MS = 24 * HOUR_MS;

/** How much may wait for the hub, and for how long. */
export interface OutboxCaps {
  /** Of messages; what else the database needs for them comes on top. */
  bytes: number;
  /** Of the room's air and health that is older than `olderMs`, one of each channel is kept in each `everyMs`. */
  thinning: readonly { olderMs: number; everyMs: number }[];
  /** Older than this, nothing of the room's air and health is kept. */
  thinnedAgeMs: number;
  /** Nor of anything else that is no lesson. Lessons have no age. */
  otherAgeMs: number;
}

export const usualCaps: OutboxCaps = {
  bytes: 64 * 2 ** 20,
  thinning: [
    { olderMs: HOUR_MS, everyMs: 10 * MIN_MS },
    { olderMs: DAY_MS, everyMs: HOUR_MS },
  ],
  thinnedAgeMs: 14 * DAY_MS,
  otherAgeMs: 90 * DAY_MS,
};

export interface OutboxKeeping {
  /** Those that are on their way now: whether they are given up is decided when that is known. */
  isAway?(id: string): boolean;
  /** The event that tells the hub of what was given up; without it that is only counted. */
  report?(drop: Drop): OutboxRow;
}

interface Candidate {
  sequence: number;
  id: string;
  channel: string;
  lessonId: string | null;
  bytes: number;
  createdAtMs: number;
  attempts: number;
}

const COLUMNS = 'sequence, id, channel, lesson_id AS lessonId, bytes, created_at_ms AS createdAtMs, attempts';
/** What tells of losses is itself never given up; there are few of it. */
const IS_NO_REPORT = 'id NOT IN (SELECT report_id FROM outbox_drop WHERE report_id IS NOT NULL)';

/** Gives up what is beyond the caps, and counts it. Part of a transaction. */
export function giveUp(
  database: Database.Database,
  ledger: OutboxLedger,
  caps: OutboxCaps,
  nowMs: number,
  isAway: (id: string) => boolean,
): void {
  const passedMs = database.prepare('SELECT passed_ms FROM stream').pluck().get() as number;
  const drop = (candidates: readonly Candidate[], reason: DropReason) => {
    for (const candidate of candidates) if (!isAway(candidate.id)) dropOne(database, ledger, candidate, reason, nowMs);
  };
  const older = database.prepare(
    `SELECT ${COLUMNS} FROM outbox
     WHERE priority >= ? AND priority <= ? AND since_ms < ? AND ${IS_NO_REPORT}`,
  );
  drop(older.all(1, THINNED_FROM_PRIORITY - 1, passedMs - caps.otherAgeMs) as Candidate[], 'age');
  drop(older.all(THINNED_FROM_PRIORITY, 99, passedMs - caps.thinnedAgeMs) as Candidate[], 'age');
  for (const { olderMs, everyMs } of caps.thinning) {
    const superfluous = database
      .prepare(
        `SELECT ${COLUMNS} FROM (
           SELECT *, row_number() OVER (PARTITION BY channel, floor(since_ms / ?) ORDER BY sequence) AS place
           FROM outbox WHERE priority >= ? AND since_ms < ?)
         WHERE place > 1`,
      )
      .all(everyMs, THINNED_FROM_PRIORITY, passedMs - olderMs) as Candidate[];
    drop(superfluous, 'thinned');
  }
  drop(beyondBytes(database, caps.bytes, isAway), 'bytes');
}

/** The least worth first: by priority, of these what the hub refused already, then the oldest. */
function beyondBytes(database: Database.Database, bytes: number, isAway: (id: string) => boolean): Candidate[] {
  let over = (database.prepare('SELECT coalesce(sum(bytes), 0) FROM outbox').pluck().get() as number) - bytes;
  const beyond: Candidate[] = [];
  if (over <= 0) return beyond;
  const all = database
    .prepare(
      `SELECT ${COLUMNS} FROM outbox WHERE ${IS_NO_REPORT}
       ORDER BY priority DESC, refused_because IS NULL, sequence`,
    )
    .iterate() as IterableIterator<Candidate>;
  for (const candidate of all) {
    if (isAway(candidate.id)) continue;
    beyond.push(candidate);
    over -= candidate.bytes;
    if (over <= 0) break;
  }
  return beyond;
}

function dropOne(
  database: Database.Database,
  ledger: OutboxLedger,
  { sequence, id, lessonId, attempts, ...dropped }: Candidate,
  reason: DropReason,
  nowMs: number,
): void {
  database.prepare('DELETE FROM outbox WHERE sequence = ?').run(sequence);
  ledger.add(reason, dropped);
  if (lessonId === null) return;
  database
    .prepare('UPDATE lesson_message SET given_up_at_ms = ?, was_tried = max(was_tried, ?) WHERE id = ?')
    .run(Math.round(nowMs), Number(attempts > 0), id);
}
