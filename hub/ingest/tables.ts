/** How the rows of a batch come into a table: all in one statement, from one array a column. */
export interface Table {
  name: string;
  /** Columns and their types, in the order of the statement. `at` is worked out from the UUIDv7 in `atOf`. */
  columns: Readonly<Record<string, string>>;
  /** The column whose UUIDv7 says when; undefined for tables that keep one row a room. */
  atOf?: 'event_id' | 'lesson_id';
  /** What to do with a row whose key is there. */
  conflict: string;
  returning?: string;
}

const JSON_TYPE = 'jsonb';
/** What ends or escapes an element of an array. */
const SPECIAL = /["\\]/g;

const of = { region: 'text', school: 'text', room: 'text' } as const;
const event = {
  event_id: 'uuid',
  event_time: 'timestamptz',
  stream: 'uuid',
  sequence: 'bigint',
} as const;
const once = 'ON CONFLICT (school, room, at, event_id) DO NOTHING';

const replaced = (columns: Readonly<Record<string, string>>, keys: readonly string[]): string =>
  Object.keys(columns)
    .filter((name) => !keys.includes(name))
    .map((name) => `${name} = excluded.${name}`)
    .join(', ');

const lesson = {
  ...of,
  ...event,
  backfill: 'boolean',
  lesson_id: 'uuid',
  revision: 'int',
  started_at: 'timestamptz',
  duration_s: 'double precision',
  class_name: 'text',
  subject: 'text',
  period: 'int',
  teacher_id: 'text',
  pair_id: 'text',
  role: 'text',
  figures: 'jsonb',
  unknown_figures: 'jsonb',
  models: 'jsonb',
};

const roomState = {
  ...of,
  ...event,
  connection: 'text',
  cause: 'text',
  sensing: 'text',
  activity: 'text',
  sources: 'jsonb',
  problems: 'jsonb',
  will_sequence: 'bigint',
};

const desiredReport = {
  ...of,
  ...event,
  kind: 'text',
  version: 'bigint',
  status: 'text',
  reason: 'text',
  in_force: 'bigint',
};

export const tables = {
  lesson: {
    name: 'lesson',
    columns: lesson,
    atOf: 'lesson_id',
    // Only the room whose lesson it is may revise it.
    conflict: `ON CONFLICT (school, lesson_id, at) DO UPDATE SET ${replaced(lesson, ['region', 'school', 'room', 'lesson_id'])}, received_at = now()
      WHERE lesson.revision < excluded.revision AND lesson.room = excluded.room AND lesson.region = excluded.region`,
    returning: 'RETURNING event_id',
  },
  health: {
    name: 'health',
    columns: {
      ...of,
      ...event,
      backfill: 'boolean',
      period_s: 'double precision',
      uptime_s: 'double precision',
      version: 'text',
      cpu_share: 'double precision',
      memory_bytes: 'bigint',
      disk_free_bytes: 'bigint',
      disk_size_bytes: 'bigint',
      temperature_c: 'double precision',
      clock_believed: 'boolean',
      sources: 'jsonb',
      outbox_rows: 'bigint',
      outbox_bytes: 'bigint',
      outbox_oldest_s: 'double precision',
      dropped_lesson: 'bigint',
      dropped_audit: 'bigint',
      dropped_health: 'bigint',
      dropped_environment: 'bigint',
    },
    atOf: 'event_id',
    conflict: once,
  },
  environment: {
    name: 'environment',
    columns: {
      ...of,
      ...event,
      backfill: 'boolean',
      period_s: 'double precision',
      temperature_c: 'double precision',
      humidity_percent: 'double precision',
      co2_ppm: 'double precision',
      illuminance_lux: 'double precision',
      pm25_ug_m3: 'double precision',
      noise_dba: 'double precision',
    },
    atOf: 'event_id',
    conflict: once,
  },
  audit: {
    name: 'audit',
    columns: { ...of, ...event, backfill: 'boolean', event: 'text', data: 'jsonb' },
    atOf: 'event_id',
    conflict: once,
  },
  command_response: {
    name: 'command_response',
    columns: { ...of, ...event, backfill: 'boolean', request_id: 'uuid', status: 'text', reason: 'text' },
    atOf: 'event_id',
    conflict: once,
  },
  heard: {
    name: 'heard',
    columns: { ...of, ...event, backfill: 'boolean', channel: 'text', data: 'jsonb' },
    atOf: 'event_id',
    conflict: once,
  },
  room_state: {
    name: 'room_state',
    columns: roomState,
    // The room's own count says which is newer, not the clock nor the order of arrival. A last will was written before all
    // that it ends, so of wills the newest counts; a room with a new database counts anew.
    conflict: `ON CONFLICT (school, region, room) DO UPDATE SET ${replaced(roomState, ['region', 'school', 'room', 'sequence', 'will_sequence'])}, received_at = now(),
      sequence = CASE WHEN excluded.stream = room_state.stream THEN greatest(room_state.sequence, excluded.sequence) ELSE excluded.sequence END,
      will_sequence = CASE WHEN excluded.stream = room_state.stream THEN greatest(room_state.will_sequence, excluded.will_sequence) ELSE excluded.will_sequence END
      WHERE excluded.stream <> room_state.stream OR excluded.sequence > room_state.sequence
        OR excluded.will_sequence > coalesce(room_state.will_sequence, 0)`,
  },
  desired_report: {
    name: 'desired_report',
    columns: desiredReport,
    conflict: `ON CONFLICT (school, region, room, kind) DO UPDATE SET ${replaced(desiredReport, ['region', 'school', 'room', 'kind'])}, received_at = now()
      WHERE excluded.stream <> desired_report.stream OR excluded.sequence > desired_report.sequence`,
  },
} as const satisfies Record<string, Table>;

export type TableName = keyof typeof tables;

/** The statement that brings rows into a table: of each column one array, `$1`, `$2`, …, in the order of the columns. */
export function insertStatement(table: Table): string {
  const columns = Object.entries(table.columns);
  const names = columns.map(([name]) => name);
  // JSON comes as text, for an array of it would be read twice.
  const arrays = columns.map(([, type], i) => `$${i + 1}::${type === JSON_TYPE ? 'text' : type}[]`);
  const values = columns.map(([name, type]) => (type === JSON_TYPE ? `${name}::${JSON_TYPE}` : name));
  const at = table.atOf ? [`lectern.uuid_time(${table.atOf})`] : [];
  return `INSERT INTO lectern.${table.name} (${[...names, ...(table.atOf ? ['at'] : [])].join(', ')})
    SELECT ${[...values, ...at].join(', ')} FROM unnest(${arrays.join(', ')}) AS given(${names.join(', ')})
    ${table.conflict} ${table.returning ?? ''}`;
}

/**
 * Makes, of the values of a row, elements of the arrays of `insertStatement`, in the order of the columns. Arrays are read twice as
 * fast as objects, in which each value is looked for by its name and JSON within JSON is read a second time.
 */
export function cellMaker({ columns }: Table): (values: Readonly<Record<string, unknown>>) => string[] {
  const each = Object.entries(columns).map(([name, type]) => ({ name, isJson: type === JSON_TYPE }));
  return (values) => each.map(({ name, isJson }) => cellOf(values[name], isJson));
}

/** @param value as JSON knows it; what is missing is null */
function cellOf(value: unknown, isJson: boolean): string {
  if (value === undefined || value === null) return 'NULL';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const text = isJson || typeof value !== 'string' ? JSON.stringify(value) : value;
  return `"${text.replace(SPECIAL, '\\$&')}"`;
}
