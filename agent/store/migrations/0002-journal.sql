-- The timetable's lesson, by date and start, of which a report is kept; NULL for others and for all kept before. Not
-- unique: a report is never refused for being the second of its slot.
ALTER TABLE lesson ADD COLUMN slot TEXT;
CREATE INDEX lesson_by_slot ON lesson (slot) WHERE slot IS NOT NULL;

-- The lesson that is going on, and any that are over and whose reports are being made.
CREATE TABLE open_lesson (
  opened        INTEGER PRIMARY KEY,
  id            TEXT NOT NULL UNIQUE,
  room          TEXT NOT NULL CHECK (json_valid(room)),
  labels        TEXT NOT NULL CHECK (json_valid(labels)),
  started_at_ms INTEGER NOT NULL,
  origin        TEXT NOT NULL,
  slot          TEXT,
  planned_ms    REAL,
  -- Where lesson time 0 lies on the monotonic clock, and the start of the machine in which that clock counts.
  boot_id       TEXT NOT NULL,
  zero_ms       REAL NOT NULL,
  -- The lesson time up to which it is written down, and what the wall clock showed then.
  reached_ms    REAL NOT NULL,
  last_wall_ms  INTEGER NOT NULL,
  -- How long it was, once it is over and its report is being made.
  ended_ms      REAL,
  models        TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(models))
) STRICT;

-- What was observed in it, in the order it was written.
CREATE TABLE journal_entry (
  position  INTEGER PRIMARY KEY,
  lesson_id TEXT NOT NULL REFERENCES open_lesson (id) ON DELETE CASCADE,
  -- The stretch of lesson time that talk speaks of: a later word on all of it takes its place. NULL for everything else.
  from_ms   REAL,
  to_ms     REAL,
  body      TEXT NOT NULL
) STRICT;
CREATE INDEX journal_entry_of_lesson ON journal_entry (lesson_id);
CREATE INDEX journal_entry_of_talk ON journal_entry (from_ms) WHERE from_ms IS NOT NULL;

-- The same once the lesson is reported, packed (gzip): as rows a lesson would take some megabytes.
CREATE TABLE lesson_observations (
  lesson_id TEXT PRIMARY KEY REFERENCES lesson (id) ON DELETE CASCADE,
  packed    BLOB NOT NULL
) STRICT;
