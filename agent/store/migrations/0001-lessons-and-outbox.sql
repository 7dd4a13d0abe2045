-- Reported lessons: what the classroom screen shows. Times are Unix milliseconds.
CREATE TABLE lesson (
  id            TEXT PRIMARY KEY,
  started_at_ms INTEGER NOT NULL,
  duration_ms   INTEGER NOT NULL,
  report        TEXT NOT NULL CHECK (json_valid(report))
) STRICT;
CREATE INDEX lesson_by_start ON lesson (started_at_ms DESC);

-- Messages for the hub. A row goes only when the hub itself has acknowledged its id.
CREATE TABLE outbox (
  id              TEXT PRIMARY KEY,
  lesson_id       TEXT REFERENCES lesson (id),
  channel         TEXT NOT NULL,
  payload         TEXT NOT NULL CHECK (json_valid(payload)),
  created_at_ms   INTEGER NOT NULL,
  attempts        INTEGER NOT NULL DEFAULT 0,
  -- The hub refused it: kept for a person to look at, and not sent again.
  refused_because TEXT
) STRICT;
CREATE INDEX outbox_in_order ON outbox (created_at_ms, id);
