-- In which every message of the room is counted, and the time that has passed for those that wait. A new database is a new
-- stream: it cannot know how far the one before had counted.
CREATE TABLE stream (
  only_one      INTEGER PRIMARY KEY CHECK (only_one = 1),
  -- A UUID.
  id            TEXT NOT NULL,
  next_sequence INTEGER NOT NULL CHECK (next_sequence >= 1),
  -- Milliseconds that have passed, and what the wall clock showed when that was written: it may jump, this does not.
  passed_ms     REAL NOT NULL DEFAULT 0,
  noted_wall_ms INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO stream (only_one, id, next_sequence)
SELECT 1,
  lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-8' ||
        substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6))),
  (SELECT count(*) FROM outbox) + 1;

-- The same rows, in the order in which they are counted.
ALTER TABLE outbox RENAME TO outbox_before;
CREATE TABLE outbox (
  sequence        INTEGER PRIMARY KEY,
  id              TEXT NOT NULL UNIQUE,
  lesson_id       TEXT REFERENCES lesson (id),
  channel         TEXT NOT NULL,
  -- 0 goes first and is given up last: lessons; then what is asked about the room; then its air; then its health.
  priority        INTEGER NOT NULL,
  -- Of the message.
  bytes           INTEGER NOT NULL,
  created_at_ms   INTEGER NOT NULL,
  -- The stream's `passed_ms` when it was written: its age by a clock that does not jump.
  since_ms        REAL NOT NULL,
  attempts        INTEGER NOT NULL DEFAULT 0,
  -- It could have been sent before the present connection began.
  late            INTEGER NOT NULL DEFAULT 0 CHECK (late IN (0, 1)),
  -- The hub refused it: kept for a person to look at, and not sent again.
  refused_because TEXT,
  payload         TEXT NOT NULL CHECK (json_valid(payload))
) STRICT;
INSERT INTO outbox (sequence, id, lesson_id, channel, priority, bytes, created_at_ms, since_ms, attempts, refused_because, payload)
SELECT row_number() OVER (ORDER BY created_at_ms, id), id, lesson_id, channel, 0, octet_length(payload), created_at_ms, 0,
  attempts, refused_because, payload
FROM outbox_before;
DROP TABLE outbox_before;
CREATE INDEX outbox_to_send ON outbox (late, priority, sequence, id, lesson_id) WHERE refused_because IS NULL;
CREATE INDEX outbox_by_weight ON outbox (priority, sequence, bytes);
CREATE INDEX outbox_of_lesson ON outbox (lesson_id) WHERE lesson_id IS NOT NULL;

-- Every message that was given up is counted, for ever. Moments are when the messages were made, wall time.
CREATE TABLE outbox_drop (
  channel       TEXT NOT NULL,
  reason        TEXT NOT NULL CHECK (reason IN ('bytes', 'age', 'thinned')),
  count         INTEGER NOT NULL,
  bytes         INTEGER NOT NULL,
  -- Those of them that no report to the hub tells of yet.
  fresh_count   INTEGER NOT NULL,
  fresh_bytes   INTEGER NOT NULL,
  fresh_from_ms INTEGER NOT NULL,
  fresh_to_ms   INTEGER NOT NULL,
  -- The event by which the hub was last told.
  report_id     TEXT,
  PRIMARY KEY (channel, reason)
) STRICT;

-- How often the report was made: the hub keeps the newest.
ALTER TABLE lesson_message ADD COLUMN revision INTEGER NOT NULL DEFAULT 1;
-- When the message was given up for want of room, and whether it had been handed to the broker before.
ALTER TABLE lesson_message ADD COLUMN given_up_at_ms INTEGER;
ALTER TABLE lesson_message ADD COLUMN was_tried INTEGER NOT NULL DEFAULT 0 CHECK (was_tried IN (0, 1));

-- The hub takes lessons that say how often their report was made; those that wait were made once.
UPDATE outbox SET payload = json_set(payload, '$.data.revision', 1)
WHERE channel = 'lesson' AND payload ->> '$.data.lessonId' IS NOT NULL AND payload ->> '$.data.revision' IS NULL;
UPDATE outbox SET bytes = octet_length(payload);
UPDATE lesson_message SET payload = json_set(payload, '$.data.revision', 1)
WHERE channel = 'lesson' AND payload ->> '$.data.lessonId' IS NOT NULL AND payload ->> '$.data.revision' IS NULL;
