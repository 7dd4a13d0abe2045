import type Database from 'better-sqlite3';

/** A message for the hub. */
export interface OutboxRow {
  /** The event's id, a UUIDv7. */
  id: string;
  channel: string;
  /** The event, JSON, without what is added when it is sent (stream, sequence, backfill). */
  payload: string;
  /** Wall time. */
  createdAtMs: number;
}

/** A message that waits, as it is to be sent now. */
export interface PendingRow extends OutboxRow {
  /** Its number in the room's stream. */
  sequence: number;
  /** It could have been sent before the present connection began. */
  late: boolean;
}

/** Lower goes first and is given up last. */
const priorities: Record<string, number> = { lesson: 0, environment: 2, health: 3 };
const OTHER_PRIORITY = 1;
/** From this on, of many old messages a few tell as much. */
export const THINNED_FROM_PRIORITY = 2;

export function priorityOf(channel: string): number {
  return priorities[channel] ?? OTHER_PRIORITY;
}

/** Takes the next number of the stream. To be called within a transaction, or alone. */
export function nextSequence(database: Database.Database): number {
  return database
    .prepare('UPDATE stream SET next_sequence = next_sequence + 1 RETURNING next_sequence - 1')
    .pluck()
    .get() as number;
}

/** Puts a message at the end of the outbox. Part of the transaction of what it tells. */
export function insertRow(database: Database.Database, row: OutboxRow, lessonId: string | null): void {
  const { id, channel, payload, createdAtMs } = row;
  database
    .prepare(
      `INSERT INTO outbox (sequence, id, lesson_id, channel, priority, bytes, created_at_ms, since_ms, payload)
       VALUES (?, ?, ?, ?, ?, ?, ?, (SELECT passed_ms FROM stream), ?)`,
    )
    .run(
      nextSequence(database),
      id,
      lessonId,
      channel,
      priorityOf(channel),
      Buffer.byteLength(payload),
      Math.round(createdAtMs),
      payload,
    );
}
