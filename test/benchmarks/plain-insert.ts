import type { PostgresDatabase } from '../../hub/database/postgres-database.ts';
import { hubTables } from '../fixtures/hub-database.ts';

/** Keeps all rows of the hub's tables as they are, numbered, in tables of nobody's. @returns how many there are */
export async function setAside(database: PostgresDatabase): Promise<number> {
  let rows = 0;
  await database.script('CREATE SCHEMA aside');
  for (const table of hubTables) {
    await database.script(
      `CREATE TABLE aside.${table} AS SELECT row_number() OVER () AS number, * FROM lectern.${table};
       CREATE UNIQUE INDEX ON aside.${table} (number); ANALYZE aside.${table}`,
    );
    rows += (await database.query<{ count: number }>(`SELECT count(*)::int AS count FROM aside.${table}`))[0]!.count;
  }
  return rows;
}

/** Brings them back by plain statements: the least that an ingest by statements can cost. */
export async function insertPlainly(database: PostgresDatabase, batch: number): Promise<void> {
  for (const table of hubTables) {
    const [{ columns, count }] = (await database.query<{ columns: string; count: number }>(
      `SELECT string_agg(quote_ident(column_name), ', ' ORDER BY ordinal_position) AS columns,
         (SELECT count(*)::int FROM aside.${table}) AS count
       FROM information_schema.columns WHERE table_schema = 'lectern' AND table_name = '${table}' AND is_generated = 'NEVER'`,
    )) as [{ columns: string; count: number }];
    const sql = `INSERT INTO lectern.${table} (${columns}) SELECT ${columns} FROM aside.${table}
      WHERE number > $1 AND number <= $2 ON CONFLICT DO NOTHING`;
    for (let from = 0; from < count; from += batch)
      await database.transaction((session) => session.query(sql, [from, from + batch], `plain_${table}`));
  }
}
