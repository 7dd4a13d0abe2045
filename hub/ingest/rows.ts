import type { LessonSummary } from '../../provisioning/contract/lesson-message.ts';
import { unknownFigures } from '../unknown-figures.ts';
import { beginningOf } from './quarantine.ts';
import { type Arrival, type Refusal, type RoomMessage, readArrival } from './read-arrival.ts';
import { cellMaker, type TableName, tables } from './tables.ts';

const cellsOf = Object.fromEntries(Object.entries(tables).map(([name, table]) => [name, cellMaker(table)])) as Record<
  TableName,
  ReturnType<typeof cellMaker>
>;

/** A message on its way into the database. */
export interface Entry {
  arrival: Arrival;
  taken?: RoomMessage | undefined;
  /** The rows that it becomes, ready for the statement. */
  rows: readonly RowText[];
  /** Why it can never be taken, whether known from the beginning or found out by the database. */
  refusal?: Refusal | undefined;
}

/** A row as text: it is made when the message comes, while the database is busy with those before. */
export interface RowText extends Pick<Row, 'table' | 'key'> {
  eventId: string;
  /** In the order of the table's columns. */
  cells: readonly string[];
}

export function entryOf(arrival: Arrival): Entry {
  const read = readArrival(arrival);
  const { taken } = read;
  const rows = taken ? rowsOf(taken) : [];
  return {
    arrival: read.refusal ? beginningOf(arrival) : arrival,
    ...read,
    rows: rows.map(({ table, key, values }) => ({
      ...{ table, key, eventId: taken!.message.id },
      cells: cellsOf[table](values),
    })),
  };
}

/** A row on its way into a table. */
export interface Row {
  table: TableName;
  /** Rows of one key do not go into one statement: the later of them may replace the earlier. */
  key: string;
  /** Values by column, as JSON. */
  values: Readonly<Record<string, unknown>>;
}

/** The rows that a message becomes. */
export function rowsOf({ channel, room, message }: RoomMessage): Row[] {
  const { stream, sequence, backfill } = message;
  const place = { region: room.region, school: room.school, room: room.room };
  const event = { ...place, event_id: message.id, event_time: message.time, stream, sequence };
  const roomKey = `${room.region}/${room.school}/${room.room}`;
  const heard = (data?: unknown): Row => ({
    table: 'heard',
    key: message.id,
    values: { ...event, backfill, channel, data },
  });
  switch (channel) {
    case 'lesson': {
      const { lessonId, revision } = message.data;
      const values = { ...event, backfill, ...lessonValues(message.data) };
      return [{ table: 'lesson', key: `${room.school}/${lessonId}`, values }, heard({ lessonId, revision })];
    }
    case 'health': {
      const { outbox, dropped, sources, ...data } = message.data;
      const values = {
        ...event,
        backfill,
        period_s: data.periodS,
        uptime_s: data.uptimeS,
        version: data.version,
        cpu_share: data.cpuShare,
        memory_bytes: data.memoryBytes,
        disk_free_bytes: data.diskFreeBytes,
        disk_size_bytes: data.diskSizeBytes,
        temperature_c: data.temperatureC,
        clock_believed: data.clockBelieved,
        sources,
        outbox_rows: outbox.rows,
        outbox_bytes: outbox.bytes,
        outbox_oldest_s: outbox.oldestS,
        dropped_lesson: dropped.lesson,
        dropped_audit: dropped.audit,
        dropped_health: dropped.health,
        dropped_environment: dropped.environment,
      };
      return [{ table: 'health', key: message.id, values }];
    }
    case 'environment': {
      const { data } = message;
      const values = {
        ...event,
        backfill,
        period_s: data.periodS,
        temperature_c: data.temperatureC,
        humidity_percent: data.humidityPercent,
        co2_ppm: data.co2Ppm,
        illuminance_lux: data.illuminanceLux,
        pm25_ug_m3: data.pm25UgM3,
        noise_dba: data.noiseDba,
      };
      return [{ table: 'environment', key: message.id, values }];
    }
    case 'audit': {
      const { event: name, ...data } = message.data;
      return [{ table: 'audit', key: message.id, values: { ...event, backfill, event: name, data } }];
    }
    case 'command/response': {
      const { requestId, status, reason } = message.data;
      const values = { ...event, backfill, request_id: requestId, status, reason };
      return [{ table: 'command_response', key: message.id, values }];
    }
    case 'state': {
      const { data } = message;
      // A goodbye has the number of the will in whose place it is told.
      const isLast = data.connection === 'offline';
      const values = { ...event, ...data, ...(isLast && { will_sequence: sequence }) };
      return [{ table: 'room_state', key: roomKey, values }, heard(data)];
    }
    default: {
      const { kind, version, status, reason, inForce } = message.data;
      const values = { ...event, kind, version, status, reason, in_force: inForce };
      return [{ table: 'desired_report', key: `${roomKey}/${kind}`, values }, heard(message.data)];
    }
  }
}

function lessonValues(data: LessonSummary): Record<string, unknown> {
  const figures: Record<string, unknown> = {};
  const unknown: Record<string, string> = {};
  for (const { id, ...figure } of data.indicators) {
    // An id that comes twice is kept twice, and neither is set beside others.
    const isRepeated = Object.hasOwn(figures, id);
    const key = isRepeated ? `${id}#${Object.keys(figures).length}` : id;
    figures[key] = figure;
    if (isRepeated) unknown[key] = 'repeated';
    if (isRepeated) unknown[id] = 'repeated';
  }
  for (const { id, unknown: what } of unknownFigures(data.indicators)) unknown[id] ??= what;
  return {
    lesson_id: data.lessonId,
    revision: data.revision,
    started_at: data.startedAt,
    duration_s: data.durationS,
    class_name: data.className,
    subject: data.subject,
    period: data.period,
    teacher_id: data.teacherId,
    pair_id: data.pairId,
    role: data.role,
    figures,
    ...(Object.keys(unknown).length > 0 && { unknown_figures: unknown }),
    models: data.models,
  };
}
