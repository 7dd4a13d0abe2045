-- 教师大数据: what is read. Views of rows ask as whoever reads (security_invoker), so row-level security holds in them. The two
-- aggregates ask as their owner and cut by the reader's scope themselves: so an analyst may read them without reading lessons.
CREATE VIEW lectern.lesson_figure WITH (security_invoker = true) AS
SELECT region, school, room, lesson_id, at, started_at, subject, class_name, period, teacher_id, pair_id, role,
  split_part(figure.key, '#', 1) AS figure, (figure.value ->> 'version')::int AS version, figure.value ->> 'unit' AS unit,
  CASE WHEN jsonb_typeof(figure.value -> 'value') = 'number' THEN (figure.value ->> 'value')::double precision END AS value,
  CASE WHEN jsonb_typeof(figure.value -> 'value') = 'string' THEN figure.value ->> 'value' END AS coded,
  (figure.value ->> 'coverage')::double precision AS coverage,
  figure.value ->> 'suppressed' AS suppressed,
  unknown_figures ->> figure.key AS unknown
FROM lectern.lesson, jsonb_each(figures) AS figure;
COMMENT ON VIEW lectern.lesson_figure IS 'A row for each figure of each lesson. `unknown`: what of it this hub did not know; figures of another version or unit are never set beside each other';

-- What was suppressed must not follow from what is told. So nothing is told that has a suppressed group in it: a region's row is
-- over the schools that are told themselves, and no total of counts is told beside its parts. Who reads rows counts them anyway.
CREATE VIEW lectern.lesson_count WITH (security_barrier = true) AS
SELECT region, school, subject, month, CASE WHEN told THEN lessons END AS lessons, CASE WHEN told THEN hours END AS hours,
  NOT told AS suppressed
FROM (
  SELECT region, school, subject, month, lessons, hours, lessons >= least_lessons
    OR school = ANY ((SELECT lectern.my_row_schools())::text[]) OR region LIKE ANY ((SELECT lectern.my_row_regions())::text[])
    OR (SELECT pg_has_role(current_user, 'lectern_operator', 'USAGE')) AS told
  FROM (
    SELECT region, school, subject, (date_trunc('month', started_at AT TIME ZONE 'Asia/Shanghai'))::date AS month,
      count(*) AS lessons, round((sum(duration_s) / 3600)::numeric, 1) AS hours
    FROM lectern.lesson
    WHERE school = ANY ((SELECT lectern.my_schools())::text[]) OR region LIKE ANY ((SELECT lectern.my_regions())::text[])
      OR (SELECT pg_has_role(current_user, 'lectern_operator', 'USAGE'))
    GROUP BY region, school, subject, month
  ) AS counted, lectern.setting
) AS judged;
COMMENT ON VIEW lectern.lesson_count IS 'Lessons per school, subject and month (the day begins in China). To who may read aggregates only, fewer lessons than the settings say are not told (suppressed)';

CREATE VIEW lectern.figure_median WITH (security_barrier = true) AS
WITH measured AS (
  SELECT region, school, subject, (date_trunc('month', started_at AT TIME ZONE 'Asia/Shanghai'))::date AS month, teacher_id,
    split_part(figure.key, '#', 1) AS figure, (figure.value ->> 'version')::int AS version, figure.value ->> 'unit' AS unit,
    (figure.value ->> 'value')::double precision AS value
  FROM lectern.lesson, jsonb_each(figures) AS figure
  WHERE jsonb_typeof(figure.value -> 'value') = 'number'
    AND coalesce(unknown_figures ->> figure.key, '') NOT IN ('id', 'unit', 'repeated')
    AND (school = ANY ((SELECT lectern.my_schools())::text[]) OR region LIKE ANY ((SELECT lectern.my_regions())::text[])
      OR (SELECT pg_has_role(current_user, 'lectern_operator', 'USAGE')))
), of_school AS (
  SELECT region, school, subject, month, figure, version, unit, count(*) AS lessons, count(DISTINCT teacher_id) AS teachers,
    array_agg(value) AS measurements, percentile_cont(ARRAY[0.25, 0.5, 0.75]) WITHIN GROUP (ORDER BY value) AS quartiles,
    count(*) >= (SELECT least_lessons FROM lectern.setting)
      AND count(DISTINCT teacher_id) >= (SELECT least_teachers FROM lectern.setting) AS told
  FROM measured
  GROUP BY region, school, subject, month, figure, version, unit
), of_region AS (
  SELECT region, subject, month, figure, version, unit,
    count(*) FILTER (WHERE told) AS lessons, sum(teachers) FILTER (WHERE told AND number = 1) AS teachers,
    percentile_cont(ARRAY[0.25, 0.5, 0.75]) WITHIN GROUP (ORDER BY value) FILTER (WHERE told) AS quartiles, bool_or(told) AS told
  FROM of_school, unnest(measurements) WITH ORDINALITY AS measurement(value, number)
  -- To who may read some of its schools only, their medians would pass for the region's.
  WHERE region LIKE ANY ((SELECT lectern.my_regions())::text[]) OR (SELECT pg_has_role(current_user, 'lectern_operator', 'USAGE'))
  GROUP BY region, subject, month, figure, version, unit
)
SELECT region, school, subject, month, figure, version, unit,
  CASE WHEN told THEN lessons END AS lessons, CASE WHEN told THEN teachers END AS teachers,
  CASE WHEN told THEN quartiles[1] END AS lower_quartile, CASE WHEN told THEN quartiles[2] END AS median,
  CASE WHEN told THEN quartiles[3] END AS upper_quartile, NOT told AS suppressed
