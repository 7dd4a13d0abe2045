#!/bin/sh
# Runs once, when the database is made: the logins, each in its group. Passwords are files that only the administrator has.
set -eu
# psql quotes the value of a variable (:'name') itself.
psql -v ON_ERROR_STOP=1 --username postgres --dbname lectern \
  -v ingest="$(cat /run/secrets/ingest)" -v grafana="$(cat /run/secrets/grafana)" <<'SQL'
CREATE ROLE lectern_ingest NOLOGIN;
CREATE ROLE lectern_reader NOLOGIN;
CREATE ROLE ingest LOGIN PASSWORD :'ingest' IN ROLE lectern_ingest;
CREATE ROLE grafana LOGIN PASSWORD :'grafana' IN ROLE lectern_reader;
-- A dashboard that asks too much must not hold up the ingest.
ALTER ROLE grafana SET statement_timeout = '30s';
ALTER ROLE grafana SET default_transaction_read_only = on;
SQL
