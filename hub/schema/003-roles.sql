-- Group roles without a login; the database's administrator makes the logins and puts each into one of them.
--  lectern_ingest   writes what rooms send, owns nothing, changes no schema
--  lectern_reader   reads the lessons and devices of its regions and schools, row by row where reader_scope says rows
--  lectern_analyst  reads only the aggregates of its regions and schools, small groups left out
--  lectern_operator reads everything, also the quarantine, and says who may read what
DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['lectern_ingest', 'lectern_reader', 'lectern_analyst', 'lectern_operator'] LOOP
    BEGIN
      -- Roles belong to the whole server: another database of it may have made them.
      EXECUTE format('CREATE ROLE %I NOLOGIN', name);
    EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
    END;
  END LOOP;
END $$;

REVOKE ALL ON SCHEMA lectern FROM PUBLIC;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA lectern FROM PUBLIC;
GRANT USAGE ON SCHEMA lectern TO lectern_ingest, lectern_reader, lectern_analyst, lectern_operator;
GRANT EXECUTE ON FUNCTION lectern.uuid_time TO lectern_ingest, lectern_reader, lectern_analyst, lectern_operator;
GRANT EXECUTE ON FUNCTION lectern.keep_partitions, lectern.trim_quarantine TO lectern_ingest, lectern_operator;

CREATE FUNCTION lectern.my_regions() RETURNS text[]
  LANGUAGE sql STABLE PARALLEL SAFE SECURITY INVOKER SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce(array_agg(scope.region || '%'), '{}') FROM lectern.reader_scope scope
  JOIN pg_roles known ON known.rolname = scope.role AND pg_has_role(known.oid, 'USAGE') WHERE scope.region IS NOT NULL
$$;
COMMENT ON FUNCTION lectern.my_regions IS 'LIKE patterns of the regions of which who asks may read aggregates, or more';
CREATE FUNCTION lectern.my_schools() RETURNS text[]
  LANGUAGE sql STABLE PARALLEL SAFE SECURITY INVOKER SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce(array_agg(scope.school), '{}') FROM lectern.reader_scope scope
  JOIN pg_roles known ON known.rolname = scope.role AND pg_has_role(known.oid, 'USAGE') WHERE scope.school IS NOT NULL
$$;
COMMENT ON FUNCTION lectern.my_schools IS 'The single schools of which who asks may read aggregates, or more';
CREATE FUNCTION lectern.my_row_regions() RETURNS text[]
  LANGUAGE sql STABLE PARALLEL SAFE SECURITY INVOKER SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce(array_agg(scope.region || '%'), '{}') FROM lectern.reader_scope scope
  JOIN pg_roles known ON known.rolname = scope.role AND pg_has_role(known.oid, 'USAGE') WHERE scope.region IS NOT NULL AND scope.reads = 'rows'
$$;
COMMENT ON FUNCTION lectern.my_row_regions IS 'LIKE patterns of the regions that who asks may read row by row';
CREATE FUNCTION lectern.my_row_schools() RETURNS text[]
  LANGUAGE sql STABLE PARALLEL SAFE SECURITY INVOKER SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce(array_agg(scope.school), '{}') FROM lectern.reader_scope scope
  JOIN pg_roles known ON known.rolname = scope.role AND pg_has_role(known.oid, 'USAGE') WHERE scope.school IS NOT NULL AND scope.reads = 'rows'
$$;
COMMENT ON FUNCTION lectern.my_row_schools IS 'The single schools that who asks may read row by row';
GRANT EXECUTE ON FUNCTION lectern.my_regions, lectern.my_schools, lectern.my_row_regions, lectern.my_row_schools
  TO lectern_reader, lectern_analyst, lectern_operator;

GRANT SELECT ON lectern.setting, lectern.reader_scope TO lectern_reader, lectern_analyst;
GRANT SELECT ON lectern.setting TO lectern_ingest;
GRANT SELECT, INSERT, UPDATE, DELETE ON lectern.reader_scope, lectern.quarantine TO lectern_operator;
GRANT SELECT, UPDATE ON lectern.setting TO lectern_operator;
GRANT SELECT ON lectern.partitioned TO lectern_operator;
GRANT SELECT, INSERT, UPDATE ON lectern.quarantine TO lectern_ingest;

-- A reader sees which grants are its own, and no others.
ALTER TABLE lectern.reader_scope ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON lectern.reader_scope FOR SELECT TO lectern_reader, lectern_analyst
  USING (role IN (SELECT rolname FROM pg_roles WHERE pg_has_role(oid, 'USAGE')));
CREATE POLICY operator ON lectern.reader_scope TO lectern_operator USING (true) WITH CHECK (true);

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['room', 'lesson', 'health', 'environment', 'audit', 'command_response', 'heard', 'room_state', 'desired_report'] LOOP
    EXECUTE format('ALTER TABLE lectern.%I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE ON lectern.%I TO lectern_ingest', name);
    EXECUTE format('GRANT SELECT ON lectern.%I TO lectern_reader, lectern_operator', name);
    EXECUTE format('CREATE POLICY ingest ON lectern.%I TO lectern_ingest USING (true) WITH CHECK (true)', name);
    EXECUTE format('CREATE POLICY operator ON lectern.%I FOR SELECT TO lectern_operator USING (true)', name);
    -- In subqueries the two are worked out once for a query, not for each row.
    EXECUTE format('CREATE POLICY reader ON lectern.%I FOR SELECT TO lectern_reader
      USING (school = ANY ((SELECT lectern.my_row_schools())::text[]) OR region LIKE ANY ((SELECT lectern.my_row_regions())::text[]))', name);
  END LOOP;
END $$;