FROM (
  SELECT region, school, subject, month, figure, version, unit, lessons, teachers, quartiles, told FROM of_school
  UNION ALL
  SELECT region, NULL, subject, month, figure, version, unit, lessons, teachers::bigint, quartiles, told FROM of_region
) AS judged;
COMMENT ON VIEW lectern.figure_median IS 'Medians and quartiles per school and month (school null: the region''s, over those of its schools that are told themselves; only for who may read all of the region), one row per version and unit of a figure. Of fewer lessons or teachers than the settings say nothing is told (suppressed)';

CREATE VIEW lectern.portrait WITH (security_invoker = true) AS
WITH latest AS (
  SELECT *, row_number() OVER (PARTITION BY school, teacher_id, figure, version, unit ORDER BY started_at DESC) AS number
  FROM lectern.lesson_figure WHERE teacher_id IS NOT NULL AND value IS NOT NULL
)
SELECT region, school, teacher_id, figure, version, unit, count(*) AS lessons, min(started_at) AS since, max(started_at) AS until,
  percentile_cont(0.25) WITHIN GROUP (ORDER BY value) AS lower_quartile,
  percentile_cont(0.5) WITHIN GROUP (ORDER BY value) AS median,
  percentile_cont(0.75) WITHIN GROUP (ORDER BY value) AS upper_quartile
FROM latest, lectern.setting WHERE number <= portrait_lessons
GROUP BY region, school, teacher_id, figure, version, unit;
COMMENT ON VIEW lectern.portrait IS 'A pseudonym''s latest lessons, figure by figure; who it is only the school knows';

CREATE VIEW lectern.dual_teacher_pair WITH (security_invoker = true) AS
SELECT main.pair_id, main.started_at, main.subject, main.figure, main.version, main.unit,
  main.region AS main_region, main.school AS main_school, main.room AS main_room, main.lesson_id AS main_lesson,
  remote.region AS remote_region, remote.school AS remote_school, remote.room AS remote_room, remote.lesson_id AS remote_lesson,
  main.value AS main_value, main.coded AS main_coded, remote.value AS remote_value, remote.coded AS remote_coded
FROM lectern.lesson_figure AS main
LEFT JOIN lectern.lesson_figure AS remote ON remote.pair_id = main.pair_id AND remote.role = 'remote'
  AND remote.figure = main.figure AND remote.version = main.version AND remote.unit = main.unit
  AND remote.started_at BETWEEN main.started_at - interval '2 hours' AND main.started_at + interval '2 hours'
WHERE main.role = 'main' AND main.pair_id IS NOT NULL;
COMMENT ON VIEW lectern.dual_teacher_pair IS '双师课堂: both rooms of a lesson side by side, figure by figure. The other room is empty when it sent nothing, measures by another version, or may not be read';

CREATE VIEW lectern.device_health WITH (security_invoker = true) AS
SELECT room.region, room.school, room.room,
  -- A last will that overtook the next connection's first word is put right by the next live health.
  CASE WHEN NOT last.backfill AND last.received_at > state.received_at THEN 'online' ELSE state.connection END AS connection,
  CASE WHEN NOT last.backfill AND last.received_at > state.received_at THEN NULL ELSE state.cause END AS cause,
  state.sensing, state.activity, state.problems,
  state.sources, last.version, last.uptime_s, last.cpu_share, last.memory_bytes, last.disk_free_bytes, last.disk_size_bytes,
  last.temperature_c, last.clock_believed, last.outbox_rows, last.outbox_bytes, last.outbox_oldest_s,
  last.dropped_lesson, last.dropped_audit, last.dropped_health, last.dropped_environment,
  greatest(state.received_at, last.received_at) AS last_heard,
  coalesce(greatest(state.received_at, last.received_at) < now() - silent_after, true) AS is_silent
