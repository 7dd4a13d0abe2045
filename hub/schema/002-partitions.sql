-- A partition for each month of each table that grows, made ahead. Rooms whose clock is wrong name other months: their rows
-- are kept in the default partition and counted, and nothing waits for a partition to be made.
CREATE TABLE lectern.partitioned (name text PRIMARY KEY, drop_old boolean NOT NULL);
INSERT INTO lectern.partitioned VALUES
  ('lesson', false), ('health', true), ('environment', true), ('audit', false), ('command_response', false), ('heard', true);
COMMENT ON TABLE lectern.partitioned IS 'The tables cut by month, and whether setting.keep_months drops their old months';

DO $$
DECLARE parent text;
BEGIN
  FOR parent IN SELECT name FROM lectern.partitioned LOOP
    EXECUTE format('CREATE TABLE lectern.%I PARTITION OF lectern.%I DEFAULT', parent || '_stray', parent);
    EXECUTE format('COMMENT ON TABLE lectern.%I IS %L', parent || '_stray',
      'Rows of months for which there is no partition: of rooms whose clock was wrong');
  END LOOP;
END $$;

CREATE FUNCTION lectern.add_partition(parent text, month timestamptz) RETURNS boolean
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' AS $$
DECLARE
  first_day timestamptz := date_trunc('month', month);
  next_month timestamptz := date_trunc('month', month) + interval '1 month';
  child text := parent || to_char(first_day, '_YYYY_MM');
BEGIN
  IF to_regclass(format('lectern.%I', child)) IS NOT NULL THEN
    RETURN false;
  END IF;
  -- What strayed into the month before its partition was there moves into it: the default partition may hold none of it.
  EXECUTE format('CREATE TABLE lectern.%I (LIKE lectern.%I INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', child, parent);
  EXECUTE format('WITH moved AS (DELETE FROM lectern.%I WHERE at >= %L AND at < %L RETURNING *) INSERT INTO lectern.%I SELECT * FROM moved',
    parent || '_stray', first_day, next_month, child);
  EXECUTE format('ALTER TABLE lectern.%I ATTACH PARTITION lectern.%I FOR VALUES FROM (%L) TO (%L)',
    parent, child, first_day, next_month);
  RETURN true;
END $$;
COMMENT ON FUNCTION lectern.add_partition IS 'Makes the partition of a month (UTC) unless it is there';

CREATE FUNCTION lectern.keep_partitions(ahead int DEFAULT 2, behind int DEFAULT 1) RETURNS int
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' AS $$
DECLARE
  each record;
  made int := 0;
  keep int := (SELECT keep_months FROM lectern.setting);
  oldest timestamptz := date_trunc('month', now()) - make_interval(months => keep);
BEGIN
  IF ahead NOT BETWEEN 0 AND 60 OR behind NOT BETWEEN 0 AND 60 THEN
    RAISE EXCEPTION 'lectern.keep_partitions: ahead and behind are 0 to 60 months' USING ERRCODE = 'invalid_parameter_value';
  END IF;
  -- Several workers start at once; the second waits and finds all of them made.
  PERFORM pg_advisory_xact_lock(hashtext('lectern.keep_partitions'));
  FOR each IN SELECT name, month FROM lectern.partitioned,
      generate_series(date_trunc('month', now()) - make_interval(months => behind),
                      date_trunc('month', now()) + make_interval(months => ahead), interval '1 month') AS month LOOP
    IF lectern.add_partition(each.name, each.month) THEN made := made + 1; END IF;
  END LOOP;
  IF keep IS NOT NULL THEN
    FOR each IN SELECT child.relname AS name FROM lectern.partitioned
        JOIN pg_class parent ON parent.relname = partitioned.name AND parent.relnamespace = 'lectern'::regnamespace
        JOIN pg_inherits ON inhparent = parent.oid JOIN pg_class child ON child.oid = inhrelid
        WHERE drop_old AND child.relname ~ '_[0-9]{4}_[0-9]{2}$'
          AND to_date(right(child.relname, 7), 'YYYY_MM') < oldest LOOP
      EXECUTE format('DROP TABLE lectern.%I', each.name);
    END LOOP;
    -- A clock that ran ahead names months that are never old; what it brought goes when it has been here that long.
    FOR each IN SELECT name FROM lectern.partitioned WHERE drop_old LOOP
      EXECUTE format('DELETE FROM lectern.%I WHERE at < %L OR received_at < %L', each.name || '_stray', oldest, oldest);
    END LOOP;
  END IF;
  RETURN made;
END $$;
COMMENT ON FUNCTION lectern.keep_partitions IS 'Makes the partitions of the months around now and drops those setting.keep_months gives up, with the stray rows of that age; says how many were made. Every ingest calls it each hour';
SELECT lectern.keep_partitions(2, 2);

CREATE FUNCTION lectern.trim_quarantine(most_per_room int DEFAULT 1000, most int DEFAULT 100000) RETURNS bigint
  LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  WITH numbered AS (
    SELECT digest,
      row_number() OVER (PARTITION BY region, school, room ORDER BY last_received_at DESC) AS of_room,
      row_number() OVER (ORDER BY last_received_at DESC) AS of_all
    FROM lectern.quarantine
  ), gone AS (
    -- What a worker is counting again just now is passed over: it is new, and nobody waits for anybody.
    DELETE FROM lectern.quarantine WHERE digest IN (
      SELECT kept.digest FROM lectern.quarantine AS kept JOIN numbered USING (digest)
      WHERE of_room > greatest(most_per_room, 100) OR of_all > greatest(most, 1000)
        OR kept.last_received_at < now() - make_interval(days => (SELECT quarantine_days FROM lectern.setting))
      FOR UPDATE OF kept SKIP LOCKED)
    RETURNING 1
  )
  SELECT count(*) FROM gone
$$;
COMMENT ON FUNCTION lectern.trim_quarantine IS 'A room that sends nonsense for ever fills no disk: the oldest beyond these counts go, and what is older than setting.quarantine_days. Every ingest calls it each hour, and after so much that it refused';
