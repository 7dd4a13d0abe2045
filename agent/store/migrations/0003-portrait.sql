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

INSERT INTO lesson_figures
SELECT id, report ->> '$.lesson.labels.teacherId', coalesce(report ->> '$.lesson.labels.subject', ''), started_at_ms,
  (SELECT json_group_object(indicator.value ->> '$.id',
                            json_object('value', indicator.value -> '$.value', 'version', indicator.value -> '$.version'))
   FROM json_each(report, '$.indicators') AS indicator
   WHERE json_type(indicator.value, '$.value') IN ('integer', 'real')),
  '[]'
FROM lesson
WHERE report ->> '$.lesson.labels.teacherId' IS NOT NULL;