FROM lectern.room CROSS JOIN lectern.setting
LEFT JOIN lectern.room_state AS state USING (region, school, room)
-- A clock that runs ahead must neither hide what came since it was put right, nor keep its room from being heard. So each of the
-- three is found by the index on `at`, and the one that came last is taken: of a clock that was right, of the past, and of ahead.
LEFT JOIN LATERAL (
  SELECT * FROM (
    (SELECT 1 AS preference, * FROM lectern.health
      WHERE health.school = room.school AND health.room = room.room AND health.region = room.region
        AND at BETWEEN now() - interval '1 day' AND now() + interval '5 minutes' AND at <= received_at + interval '5 minutes'
      ORDER BY at DESC LIMIT 1)
    UNION ALL
    (SELECT 2, * FROM lectern.health
      WHERE health.school = room.school AND health.room = room.room AND health.region = room.region
        AND at <= now() + interval '5 minutes'
      ORDER BY at DESC LIMIT 1)
    UNION ALL
    (SELECT 3, * FROM lectern.health
      WHERE health.school = room.school AND health.room = room.room AND health.region = room.region
        AND at > now() + interval '5 minutes'
      ORDER BY at DESC LIMIT 1)
  ) AS candidate
  -- Backfill comes late: it is as old as it says.
  ORDER BY CASE WHEN backfill THEN least(at, received_at) ELSE received_at END DESC, preference LIMIT 1
) AS last ON true;
COMMENT ON VIEW lectern.device_health IS 'Every room: its latest state and health, whether it is silent, what it dropped. Silent goes before online: a broker that fell says no last will';

CREATE VIEW lectern.sequence_gap WITH (security_invoker = true) AS
WITH counted AS (
  SELECT region, school, room, stream, sequence, received_at FROM lectern.lesson WHERE at > now() - (SELECT gaps_of FROM lectern.setting)
  UNION ALL SELECT region, school, room, stream, sequence, received_at FROM lectern.health WHERE at > now() - (SELECT gaps_of FROM lectern.setting)
  UNION ALL SELECT region, school, room, stream, sequence, received_at FROM lectern.environment WHERE at > now() - (SELECT gaps_of FROM lectern.setting)
  UNION ALL SELECT region, school, room, stream, sequence, received_at FROM lectern.audit WHERE at > now() - (SELECT gaps_of FROM lectern.setting)
  UNION ALL SELECT region, school, room, stream, sequence, received_at FROM lectern.command_response WHERE at > now() - (SELECT gaps_of FROM lectern.setting)
  UNION ALL SELECT region, school, room, stream, sequence, received_at FROM lectern.heard WHERE at > now() - (SELECT gaps_of FROM lectern.setting)
), neighbours AS (
  SELECT *, lag(sequence) OVER before AS previous, lag(received_at) OVER before AS previous_at
  FROM counted
  WINDOW before AS (PARTITION BY region, school, room, stream ORDER BY sequence)
)
SELECT region, school, room, stream, previous AS after_sequence, sequence AS before_sequence, sequence - previous - 1 AS missing,
  previous_at AS after_received, received_at AS before_received
FROM neighbours WHERE sequence > previous + 1;
COMMENT ON VIEW lectern.sequence_gap IS 'Messages of a room''s count that have not come, of the latest days (setting.gaps_of): live health that was lost (QoS 0), what the room dropped and said so in the audit, or what is still in its outbox';

CREATE VIEW lectern.stray_row WITH (security_invoker = true) AS
SELECT 'lesson' AS name, region, school, room, at, received_at FROM lectern.lesson WHERE tableoid = 'lectern.lesson_stray'::regclass
UNION ALL SELECT 'health', region, school, room, at, received_at FROM lectern.health WHERE tableoid = 'lectern.health_stray'::regclass
UNION ALL SELECT 'environment', region, school, room, at, received_at FROM lectern.environment WHERE tableoid = 'lectern.environment_stray'::regclass
UNION ALL SELECT 'audit', region, school, room, at, received_at FROM lectern.audit WHERE tableoid = 'lectern.audit_stray'::regclass
UNION ALL SELECT 'command_response', region, school, room, at, received_at FROM lectern.command_response WHERE tableoid = 'lectern.command_response_stray'::regclass
UNION ALL SELECT 'heard', region, school, room, at, received_at FROM lectern.heard WHERE tableoid = 'lectern.heard_stray'::regclass;
COMMENT ON VIEW lectern.stray_row IS 'Rows outside every month''s partition: of rooms whose clock was wrong';

CREATE VIEW lectern.quarantine_count WITH (security_invoker = true) AS
SELECT region, school, room, reason, count(*) AS messages, sum(times) AS times, min(first_received_at) AS since, max(last_received_at) AS until
FROM lectern.quarantine GROUP BY region, school, room, reason;
COMMENT ON VIEW lectern.quarantine_count IS 'What is in quarantine, by room and reason';

GRANT SELECT ON lectern.lesson_figure, lectern.lesson_count, lectern.figure_median, lectern.portrait, lectern.dual_teacher_pair,
  lectern.device_health, lectern.sequence_gap, lectern.stray_row TO lectern_reader, lectern_operator;
GRANT SELECT ON lectern.lesson_count, lectern.figure_median TO lectern_analyst;
GRANT SELECT ON lectern.quarantine_count TO lectern_operator;
