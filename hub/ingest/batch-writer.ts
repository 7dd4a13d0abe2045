import { type Database, isFaultOfRow, type Session } from '../database/database.ts';
import { type Quarantined, quarantine } from './quarantine.ts';
import type { Refusal, RoomMessage } from './read-arrival.ts';
import type { Entry, RowText } from './rows.ts';
import { insertStatement, type TableName, tables } from './tables.ts';

const statements = Object.fromEntries(
  Object.entries(tables).map(([name, table]) => [name, insertStatement(table)]),
) as Record<TableName, string>;
const order = Object.keys(tables) as TableName[];
const lessonColumns = Object.keys(tables.lesson.columns);

/** So many rooms are remembered as known; a room beyond is told to the database again. */
const MOST_KNOWN = 200_000;

/** The columns by which a lesson is known to be another room's. */
const WHOSE = ['event_id', 'region', 'school', 'room', 'lesson_id'] as const;
const OTHERS_LESSONS = `SELECT given.event_id
  FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::uuid[]) AS given(${WHOSE.join(', ')})
  JOIN lectern.lesson ON lesson.school = given.school AND lesson.lesson_id = given.lesson_id AND lesson.at = lectern.uuid_time(given.lesson_id)
  WHERE lesson.room <> given.room OR lesson.region <> given.region`;

const NEW_ROOMS = `INSERT INTO lectern.room (region, school, room)
  SELECT region, school, room FROM json_to_recordset($1::json) AS given(region text, school text, room text) ORDER BY school, region, room
  ON CONFLICT DO NOTHING`;

/** Brings batches of messages into the database, each message once however often it comes. */
export class BatchWriter {
  readonly #database: Database;
  readonly #known = new Set<string>();

  constructor(database: Database) {
    this.#database = database;
  }

  /**
   * Resolves when everything is committed: what can be taken in its table, the rest in quarantine (their `refusal` is set).
   * A row that the database cannot hold does not take the others with it: the batch is halved until it is alone.
   * @throws Error when the database is away or will not; nothing of the batch, or a part of it, is then committed, and the
   *   whole batch can be written again
   */
  async write(entries: readonly Entry[]): Promise<void> {
    try {
      await this.#writeAtOnce(entries);
    } catch (error) {
      if (!isFaultOfRow(error)) throw error;
      const [first] = entries;
      if (entries.length > 1 || !first) {
        const half = entries.length >> 1;
        await this.write(entries.slice(0, half));
        await this.write(entries.slice(half));
        return;
      }
      if (!first.taken) throw error;
      const { room, message } = first.taken;
      const sqlState = (error as Error & { code: string }).code;
      const refusal = {
        room,
        eventId: message.id,
        isAwaited: true,
        reason: `the database cannot hold it (${sqlState})`,
      };
      await this.#database.transaction((session) => quarantine(session, [{ ...first.arrival, ...refusal }]));
      first.refusal = refusal;
    }
  }

  async #writeAtOnce(entries: readonly Entry[]): Promise<void> {
    const taken = entries.filter((entry) => entry.taken && !entry.refusal);
    const rows = taken.flatMap((entry) => entry.rows);
    const rooms = this.#unknownRooms(taken);
    const foreign = await this.#database.transaction(async (session) => {
      if (rooms.length > 0) await session.query(NEW_ROOMS, [JSON.stringify(rooms)]);
      const refused = await insertAll(session, rows);
      const lines: Quarantined[] = entries.flatMap(({ arrival, refusal, taken: message }) => {
        if (refusal) return [{ ...arrival, ...refusal }];
        if (!message || !refused.has(message.message.id)) return [];
        return [{ ...arrival, ...refusalOf(message) }];
      });
      if (lines.length > 0) await quarantine(session, lines);
      return refused;
    });
    if (foreign.size > 0) {
      for (const entry of taken) if (foreign.has(entry.taken!.message.id)) entry.refusal = refusalOf(entry.taken!);
    }
    if (this.#known.size > MOST_KNOWN) this.#known.clear();
    for (const { region, school, room } of rooms) this.#known.add(`${region}/${school}/${room}`);
  }

  #unknownRooms(taken: readonly Entry[]) {
    const rooms = new Map(
      taken.map(({ taken: message }) => {
        const { region, school, room } = message!.room;
        return [`${region}/${school}/${room}`, { region, school, room }];
      }),
    );
    return [...rooms].filter(([key]) => !this.#known.has(key)).map(([, room]) => room);
  }
}

const refusalOf = ({ room, message }: RoomMessage): Refusal => ({
  room,
  eventId: message.id,
  isAwaited: true,
  reason: 'its lessonId is a lesson of another room of the school',
});

/** @returns ids of lessons' events that name another room's lesson */
async function insertAll(session: Session, rows: readonly RowText[]): Promise<Set<string>> {
  const foreign = new Set<string>();
  const steps = order.flatMap((table) =>
    rounds(rows.filter((row) => row.table === table)).map((round) => ({ table, round })),
  );
  let values = arrays(steps[0]?.round ?? []);
  for (const [i, { table, round }] of steps.entries()) {
    const writing = session.query<{ event_id: string }>(statements[table], values, `ingest_${table}`);
    // The next are written out while the database is at work.
    values = arrays(steps[i + 1]?.round ?? []);
    const written = await writing;
    if (table !== 'lesson' || written.length === round.length) continue;
    const isWritten = new Set(written.map(({ event_id }) => event_id));
    const rest = round.filter(({ eventId }) => !isWritten.has(eventId));
    if (rest.length === 0) continue;
    const all = arrays(rest);
    const whose = WHOSE.map((name) => all[lessonColumns.indexOf(name)]!);
    for (const { event_id } of await session.query<{ event_id: string }>(OTHERS_LESSONS, whose)) {
      foreign.add(event_id);
    }
  }
  return foreign;
}

/**
 * Cuts rows into statements in which no key is twice, the first of each key first. Within one they are in the order of their keys:
 * workers that write the same rows then wait for each other instead of blocking each other for ever.
 */
function rounds(rows: readonly RowText[]): RowText[][] {
  const cut: RowText[][] = [];
  const seen = new Map<string, number>();
  for (const row of rows) {
    const round = seen.get(row.key) ?? 0;
    seen.set(row.key, round + 1);
    cut[round] ??= [];
    cut[round].push(row);
  }
  for (const round of cut) round.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  return cut;
}

/** One array a column, as PostgreSQL writes them. */
const arrays = (rows: readonly RowText[]): string[] =>
  (rows[0]?.cells ?? []).map((_, column) => `{${rows.map(({ cells }) => cells[column]).join(',')}}`);
