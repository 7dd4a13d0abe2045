-- Lessons that were measured from a recording which their teacher brought: they are their teacher's alone and never sent.
ALTER TABLE lesson ADD COLUMN recorded INTEGER NOT NULL DEFAULT 0 CHECK (recorded IN (0, 1));
