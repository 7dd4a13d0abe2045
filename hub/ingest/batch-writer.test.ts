import { v7 as uuidv7 } from 'uuid';
import { beforeEach, expect, it } from 'vitest';
import { type Fault, shows } from '../../test/faults/fault.ts';
import { hubTables, onBothDatabases } from '../../test/fixtures/hub-database.ts';
import { arrivalOf, healthData, lessonData, lost, online, r301, stopped } from '../../test/fixtures/room-messages.ts';
import { SeededRandom } from '../simulator/seeded-random.ts';
import { SimulatedFleet } from '../simulator/simulated-fleet.ts';
import { BatchWriter } from './batch-writer.ts';
import type { Arrival } from './read-arrival.ts';
import { type Entry, entryOf } from './rows.ts';

onBothDatabases((hub) => {
  beforeEach(() => hub.empty());

  async function write(...arrivals: Arrival[]): Promise<Entry[]> {
    const entries = arrivals.map(entryOf);
    await new BatchWriter(hub.database).write(entries);
    return entries;
  }
  const rowsIn = (table: string) => hub.database.query(`SELECT * FROM lectern.${table}`);
  const stateNow = async () => {
    const [row] = await hub.database.query('SELECT connection, cause FROM lectern.room_state');
    return row?.connection === 'online' ? 'online' : row?.cause;
  };

  it('keeps every channel in its table', async () => {
    const requestId = uuidv7();
    await write(
      arrivalOf('lesson', lessonData()),
      arrivalOf('state', online),
      arrivalOf('health', healthData()),
      arrivalOf('environment', { periodS: 60, co2Ppm: 800 }),
      arrivalOf('audit', { event: 'sensing-switched', on: false }),
      arrivalOf('rules/reported', { kind: 'rules', version: 3, status: 'waiting', inForce: 2 }),
      arrivalOf('command/response', { requestId, status: 'done' }),
    );
    const counts = Object.fromEntries(
      await Promise.all(hubTables.map(async (table) => [table, (await rowsIn(table)).length])),
    );
    expect(counts).toEqual({
      ...{ lesson: 1, health: 1, environment: 1, audit: 1, command_response: 1, heard: 3 },
      ...{ room: 1, room_state: 1, desired_report: 1, quarantine: 0 },
    });
    expect(await rowsIn('desired_report')).toMatchObject([
      { kind: 'rules', version: 3, status: 'waiting', in_force: 2 },
    ]);
    expect(await rowsIn('command_response')).toMatchObject([{ request_id: requestId, status: 'done', reason: null }]);
    expect(await rowsIn('audit')).toMatchObject([{ event: 'sensing-switched', data: { on: false } }]);
    expect(await rowsIn('environment')).toMatchObject([{ co2_ppm: 800, temperature_c: null }]);
  });

  it('keeps the highest revision of a lesson, in whatever order they come', async () => {
    const lessonId = uuidv7();
    const revision = (number: number) =>
      arrivalOf('lesson', lessonData({ lessonId, revision: number, durationS: number }));
    const found = async () => (await rowsIn('lesson')).map(({ revision: number, duration_s }) => [number, duration_s]);
    await write(revision(2), revision(1));
    expect(await found()).toEqual([[2, 2]]);
    await write(revision(3), revision(2), revision(5), revision(4));
    expect(await found()).toEqual([[5, 5]]);
    const late = await write(revision(1));
    expect(late[0]!.refusal).toBeUndefined();
    expect(await found()).toEqual([[5, 5]]);
    // The room's count stays complete, though the revisions are gone.
    expect(await hub.database.query('SELECT * FROM lectern.sequence_gap')).toEqual([]);
  });

  const foreignLesson: Fault = {
    part: 'hub',
    kind: 'wrong',
    fault: 'a room sends the lesson of another room',
    seen: 'the region: it is in quarantine; the room hears that it is refused',
    lost: 'nothing: the true lesson stays',
    recovers: 'nothing to recover',
  };
  it('lets no room revise the lesson of another', shows(foreignLesson), async () => {
    const lessonId = uuidv7();
    await write(arrivalOf('lesson', lessonData({ lessonId, durationS: 1 })));
    const foreign = arrivalOf('lesson', lessonData({ lessonId, revision: 9 }), { room: { ...r301, room: 'r302' } });
    const [entry, other] = await write(foreign, arrivalOf('lesson', lessonData()));
    expect(entry!.refusal).toMatchObject({ eventId: foreign.id, isAwaited: true });
    expect(other!.refusal).toBeUndefined();
    expect(await hub.database.query('SELECT room, revision FROM lectern.lesson ORDER BY at')).toEqual([
      { room: 'r301', revision: 1 },
      { room: 'r301', revision: 1 },
    ]);
    expect(await rowsIn('quarantine')).toMatchObject([{ event_id: foreign.id, room: 'r302' }]);
  });

  const poison: Fault = {
    part: 'hub',
    kind: 'wrong',
    fault: 'a message holds what its database cannot hold',
    seen: 'the region: it is in quarantine, with the reason',
    lost: 'that message, until somebody looks',
    recovers: 'by hand, from the quarantine',
  };
  it('puts a row that the database cannot hold in quarantine, and takes all others', shows(poison), async () => {
    // A name that holds what no text in PostgreSQL can: the contract refuses it, so it is put in behind its back.
    const clean = entryOf(arrivalOf('audit', { event: 'sensing-switched', on: true }));
    const rows = clean.rows.map((row) => ({
      ...row,
      cells: row.cells.map((cell) => cell.replace('sensing', 'a\u0000b')),
    }));
    const poisoned: Entry = { ...clean, rows };
    const entries = Array.from({ length: 20 }, () => entryOf(arrivalOf('health', healthData())));
    entries.splice(7, 0, poisoned);
    await new BatchWriter(hub.database).write(entries);
    expect(await rowsIn('health')).toHaveLength(20);
    expect(entries.filter(({ refusal }) => refusal)).toEqual([poisoned]);
    expect(poisoned.refusal!.reason).toMatch(/cannot hold it \(22\w{3}\)/);
    expect(await rowsIn('quarantine')).toMatchObject([{ region: '310104', times: 1 }]);
  });

  it('keeps what it refuses once, with the reason, whatever it holds', async () => {
    const long = { topic: 'x\u0000/\ud800', payload: Buffer.alloc(300_000, 1) };
    await write(long, long, { topic: 'lectern/v1/310104/3100000001/r301/lesson', payload: Buffer.from('{') });
    const [entry] = await write(long);
    // In memory there is no more of it either, while it waits.
    expect(entry!.arrival.payload.buffer.byteLength).toBe(65_536);
    const found = await hub.database.query(
      'SELECT topic, octet_length(payload) AS kept, payload_bytes, reason, times, room FROM lectern.quarantine ORDER BY kept',
    );
    expect(found).toEqual([
      expect.objectContaining({
        kept: 1,
        payload_bytes: 1,
        reason: expect.stringContaining('not JSON in UTF-8'),
        times: 1,
        room: 'r301',
      }),
      expect.objectContaining({ kept: 65_536, payload_bytes: 300_000, times: 3, room: null }),
    ]);
  });

  it('trims the quarantine of a room that never stops', async () => {
    await hub.database.script(`INSERT INTO lectern.quarantine (digest, topic, payload, payload_bytes, reason, school)
      SELECT sha256(n::text::bytea), '', '', 0, '', CASE WHEN n <= 5 THEN 'a' ELSE 'b' END FROM generate_series(1, 150) AS n`);
    await hub.database.query('SELECT lectern.trim_quarantine(100)');
    expect(
      await hub.database.query(
        'SELECT school, count(*)::int AS count FROM lectern.quarantine GROUP BY school ORDER BY school',
      ),
    ).toEqual([
      { school: 'a', count: 5 },
      { school: 'b', count: 100 },
    ]);
  });

  it('lets what did not come again leave the quarantine after the days that the region says', async () => {
    await hub.database.script(`INSERT INTO lectern.quarantine (digest, topic, payload, payload_bytes, reason, last_received_at)
      SELECT sha256(n::text::bytea), '', '', 0, n::text, now() - make_interval(days => n, hours => 1) FROM unnest('{1, 89, 90, 400}'::int[]) AS n`);
    const left = async () =>
      (await hub.database.query('SELECT reason FROM lectern.quarantine ORDER BY 1')).map(({ reason }) => reason);
    await hub.database.query('SELECT lectern.trim_quarantine()');
    expect(await left()).toEqual(['1', '89']);
    await hub.database.script('UPDATE lectern.setting SET quarantine_days = 30');
    await hub.database.query('SELECT lectern.trim_quarantine()');
    expect(await left()).toEqual(['1']);
    await hub.database.script('UPDATE lectern.setting SET quarantine_days = DEFAULT');
  });

  it('tells the latest state by the room’s own count', async () => {
    const state = (data: object, sequence: number) => arrivalOf('state', data, { sequence });
    await write(state(online, 6), state({ ...online, activity: 'recording' }, 5));
    expect(await stateNow()).toBe('online');
    // A goodbye is told under the number of the will that it makes needless.
    await write(state(stopped, 4));
    expect(await stateNow()).toBe('stopped');
    await write(state(online, 8), state(stopped, 4));
    expect(await stateNow()).toBe('online');
    await write(state(stopped, 9), state(online, 8));
    expect(await stateNow()).toBe('stopped');
  });

  it('takes a last will, though it was written before what it ends, and only once', async () => {
    const state = (data: object, sequence: number) => arrivalOf('state', data, { sequence });
    const will = state(lost, 10);
    await write(state(online, 11), state({ ...online, activity: 'recording' }, 40), will);
    expect(await stateNow()).toBe('lost');
    await write(state(online, 40));
    expect(await stateNow()).toBe('lost');
    await write(state(online, 42), will);
    expect(await stateNow()).toBe('online');
    await write(state(lost, 41));
    expect(await stateNow()).toBe('lost');
  });

  it('counts anew with a new database of the room', async () => {
    await write(arrivalOf('state', stopped, { sequence: 1000 }));
    await write(arrivalOf('state', online, { sequence: 1, stream: uuidv7() }));
    expect(await stateNow()).toBe('online');
    const report = (version: number, sequence: number, stream = uuidv7()) =>
      arrivalOf(
        'config/reported',
        { kind: 'config', version, status: 'applied', inForce: version },
        { sequence, stream },
      );
    const stream = uuidv7();
    await write(report(7, 90));
    await write(report(1, 2, stream), report(2, 1, stream));
    expect(await rowsIn('desired_report')).toMatchObject([{ version: 1 }]);
  });

  it('keeps rows of any clock', async () => {
    const at = (ms: number) => ({ id: uuidv7({ msecs: ms }), time: new Date(ms).toISOString() });
    await write(
      arrivalOf('health', healthData(), at(0)),
      arrivalOf('health', healthData(), at(Date.parse('9999-12-31T23:59:59.999Z'))),
      arrivalOf('health', healthData(), { id: 'ffffffff-ffff-7fff-bfff-ffffffffffff' }),
      arrivalOf('lesson', lessonData({ lessonId: uuidv7({ msecs: 1 }), startedAt: '1970-01-01T00:00:00Z' })),
    );
    expect(await rowsIn('quarantine')).toEqual([]);
    expect(await hub.database.query('SELECT name FROM lectern.stray_row ORDER BY name')).toEqual(
      ['health', 'health', 'health', 'lesson'].map((name) => ({ name })),
    );
  });

  it('takes the smallest and the largest numbers of the contract', async () => {
    const entries = await write(
      arrivalOf('environment', { periodS: 60, co2Ppm: 5e-324, noiseDba: 150 }),
      arrivalOf('health', healthData({ uptimeS: 1.7e308, memoryBytes: Number.MAX_SAFE_INTEGER, cpuShare: 5e-324 })),
      arrivalOf('health', healthData(), { sequence: '9'.repeat(16) }),
    );
    expect(entries.map(({ refusal }) => refusal)).toEqual([undefined, undefined, undefined]);
  });

  it('keeps a figure that comes twice, and marks it', async () => {
    const figure = { id: 'talk.turns', unit: 'count' as const, value: 1, coverage: 1, version: 1 };
    const indicators = [figure, { ...figure, value: 2 }, { ...figure, id: 'room.plants' }];
    await write(arrivalOf('lesson', lessonData({ indicators })));
    expect(
      await hub.database.query('SELECT figure, value, unknown FROM lectern.lesson_figure ORDER BY figure, value'),
    ).toEqual([
      { figure: 'room.plants', value: 1, unknown: 'id' },
      { figure: 'talk.turns', value: 1, unknown: 'repeated' },
      { figure: 'talk.turns', value: 2, unknown: 'repeated' },
    ]);
  });

  const anyOrder: Fault = {
    part: 'hub',
    kind: 'overload',
    fault: 'messages come twice and in any order after outages',
    seen: 'nothing',
    lost: 'nothing, and nothing is counted twice',
    recovers: 'by itself',
  };
  it(
    'ends with the same rows, in whatever batches and however often messages come',
    shows(anyOrder, { timeout: 120_000 }),
    async () => {
      const fleet = new SimulatedFleet({ rooms: 48, outagesPerDay: 20, wrongClocks: 0.2 });
      const startMs = Date.parse('2026-09-02T23:29:00Z');
      const arrivals = Array.from({ length: 130 }, (_, minute) => [...fleet.minute(startMs + minute * 60_000)])
        .flat()
        .map(({ topic, payload }) => ({ topic, payload: Buffer.from(payload) }));
      const sums = async () =>
        Object.fromEntries(
          await Promise.all(
            hubTables.map(async (table) => [
              table,
              (
                await hub.database.query(`SELECT count(*)::int AS rows, md5(string_agg(line, '' ORDER BY line)) AS sum
                FROM (SELECT (to_jsonb(t) - '{received_at,first_heard,cause,connection}'::text[])::text AS line FROM lectern.${table} AS t) AS lines`)
              )[0],
            ]),
          ),
        );
      const writer = new BatchWriter(hub.database);
      for (let from = 0; from < arrivals.length; from += 1000) {
        await writer.write(arrivals.slice(from, from + 1000).map(entryOf));
      }
      const inOrder = await sums();
      expect(inOrder.lesson.rows).toBeGreaterThan(10);
      expect(inOrder.quarantine.rows).toBe(0);
      await hub.empty();
      const random = new SeededRandom(7);
      const mixed = arrivals.filter(({ topic }) => !topic.endsWith('/state'));
      // States are told apart by arrival where a last will is among them; they keep their order.
      const states = arrivals.filter(({ topic }) => topic.endsWith('/state'));
      const shuffled = [...mixed, ...mixed.filter(() => random.isBelow(0.3))]
        .map((arrival) => ({ arrival, place: random.next() }))
        .sort((a, b) => a.place - b.place)
        .map(({ arrival }) => arrival);
      const all = [...shuffled, ...states];
      const again = new BatchWriter(hub.database);
      for (let from = 0; from < all.length; ) {
        const size = random.int(1, 1500);
        await again.write(all.slice(from, from + size).map(entryOf));
        from += size;
      }
      expect(await sums()).toEqual(inOrder);
    },
  );
});
