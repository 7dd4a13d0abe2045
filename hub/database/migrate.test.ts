import { describe, expect, it } from 'vitest';
import { type Fault, shows } from '../../test/faults/fault.ts';
import { hubTables, onBothDatabases } from '../../test/fixtures/hub-database.ts';
import { EmbeddedDatabase } from './embedded-database.ts';
import { migrate, SchemaError, schemaSteps, statementsOf } from './migrate.ts';

onBothDatabases((hub) => {
  it('is applied once', async () => {
    expect(await migrate(hub.database)).toEqual([]);
    expect(await Promise.all([migrate(hub.database), migrate(hub.database)])).toEqual([[], []]);
  });

  it('explains every table, and every view', async () => {
    const silent = await hub.database.query(`SELECT relname FROM pg_class WHERE relnamespace = 'lectern'::regnamespace
      AND relkind IN ('r', 'p', 'v') AND NOT relispartition AND obj_description(oid, 'pg_class') IS NULL
      AND relname NOT IN ('schema_step', 'partitioned')`);
    expect(silent).toEqual([]);
  });

  it('has school and time in every unique key of what grows', async () => {
    const keys = await hub.database.query<{ name: string; columns: string[] }>(`
      SELECT parent.relname AS name, array_agg(attname::text) AS columns FROM pg_index
      JOIN pg_class parent ON parent.oid = indrelid JOIN pg_attribute ON attrelid = indrelid AND attnum = ANY (indkey)
      WHERE indisunique AND parent.relkind = 'p' GROUP BY parent.relname, indexrelid`);
    expect(keys).toHaveLength(6);
    for (const { columns } of keys) expect(columns).toEqual(expect.arrayContaining(['school', 'at']));
  });

  it('knows the moment of a UUIDv7', async () => {
    const [row] = await hub.database.query(
      `SELECT lectern.uuid_time('0192a000-0000-7000-8000-000000000001') AS at, lectern.uuid_time('00000000-0000-7000-8000-000000000001') AS zero`,
    );
    expect(row).toEqual({ at: new Date(0x0192a0000000), zero: new Date(0) });
  });

  it('makes the months ahead once, and moves what had strayed into them', async () => {
    await hub.database.script(`INSERT INTO lectern.heard (region, school, room, at, event_id, event_time, channel, stream, sequence)
      SELECT '310104', '3100000001', 'r301', month, gen_random_uuid(), month, 'state', gen_random_uuid(), 1
      FROM (VALUES (now() + interval '30 months'), (now() + interval '31 months')) AS given(month)`);
    const strays = 'SELECT count(*)::int AS count FROM lectern.stray_row';
    expect(await hub.database.query(strays)).toEqual([{ count: 2 }]);
    await hub.database.query('SELECT lectern.keep_partitions(30)');
    expect(await hub.database.query(strays)).toEqual([{ count: 1 }]);
    expect(await hub.database.query('SELECT lectern.keep_partitions(30) AS made')).toEqual([{ made: 0 }]);
    expect(await hub.database.query('SELECT count(*)::int AS count FROM lectern.heard')).toEqual([{ count: 2 }]);
    await hub.empty();
  });

  it('gives up old months only where the region says so, and never lessons', async () => {
    const months = (table: string) =>
      hub.database.query(`SELECT 1 FROM pg_inherits WHERE inhparent = 'lectern.${table}'::regclass`);
    const [health, lesson] = [await months('health'), await months('lesson')];
    await hub.database.query('SELECT lectern.keep_partitions()');
    expect(await months('health')).toHaveLength(health.length);
    await hub.database.script('UPDATE lectern.setting SET keep_months = 1');
    await hub.database.query('SELECT lectern.keep_partitions()');
    expect(await months('health')).toHaveLength(health.length - 1);
    expect(await months('lesson')).toHaveLength(lesson.length);
    await hub.database.script('UPDATE lectern.setting SET keep_months = NULL');
  });
});

describe('the schema', () => {
  const schemaBreaks: Fault = {
    part: 'hub',
    kind: 'killed',
    fault: 'an update of its database breaks off',
    seen: 'whoever does it: what is wrong',
    lost: 'nothing: the database stays as it was',
    recovers: 'do it again',
  };
  it('comes whole, or not at all', shows(schemaBreaks), async () => {
    const database = await EmbeddedDatabase.open();
    const steps = [...schemaSteps(), { number: 99, name: '099-wrong.sql', sql: 'SELECT 1;\nSELECT no_such_thing;' }];
    await expect(migrate(database, steps)).rejects.toThrow('no_such_thing');
    const found = await database.query(`SELECT 1 FROM pg_namespace WHERE nspname = 'lectern'`);
    expect(found).toEqual([]);
    await database.close();
  });

  it('refuses a database of another version, and says which', async () => {
    const database = await EmbeddedDatabase.open();
    const steps = schemaSteps();
    await migrate(database, steps);
    const changed = steps.map((step) => ({ ...step, sql: `${step.sql}--` }));
    await expect(migrate(database, changed)).rejects.toThrow(SchemaError);
    await expect(migrate(database, steps.slice(0, 2))).rejects.toThrow('003-roles.sql');
    await database.close();
  });

  it('is cut into statements outside of functions', () => {
    expect(statementsOf('-- a\nSELECT 1;\n\nDO $$\nBEGIN\n  x;\nEND $$;\nSELECT 2')).toEqual([
      'SELECT 1;\n',
      'DO $$\nBEGIN\n  x;\nEND $$;\n',
      'SELECT 2\n',
    ]);
    expect(hubTables).toHaveLength(10);
  });
});
