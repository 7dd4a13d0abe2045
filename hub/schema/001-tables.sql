-- What rooms send, one table per channel. Rules that hold for all of them:
--  * `at` is the time within the UUIDv7 that names a row (lesson or event), so a repetition always meets its first copy; tables
--    that grow are partitioned by month on it. Every unique key holds `school` (what Citus would distribute by) and `at` (what
--    partitions and TimescaleDB's chunks are cut by).
--  * `stream` and `sequence` are the room's own count of its messages.
--  * Nobody is named here: a teacher is a pseudonym, whose meaning stays at the school.
CREATE SCHEMA IF NOT EXISTS lectern;

CREATE FUNCTION lectern.uuid_time(id uuid) RETURNS timestamptz
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN to_timestamp(('x0000' || substr(replace(id::text, '-', ''), 1, 12))::bit(64)::bigint::double precision / 1000);
COMMENT ON FUNCTION lectern.uuid_time IS 'The moment a UUIDv7 was made, to the millisecond (RFC 9562, 5.7)';

CREATE TABLE lectern.setting (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  least_lessons int NOT NULL DEFAULT 10 CHECK (least_lessons >= 2),
  least_teachers int NOT NULL DEFAULT 3 CHECK (least_teachers >= 2),
  portrait_lessons int NOT NULL DEFAULT 20 CHECK (portrait_lessons BETWEEN 1 AND 1000),
  silent_after interval NOT NULL DEFAULT '5 minutes' CHECK (silent_after > '0'),
  gaps_of interval NOT NULL DEFAULT '7 days' CHECK (gaps_of > '0'),
  keep_months int CHECK (keep_months >= 1),
  quarantine_days int NOT NULL DEFAULT 90 CHECK (quarantine_days >= 1)
);
INSERT INTO lectern.setting DEFAULT VALUES;
COMMENT ON TABLE lectern.setting IS 'One row: what the region decides';
COMMENT ON COLUMN lectern.setting.least_lessons IS 'A median of fewer lessons is not told (small-group suppression)';
COMMENT ON COLUMN lectern.setting.least_teachers IS 'A median of fewer teachers is not told: it would be a portrait of one';
COMMENT ON COLUMN lectern.setting.portrait_lessons IS 'A portrait is of this many of the teacher''s latest lessons';
COMMENT ON COLUMN lectern.setting.silent_after IS 'A room of which nothing was heard for longer is silent';
COMMENT ON COLUMN lectern.setting.gaps_of IS 'How far back gaps in the rooms'' counts are looked for';
COMMENT ON COLUMN lectern.setting.keep_months IS 'Health, environment and what was heard older than this is dropped, whole months; null: kept for ever. Lessons and the audit are never dropped by it';
COMMENT ON COLUMN lectern.setting.quarantine_days IS 'What did not come again for so many days leaves the quarantine';

CREATE TABLE lectern.room (
  region text NOT NULL,
  school text NOT NULL,
  room text NOT NULL,
  first_heard timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (school, region, room)
);
COMMENT ON TABLE lectern.room IS 'Every room that was ever heard';

CREATE TABLE lectern.lesson (
  region text NOT NULL,
  school text NOT NULL,
  room text NOT NULL,
  lesson_id uuid NOT NULL,
  at timestamptz NOT NULL,
  revision int NOT NULL CHECK (revision >= 1),
  started_at timestamptz NOT NULL,
  duration_s double precision NOT NULL,
  class_name text,
  subject text,
  period int,
  teacher_id text,
  pair_id text,
  role text CHECK (role IN ('main', 'remote')),
  figures jsonb NOT NULL,
  unknown_figures jsonb,
  models jsonb NOT NULL,
  event_id uuid NOT NULL,
  event_time timestamptz NOT NULL,
  stream uuid NOT NULL,
  sequence bigint NOT NULL,
  backfill boolean NOT NULL DEFAULT false,
  received_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (school, lesson_id, at)
) PARTITION BY RANGE (at);
CREATE INDEX lesson_by_start ON lectern.lesson (school, started_at);
CREATE INDEX lesson_by_pair ON lectern.lesson (pair_id) WHERE pair_id IS NOT NULL;
COMMENT ON TABLE lectern.lesson IS 'Summaries of lessons about the class as a whole, suppressed in the room before they were sent; the highest revision of each';
COMMENT ON COLUMN lectern.lesson.figures IS 'Figure id → {unit, value, coverage, version, atS?, share?, suppressed?}; value null: not enough data, or suppressed';
COMMENT ON COLUMN lectern.lesson.unknown_figures IS 'Figure id → what of it the hub did not know when it came: id, version, unit, or repeated';
COMMENT ON COLUMN lectern.lesson.revision IS 'Raised by the room each time the report is made anew';
COMMENT ON COLUMN lectern.lesson.teacher_id IS 'A pseudonym that only the school can resolve';
COMMENT ON COLUMN lectern.lesson.pair_id IS '双师课堂: one name for all rooms of the lesson';
COMMENT ON COLUMN lectern.lesson.event_id IS 'The message that brought this revision';

CREATE TABLE lectern.health (
  region text NOT NULL,
  school text NOT NULL,
  room text NOT NULL,
  at timestamptz NOT NULL,
  event_id uuid NOT NULL,
  event_time timestamptz NOT NULL,
  period_s double precision NOT NULL,
  uptime_s double precision NOT NULL,
  version text NOT NULL,
  cpu_share double precision,
  memory_bytes bigint NOT NULL,
  disk_free_bytes bigint NOT NULL,
  disk_size_bytes bigint NOT NULL,
  temperature_c double precision,
  clock_believed boolean NOT NULL,
  sources jsonb NOT NULL,
  outbox_rows bigint NOT NULL,
  outbox_bytes bigint NOT NULL,
  outbox_oldest_s double precision,
  dropped_lesson bigint NOT NULL,
  dropped_audit bigint NOT NULL,
  dropped_health bigint NOT NULL,
  dropped_environment bigint NOT NULL,
  stream uuid NOT NULL,
  sequence bigint NOT NULL,
  backfill boolean NOT NULL DEFAULT false,
  received_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (school, room, at, event_id)
) PARTITION BY RANGE (at);
COMMENT ON TABLE lectern.health IS 'How a room''s machine was, a row a minute; live ones may be missing (QoS 0), backfill is thinned by the room';
COMMENT ON COLUMN lectern.health.dropped_lesson IS 'Messages of the stream dropped by the room so far: totals, not of the period';

CREATE TABLE lectern.environment (
  region text NOT NULL,
  school text NOT NULL,
  room text NOT NULL,
  at timestamptz NOT NULL,
  event_id uuid NOT NULL,
  event_time timestamptz NOT NULL,
  period_s double precision NOT NULL,
  temperature_c double precision,
  humidity_percent double precision,
  co2_ppm double precision,
  illuminance_lux double precision,
  pm25_ug_m3 double precision,
  noise_dba double precision,
  stream uuid NOT NULL,
  sequence bigint NOT NULL,
  backfill boolean NOT NULL DEFAULT false,
  received_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (school, room, at, event_id)
) PARTITION BY RANGE (at);
COMMENT ON TABLE lectern.environment IS 'The air of a room, means over the period';

CREATE TABLE lectern.audit (
  region text NOT NULL,
  school text NOT NULL,
  room text NOT NULL,
  at timestamptz NOT NULL,
  event_id uuid NOT NULL,
  event_time timestamptz NOT NULL,
  event text NOT NULL,
  data jsonb NOT NULL,
  stream uuid NOT NULL,
  sequence bigint NOT NULL,
  backfill boolean NOT NULL DEFAULT false,
  received_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (school, room, at, event_id)
) PARTITION BY RANGE (at);
COMMENT ON TABLE lectern.audit IS 'What a room says it did or lost: drops, salvage, desired state applied or refused, sensing switched';

CREATE TABLE lectern.command_response (
  region text NOT NULL,
  school text NOT NULL,
  room text NOT NULL,
  at timestamptz NOT NULL,
  event_id uuid NOT NULL,
  event_time timestamptz NOT NULL,
  request_id uuid NOT NULL,
  status text NOT NULL,
  reason text,
  stream uuid NOT NULL,
  sequence bigint NOT NULL,
  backfill boolean NOT NULL DEFAULT false,
  received_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (school, room, at, event_id)
) PARTITION BY RANGE (at);
COMMENT ON TABLE lectern.command_response IS 'What rooms answered to commands';

CREATE TABLE lectern.heard (
  region text NOT NULL,
  school text NOT NULL,
  room text NOT NULL,
  at timestamptz NOT NULL,
  event_id uuid NOT NULL,
  event_time timestamptz NOT NULL,
  channel text NOT NULL,
  data jsonb,
  stream uuid NOT NULL,
  sequence bigint NOT NULL,
  backfill boolean NOT NULL DEFAULT false,
  received_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (school, room, at, event_id)
) PARTITION BY RANGE (at);
COMMENT ON TABLE lectern.heard IS 'Every message of the channels whose own table keeps only the latest (state, reports of desired state) and of lessons, of which only the highest revision stays: their history, and what makes the rooms'' count complete';

CREATE TABLE lectern.room_state (
  region text NOT NULL,
  school text NOT NULL,
  room text NOT NULL,
  connection text NOT NULL CHECK (connection IN ('online', 'offline')),
  cause text,
  sensing text,
  activity text,
  sources jsonb,
  problems jsonb,
  event_id uuid NOT NULL,
  event_time timestamptz NOT NULL,
  stream uuid NOT NULL,
  sequence bigint NOT NULL,
  will_sequence bigint,
  received_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (school, region, room)
) WITH (fillfactor = 70);
COMMENT ON TABLE lectern.room_state IS 'The latest state of each room';
COMMENT ON COLUMN lectern.room_state.will_sequence IS 'Of the newest last will that came; it was written when its connection began, so it is older than what it ends';
COMMENT ON COLUMN lectern.room_state.cause IS 'Why it is offline: lost (the broker said so), stopped (it said so itself)';

CREATE TABLE lectern.desired_report (
  region text NOT NULL,
  school text NOT NULL,
  room text NOT NULL,
  kind text NOT NULL,
  version bigint,
  status text NOT NULL,
  reason text,
  in_force bigint,
  event_id uuid NOT NULL,
  event_time timestamptz NOT NULL,
  stream uuid NOT NULL,
  sequence bigint NOT NULL,
  received_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (school, region, room, kind)
) WITH (fillfactor = 70);
COMMENT ON COLUMN lectern.desired_report.version IS 'Of the message it speaks of; null when that could not be told';
COMMENT ON COLUMN lectern.desired_report.in_force IS 'The version in force; null: none';
COMMENT ON TABLE lectern.desired_report IS 'What each room last said of each kind of desired state: applied, refused, waiting';

CREATE TABLE lectern.quarantine (
  digest bytea PRIMARY KEY,
  topic text NOT NULL,
  payload bytea NOT NULL CHECK (octet_length(payload) <= 65536),
  payload_bytes int NOT NULL,
  reason text NOT NULL,
  event_id uuid,
  region text,
  school text,
  room text,
  times bigint NOT NULL DEFAULT 1,
  first_received_at timestamptz NOT NULL DEFAULT now(),
  last_received_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX quarantine_by_time ON lectern.quarantine (last_received_at);
COMMENT ON TABLE lectern.quarantine IS 'What could never be taken, with the reason: operators only, for it may hold anything';
COMMENT ON COLUMN lectern.quarantine.digest IS 'SHA-256 of topic and payload: what comes again and again is kept once and counted';
COMMENT ON COLUMN lectern.quarantine.payload IS 'Its first 64 KiB';

CREATE TABLE lectern.reader_scope (
  role text NOT NULL,
  region text CHECK (region ~ '^[0-9]{2}([0-9]{2}){0,2}$'),
  school text CHECK (school ~ '^[0-9]{10}$'),
  reads text NOT NULL CHECK (reads IN ('rows', 'aggregates')),
  CHECK (num_nonnulls(region, school) = 1),
  UNIQUE NULLS NOT DISTINCT (role, region, school)
);
COMMENT ON TABLE lectern.reader_scope IS 'Which role may read which region or school';
COMMENT ON COLUMN lectern.reader_scope.region IS 'The first 2, 4 or 6 digits of the administrative code: a province, a city, a county';
COMMENT ON COLUMN lectern.reader_scope.reads IS 'rows: lessons and devices one by one, as a member of lectern_reader; aggregates: medians and counts only. It holds of this scope alone, whatever the role may read elsewhere';
