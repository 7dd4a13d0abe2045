-- What a teacher notes of a lesson, for themselves: it is never sent, and goes with the lesson.
CREATE TABLE lesson_note (
  lesson_id TEXT PRIMARY KEY REFERENCES lesson (id) ON DELETE CASCADE,
  note      TEXT NOT NULL
) STRICT;

-- The message that tells the hub of a lesson, kept also after it was sent, so that its teacher can see what was.
CREATE TABLE lesson_message (
  lesson_id       TEXT PRIMARY KEY REFERENCES lesson (id) ON DELETE CASCADE,
  -- The event's id; while it is to be sent, the outbox has a row of it.
  id              TEXT NOT NULL UNIQUE,
  channel         TEXT NOT NULL,
  payload         TEXT NOT NULL CHECK (json_valid(payload)),
  created_at_ms   INTEGER NOT NULL,
  -- For so long it is not sent and the teacher may withhold it, and what the wall clock showed when that was written.
  hold_left_ms    REAL NOT NULL,
  hold_noted_ms   INTEGER NOT NULL,
  withheld        INTEGER NOT NULL DEFAULT 0 CHECK (withheld IN (0, 1)),
  -- When the hub last took a message of this lesson, this one or one before it.
  delivered_at_ms INTEGER
) STRICT;
CREATE INDEX lesson_message_held ON lesson_message (hold_left_ms) WHERE hold_left_ms > 0;

-- Of lessons that the hub already had, nobody kept what was sent.
INSERT OR REPLACE INTO lesson_message (lesson_id, id, channel, payload, created_at_ms, hold_left_ms, hold_noted_ms)
SELECT lesson_id, id, channel, payload, created_at_ms, 0, created_at_ms FROM outbox
WHERE lesson_id IS NOT NULL ORDER BY created_at_ms, id;
