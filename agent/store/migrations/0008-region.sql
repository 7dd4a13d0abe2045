-- What the region wishes this room to have, by kind: its newest word and what became of it, and what is in force.
CREATE TABLE desired (
  kind             TEXT PRIMARY KEY,
  version          INTEGER NOT NULL,
  status           TEXT NOT NULL CHECK (status IN ('applied', 'waiting', 'refused')),
  reason           TEXT,
  content          TEXT NOT NULL CHECK (json_valid(content)),
  in_force_version INTEGER,
  in_force         TEXT CHECK (json_valid(in_force)),
  CHECK ((in_force IS NULL) = (in_force_version IS NULL))
) STRICT;

-- Commands that were answered, so that none is carried out twice; the oldest are forgotten.
CREATE TABLE command_answered (
  position INTEGER PRIMARY KEY,
  id       TEXT NOT NULL UNIQUE,
  answer   TEXT NOT NULL CHECK (json_valid(answer))
) STRICT;
