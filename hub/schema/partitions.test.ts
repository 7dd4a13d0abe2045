import { afterEach, beforeAll, expect, it } from 'vitest';
import { onBothDatabases } from '../../test/fixtures/hub-database.ts';

onBothDatabases((hub) => {
  beforeAll(() => hub.database.script('CREATE ROLE one_ingest; GRANT lectern_ingest TO one_ingest'));
  afterEach(() => hub.database.script('UPDATE lectern.setting SET keep_months = NULL'));

  it('gives up with old months what strayed and is as old, and never lessons or the audit', async () => {
    await hub.database.script(`
      INSERT INTO lectern.heard (region, school, room, at, event_id, event_time, channel, stream, sequence, received_at)
      SELECT '310104', '3100000001', name, at, gen_random_uuid(), at, 'state', gen_random_uuid(), 1, received
      FROM (VALUES ('of 2001', timestamptz '2001-01-01', now()), ('ahead, long ago', '2090-01-01', now() - interval '4 months'),
        ('ahead, just now', '2090-01-01', now()), ('of now', now(), now())) AS given(name, at, received);
      INSERT INTO lectern.audit (region, school, room, at, event_id, event_time, event, data, stream, sequence)
      VALUES ('310104', '3100000001', 'audit', '2001-01-01', gen_random_uuid(), now(), 'sensing-switched', '{}', gen_random_uuid(), 1)`);
    const kept = async () => {
      await hub.database.query('SELECT lectern.keep_partitions()');
      const rows = await hub.database.query<{ room: string }>(
        'SELECT room FROM lectern.heard UNION ALL SELECT room FROM lectern.audit',
      );
      return rows.map(({ room }) => room).sort();
    };
    expect(await kept()).toHaveLength(5);
    await hub.database.script('UPDATE lectern.setting SET keep_months = 1');
    expect(await kept()).toEqual(['ahead, just now', 'audit', 'of now']);
  });

  it('drops what the catalogue says, not what a table of the same name of who asks says', async () => {
    await hub.database.script(
      `SELECT lectern.add_partition('lesson', '2025-01-15'); UPDATE lectern.setting SET keep_months = 1`,
    );
    await hub.database.transaction(async (session) => {
      await session.query('SET LOCAL ROLE one_ingest');
      for (const sql of [
        'CREATE TEMP TABLE pg_class (oid oid, relname name, relnamespace regnamespace)',
        'CREATE TEMP TABLE pg_inherits (inhparent oid, inhrelid oid)',
        `INSERT INTO pg_temp.pg_class VALUES (1, 'health', 'lectern'::regnamespace), (2, 'lesson_2025_01', 'lectern'::regnamespace)`,
        'INSERT INTO pg_temp.pg_inherits VALUES (1, 2)',
        'GRANT SELECT ON pg_temp.pg_class, pg_temp.pg_inherits TO PUBLIC',
        'SELECT lectern.keep_partitions(), lectern.trim_quarantine()',
        'DROP TABLE pg_temp.pg_class, pg_temp.pg_inherits',
      ]) {
        await session.query(sql);
      }
    });
    expect(await hub.database.query(`SELECT to_regclass('lectern.lesson_2025_01') IS NOT NULL AS kept`)).toEqual([
      { kept: true },
    ]);
  });

  it('looks names up in temporary tables last, in every function that says where it looks', async () => {
    const functions = await hub.database.query<{ name: string; path: string | null; definer: boolean }>(`
      SELECT proname::text AS name, prosecdef AS definer,
        (SELECT each FROM unnest(proconfig) AS each WHERE each LIKE 'search_path=%') AS path
      FROM pg_proc WHERE pronamespace = 'lectern'::regnamespace`);
    expect(functions.filter(({ definer }) => definer).length).toBeGreaterThan(1);
    for (const { name, path, definer } of functions) {
      if (path !== null || definer) expect([name, path]).toEqual([name, 'search_path=pg_catalog, pg_temp']);
    }
  });
});
