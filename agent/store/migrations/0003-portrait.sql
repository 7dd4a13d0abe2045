-- What is kept of each lesson for the portrait of its teacher, so that no report has to be read again; it goes with the report.
CREATE TABLE lesson_figures (
  lesson_id     TEXT PRIMARY KEY REFERENCES lesson (id) ON DELETE CASCADE,
  teacher_id    TEXT NOT NULL,
  -- '' for a lesson whose subject is not known.
  subject       TEXT NOT NULL,
  started_at_ms INTEGER NOT NULL,
  -- By id: value and version of the definition.
  figures       TEXT NOT NULL CHECK (json_valid(figures)),
  -- The rules whose findings were told after it.
  told          TEXT NOT NULL CHECK (json_valid(told))
) STRICT;
CREATE INDEX lesson_figures_of_teacher ON lesson_figures (teacher_id, subject, started_at_ms);

-- Of the lessons reported before: the last 20 of each teacher in a subject, for a portrait goes no further back. There may be
-- thousands, of half a megabyte and more each, and nothing is served until this is done. So no report is parsed for its
-- labels: they stand near its beginning, flat, and a piece that ends with the first brace is either all of them or (a brace
-- in a class's name) no JSON; only then the report itself is asked.
INSERT INTO lesson_figures
WITH cut AS MATERIALIZED (
  SELECT id, started_at_ms, substr(report, instr(report, '"labels":{') + length('"labels":'), 1000) AS rest FROM lesson
), piece AS MATERIALIZED (
  SELECT id, started_at_ms, substr(rest, 1, instr(rest, '}')) AS labels FROM cut
), labelled AS MATERIALIZED (
  SELECT id, started_at_ms, CASE WHEN json_valid(labels) THEN labels
    ELSE (SELECT report -> '$.lesson.labels' FROM lesson WHERE lesson.id = piece.id) END AS labels
  FROM piece
), owned AS (
  SELECT id, started_at_ms, labels ->> '$.teacherId' AS teacher_id, coalesce(labels ->> '$.subject', '') AS subject
  FROM labelled
  -- In the remote room of a dual-teacher lesson the teacher is heard but not there.
  WHERE labels ->> '$.teacherId' IS NOT NULL AND labels ->> '$.role' IS NOT 'remote'
), ranked AS MATERIALIZED (
  SELECT *, row_number() OVER (PARTITION BY teacher_id, subject ORDER BY started_at_ms DESC, id DESC) AS ago FROM owned
)
SELECT ranked.id, teacher_id, subject, ranked.started_at_ms,
  (SELECT json_group_object(indicator.value ->> '$.id',
                            json_object('value', indicator.value -> '$.value', 'version', indicator.value -> '$.version'))
   FROM json_each(report, '$.indicators') AS indicator
   WHERE json_type(indicator.value, '$.value') IN ('integer', 'real')),
  '[]'
FROM ranked JOIN lesson ON lesson.id = ranked.id
WHERE ago <= 20;
