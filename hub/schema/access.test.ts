import { beforeAll, expect, it } from 'vitest';
import { onBothDatabases } from '../../test/fixtures/hub-database.ts';
import { arrivalOf, healthData, lessonData, online } from '../../test/fixtures/room-messages.ts';
import { grantReading, readingGrants, revokeReading } from '../database/reader-scope.ts';
import { BatchWriter } from '../ingest/batch-writer.ts';
import { entryOf } from '../ingest/rows.ts';

const rooms = [
  { region: '310104', school: '3100000001', room: 'r301' },
  { region: '310115', school: '3100000002', room: 'r301' },
  { region: '440305', school: '4400000003', room: 'r301' },
];
const [one, two, three] = rooms.map(({ school }) => school) as [string, string, string];
const requestId = '0198f000-0000-7000-8000-000000000009';
/** Everything with rows of rooms in it, and the views. */
const rowsOfRooms = [
  ...['room', 'lesson', 'health', 'environment', 'audit', 'command_response', 'heard', 'room_state', 'desired_report'],
  ...['lesson_figure', 'portrait', 'device_health', 'lesson_count', 'stray_row'],
];

onBothDatabases((hub) => {
  beforeAll(async () => {
    const arrivals = rooms.flatMap((room) => [
      arrivalOf('lesson', lessonData(), { room }),
      arrivalOf('lesson', lessonData({ lessonId: '00000000-0001-7000-8000-000000000001' }), { room, sequence: 500 }),
      arrivalOf('lesson', lessonData({ pairId: 'P1', role: room === rooms[0] ? 'main' : 'remote' }), { room }),
      arrivalOf('state', online, { room }),
      arrivalOf('health', healthData(), { room }),
      arrivalOf('environment', { periodS: 60, co2Ppm: 800 }, { room }),
      arrivalOf('audit', { event: 'sensing-switched', on: false }, { room }),
      arrivalOf('rules/reported', { kind: 'rules', version: 3, status: 'waiting', inForce: 2 }, { room }),
      arrivalOf('command/response', { requestId, status: 'done' }, { room }),
      arrivalOf('audit', { event: 'nonsense' }, { room }),
    ]);
    await new BatchWriter(hub.database).write(arrivals.map((arrival) => entryOf(arrival)));
    for (const name of ['head_teacher', 'city', 'statistician', 'nobody', 'operator_one', 'ingest_one', 'inspector']) {
      await hub.database.script(`DROP ROLE IF EXISTS ${name}; CREATE ROLE ${name}`);
    }
    await hub.database.script(`
      GRANT lectern_reader TO head_teacher, city, nobody; GRANT lectern_analyst TO statistician;
      GRANT lectern_operator TO operator_one; GRANT lectern_ingest TO ingest_one;
      INSERT INTO lectern.reader_scope (role, region, school, reads) VALUES
        ('head_teacher', NULL, '${one}', 'rows'), ('city', '31', NULL, 'rows'), ('statistician', '44', NULL, 'aggregates'),
        ('gone', '31', NULL, 'rows')`);
  });

  const schoolsIn = async (role: string, name: string) => {
    const rows = await hub.as<{ school: string }>(role, `SELECT DISTINCT school FROM lectern.${name} ORDER BY school`);
    return rows.map(({ school }) => school);
  };

  it.each(rowsOfRooms)('shows of %s to each reader its own schools only', async (name) => {
    expect(await schoolsIn('head_teacher', name)).toEqual([one]);
    expect(await schoolsIn('city', name)).toEqual([one, two]);
    expect(await schoolsIn('nobody', name)).toEqual([]);
    expect(await schoolsIn('operator_one', name)).toEqual([one, two, three]);
  });

  it('shows gaps and medians of the own schools only', async () => {
    expect(await schoolsIn('head_teacher', 'sequence_gap')).toEqual([one]);
    expect(await schoolsIn('nobody', 'sequence_gap')).toEqual([]);
    const regions = (role: string) => hub.as(role, 'SELECT DISTINCT region FROM lectern.figure_median ORDER BY region');
    expect(await regions('head_teacher')).toEqual([{ region: '310104' }]);
    expect(await regions('city')).toEqual([{ region: '310104' }, { region: '310115' }]);
    expect(await regions('statistician')).toEqual([{ region: '440305' }]);
    expect(await regions('nobody')).toEqual([]);
  });

  it('shows of a pair the other room only to who may read it', async () => {
    const remotes = (role: string) =>
      hub.as(role, 'SELECT DISTINCT remote_school FROM lectern.dual_teacher_pair ORDER BY remote_school');
    expect(await remotes('head_teacher')).toEqual([{ remote_school: null }]);
    expect(await remotes('city')).toEqual([{ remote_school: two }]);
    expect(await remotes('operator_one')).toEqual([{ remote_school: two }, { remote_school: three }]);
  });

  it.each(['lesson', 'lesson_figure', 'health', 'portrait', 'device_health', 'heard'])(
    'shows to an analyst nothing of %s, only aggregates',
    async (name) => {
      await expect(hub.as('statistician', `SELECT * FROM lectern.${name}`)).rejects.toThrow('permission denied');
    },
  );

  it('shows the quarantine to operators only', async () => {
    expect(await hub.as('operator_one', 'SELECT school FROM lectern.quarantine')).toHaveLength(3);
    expect(await hub.as('operator_one', 'SELECT * FROM lectern.quarantine_count')).toHaveLength(3);
    for (const role of ['head_teacher', 'city', 'statistician', 'nobody']) {
      for (const name of ['quarantine', 'quarantine_count']) {
        await expect(hub.as(role, `SELECT * FROM lectern.${name}`)).rejects.toThrow('permission denied');
      }
    }
  });

  it('tells a reader its own grants and no others, and lets it change none', async () => {
    expect(await hub.as('head_teacher', 'SELECT role, school FROM lectern.reader_scope')).toEqual([
      { role: 'head_teacher', school: one },
    ]);
    for (const sql of [
      `INSERT INTO lectern.reader_scope VALUES ('head_teacher', '31', NULL, 'rows')`,
      `UPDATE lectern.reader_scope SET school = '${two}'`,
      `UPDATE lectern.setting SET least_lessons = 2`,
      `DELETE FROM lectern.lesson`,
      `SELECT * FROM lectern.lesson_stray`,
      `SELECT lectern.keep_partitions()`,
    ]) {
      await expect(hub.as('head_teacher', sql), sql).rejects.toThrow('permission denied');
    }
  });

  it('lets the ingest write and upkeep, and neither delete nor change the schema or who reads', async () => {
    await hub.as('ingest_one', 'SELECT lectern.keep_partitions(), lectern.trim_quarantine()');
    for (const sql of [
      'DELETE FROM lectern.lesson',
      'DROP TABLE lectern.lesson',
      'TRUNCATE lectern.health',
      `INSERT INTO lectern.reader_scope VALUES ('ingest_one', '31', NULL, 'rows')`,
      'CREATE TABLE lectern.more (x int)',
      'ALTER TABLE lectern.lesson DISABLE ROW LEVEL SECURITY',
    ]) {
      await expect(hub.as('ingest_one', sql), sql).rejects.toThrow(/permission denied|must be owner/);
    }
  });

  it('lets the ingest role write every channel', async () => {
    const room = { ...rooms[0]!, room: 'r999' };
    const arrivals = [
      arrivalOf('lesson', lessonData(), { room }),
      arrivalOf('state', online, { room }),
      arrivalOf('health', healthData(), { room }),
      arrivalOf('rules/reported', { kind: 'rules', version: 3, status: 'waiting', inForce: 2 }, { room }),
      arrivalOf('audit', { event: 'nonsense' }, { room }),
    ];
    const limited = {
      ...hub.database,
      transaction: <Result>(work: Parameters<typeof hub.database.transaction<Result>>[0]) =>
        hub.database.transaction(async (session) => {
          await session.query('SET LOCAL ROLE ingest_one');
          return work(session);
        }),
    };
    const entries = [...arrivals, ...arrivals].map((arrival) => entryOf(arrival));
    await new BatchWriter(limited).write(entries);
    const found = await hub.database.query(`SELECT room FROM lectern.lesson WHERE room = 'r999'`);
    expect(found).toHaveLength(1);
  });

  it('reads each scope as that scope was granted, and no longer than it is granted', async () => {
    const rows = 'SELECT DISTINCT school FROM lectern.lesson UNION SELECT school FROM lectern.health ORDER BY school';
    const counts = 'SELECT DISTINCT school, lessons IS NOT NULL AS told FROM lectern.lesson_count ORDER BY school';
    await grantReading(hub.database, 'inspector', { region: '310104' }, 'reader');
    await grantReading(hub.database, 'inspector', { school: two }, 'analyst');
    expect(await hub.as('inspector', rows)).toEqual([{ school: one }]);
    expect(await schoolsIn('inspector', 'portrait')).toEqual([one]);
    // What may be read row by row is counted however little it is.
    expect(await hub.as('inspector', counts)).toEqual([
      { school: one, told: true },
      { school: two, told: false },
    ]);
    expect((await readingGrants(hub.database)).filter(({ role }) => role === 'inspector')).toEqual([
      { role: 'inspector', region: '310104', school: null, reads: 'rows' },
      { role: 'inspector', region: null, school: two, reads: 'aggregates' },
    ]);
    expect(await revokeReading(hub.database, 'inspector')).toBe(2);
    await grantReading(hub.database, 'inspector', { region: '31' }, 'analyst');
    expect(await hub.as('inspector', rows)).toEqual([]);
    await grantReading(hub.database, 'inspector', { region: '31' }, 'reader');
    expect(await hub.as('inspector', rows)).toEqual([{ school: one }, { school: two }]);
    await grantReading(hub.database, 'inspector', { region: '31' }, 'analyst');
    expect(await hub.as('inspector', rows)).toEqual([]);
    await revokeReading(hub.database, 'inspector');
    expect(await hub.as('inspector', counts)).toEqual([]);
  });

  it('takes no scope that is neither a region nor a school', async () => {
    const values = [`'310', NULL`, `'31%', NULL`, `NULL, '31'`, 'NULL, NULL', `'31', '${one}'`, `'', NULL`];
    for (const value of values) {
      const sql = `INSERT INTO lectern.reader_scope (role, region, school, reads) VALUES ('x', ${value}, 'rows')`;
      await expect(hub.database.query(sql), value).rejects.toThrow('check');
    }
  });
});
