-- Whose a lesson is: its teacher's pseudonym, or '' for the room's own, whose teacher is not known or elsewhere. With the
-- labels it stands beside the report, so that the list of lessons reads no report.
ALTER TABLE lesson ADD COLUMN owner TEXT NOT NULL DEFAULT '';
ALTER TABLE lesson ADD COLUMN labels TEXT NOT NULL DEFAULT '{}';
UPDATE lesson SET labels = coalesce(report -> '$.lesson.labels', '{}');
UPDATE lesson SET owner = coalesce(labels ->> '$.teacherId', '') WHERE labels ->> '$.role' IS NOT 'remote';
CREATE INDEX lesson_by_owner ON lesson (owner, started_at_ms DESC);

-- Who may sign in: teachers by number and PIN, school IT (number 0) by a password.
CREATE TABLE account (
  number        INTEGER PRIMARY KEY,
  owner         TEXT UNIQUE,
  secret_hash   TEXT NOT NULL,
  -- Somebody else gave the PIN: its teacher chooses another before anything is shown.
  must_change   INTEGER NOT NULL,
  changed_at_ms INTEGER NOT NULL,
  CHECK ((number = 0) = (owner IS NULL))
) STRICT;

-- Failures in a row, by the number that was typed, whether or not it is given.
CREATE TABLE access_failure (
  account  TEXT PRIMARY KEY,
  failures INTEGER NOT NULL
) STRICT;

-- Who saw or did what, for the yearly audit.
CREATE TABLE access_log (
  position INTEGER PRIMARY KEY,
  at_ms    INTEGER NOT NULL,
  -- `it`, `teacher:<pseudonym>`, `room`, `console`.
  who      TEXT NOT NULL,
  what     TEXT NOT NULL,
  subject  TEXT
) STRICT;
CREATE INDEX access_log_by_time ON access_log (at_ms);
