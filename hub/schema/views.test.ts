import { v7 as uuidv7 } from 'uuid';
import { beforeEach, describe, expect, it } from 'vitest';
import type { LessonSummary } from '../../provisioning/contract/lesson-message.ts';
import { onBothDatabases } from '../../test/fixtures/hub-database.ts';
import { arrivalOf, healthData, lessonData, lost, online, r301 } from '../../test/fixtures/room-messages.ts';
import { BatchWriter } from '../ingest/batch-writer.ts';
import type { Arrival } from '../ingest/read-arrival.ts';
import { entryOf } from '../ingest/rows.ts';

const figure = { id: 'talk.teacher.share', unit: 'share', coverage: 1, version: 1 } as const;
const september = (day: number) => new Date(Date.UTC(2026, 8, day, 2)).toISOString();

onBothDatabases((hub) => {
  beforeEach(() => hub.empty());

  async function write(...arrivals: Arrival[]) {
    await new BatchWriter(hub.database).write(arrivals.map((arrival) => entryOf(arrival)));
  }
  /** So many lessons, of so many teachers in turn, with the values 0.01, 0.02, … */
  const lessons = (count: number, teachers: number, parts: Partial<LessonSummary> = {}, extra = {}) =>
    Array.from({ length: count }, (_, n) =>
      arrivalOf(
        'lesson',
        lessonData({
          startedAt: september(1 + (n % 28)),
          teacherId: `T${n % teachers}`,
          indicators: [{ ...figure, value: (n + 1) / 100, ...extra }],
          ...parts,
        }),
      ),
    );
  const medians = () =>
    hub.database.query(`SELECT school, version, unit, lessons, teachers, round(median::numeric, 3)::float AS median, suppressed
      FROM lectern.figure_median ORDER BY school NULLS FIRST, version, unit`);
  const untold = { lessons: null, teachers: null, median: null, suppressed: true };

  describe('medians', () => {
    it('are of enough lessons of enough teachers', async () => {
      await write(...lessons(11, 3));
      const told = { version: 1, unit: 'share', lessons: 11, teachers: 3, median: 0.06, suppressed: false };
      expect(await medians()).toEqual([
        { school: null, ...told },
        { school: r301.school, ...told },
      ]);
    });

    it.each([
      ['too few lessons', 9, 3],
      ['too few teachers', 30, 2],
    ])('are not told of %s', async (_, count, teachers) => {
      await write(...lessons(count, teachers));
      expect(await medians()).toMatchObject([untold, untold]);
    });

    it('count a teacher without a pseudonym for nobody', async () => {
      const anonymous = lessons(30, 5).map((arrival) => {
        const message = JSON.parse(Buffer.from(arrival.payload).toString());
        delete message.data.teacherId;
        return { ...arrival, payload: Buffer.from(JSON.stringify(message)) };
      });
      await write(...anonymous);
      expect(await medians()).toMatchObject([untold, untold]);
    });

    it('never mix two versions of a definition, and leave out what the hub does not know', async () => {
      await write(
        ...lessons(10, 3),
        ...lessons(10, 3, {}, { version: 2 }),
        ...lessons(10, 3, {}, { unit: 's', value: 9 }),
        ...lessons(10, 3, {}, { id: 'room.plants' }),
      );
      const ofSchool = (await medians()).filter(({ school }) => school);
      expect(ofSchool).toMatchObject([
        { version: 1, unit: 'share', lessons: 10, median: 0.055 },
        { version: 2, unit: 'share', lessons: 10, median: 0.055 },
      ]);
    });

    it('are of numbers, not of codes or of what is suppressed', async () => {
      await write(...lessons(10, 3), ...lessons(5, 3, {}, { value: '>95' }), ...lessons(5, 3, {}, { value: null }));
      expect((await medians())[0]).toMatchObject({ lessons: 10, median: 0.055 });
    });

    it('follow what the region decides', async () => {
      await write(...lessons(11, 3));
      await hub.database.script('UPDATE lectern.setting SET least_lessons = 12');
      expect(await medians()).toMatchObject([untold, untold]);
      await hub.database.script('UPDATE lectern.setting SET least_lessons = 10');
    });
  });

  it('counts lessons by school, subject and month as it is in China', async () => {
    await write(
      ...lessons(3, 1, { subject: '数学' }),
      ...lessons(2, 1, { subject: '英语' }),
      arrivalOf('lesson', lessonData({ subject: '数学', startedAt: '2026-09-30T17:00:00Z' })),
    );
    const operator = await hub.as(
      'lectern_operator',
      'SELECT subject, month::text AS month, lessons, hours::float AS hours FROM lectern.lesson_count ORDER BY month, lessons',
    );
    expect(operator).toEqual([
      { subject: '英语', month: '2026-09-01', lessons: 2, hours: 1.5 },
      { subject: '数学', month: '2026-09-01', lessons: 3, hours: 2.3 },
      { subject: '数学', month: '2026-10-01', lessons: 1, hours: 0.8 },
    ]);
  });

  it('draws a portrait of a pseudonym’s latest lessons', async () => {
    await write(...lessons(25, 1));
    expect(
      await hub.database.query(
        'SELECT teacher_id, lessons, round(median::numeric, 3)::float AS median FROM lectern.portrait',
      ),
    ).toEqual([{ teacher_id: 'T0', lessons: 20, median: 0.155 }]);
  });

  it('sets the rooms of a dual-teacher lesson side by side', async () => {
    const pair = (role: 'main' | 'remote', value: number, room = r301, startedAt = september(1), version = 1) =>
      arrivalOf('lesson', lessonData({ pairId: 'P1', role, startedAt, indicators: [{ ...figure, version, value }] }), {
        room,
      });
    const away = { region: '440305', school: '4400000003', room: 'r1' };
    await write(
      pair('main', 0.5),
      pair('remote', 0.25, away),
      pair('remote', 0.75, { ...away, room: 'r2' }),
      // Another day's lesson of the same name, and a room that measures otherwise.
      pair('remote', 0.1, away, september(9)),
      pair('remote', 0.1, { ...away, room: 'r3' }, september(1), 2),
    );
    expect(
      await hub.database.query(
        'SELECT main_room, main_value, remote_room, remote_value FROM lectern.dual_teacher_pair ORDER BY remote_room',
      ),
    ).toEqual([
      { main_room: 'r301', main_value: 0.5, remote_room: 'r1', remote_value: 0.25 },
      { main_room: 'r301', main_value: 0.5, remote_room: 'r2', remote_value: 0.75 },
    ]);
  });

  it('tells of each room how it is, and which are silent', async () => {
    const room = (name: string) => ({ room: { ...r301, room: name } });
    await write(
      arrivalOf('state', online, room('fine')),
      arrivalOf('health', healthData({ temperatureC: 50 }), {
        ...room('fine'),
        id: uuidv7({ msecs: Date.now() - 60_000 }),
      }),
      arrivalOf(
        'health',
        healthData({ temperatureC: 60, dropped: { lesson: 0, audit: 0, health: 7, environment: 7 } }),
        room('fine'),
      ),
      arrivalOf('state', lost, room('lost')),
      arrivalOf('health', healthData(), room('silent')),
      // Its clock ran years ahead once.
      arrivalOf('health', healthData({ temperatureC: 99 }), {
        ...room('fine'),
        id: uuidv7({ msecs: Date.now() + 4e10 }),
      }),
    );
    await hub.database.script(
      `UPDATE lectern.health SET received_at = now() - interval '6 minutes' WHERE room = 'silent'`,
    );
    expect(
      await hub.database.query(
        'SELECT room, connection, cause, temperature_c, dropped_health, is_silent FROM lectern.device_health ORDER BY room',
      ),
    ).toEqual([
      { room: 'fine', connection: 'online', cause: null, temperature_c: 60, dropped_health: 7, is_silent: false },
      {
        room: 'lost',
        connection: 'offline',
        cause: 'lost',
        temperature_c: null,
        dropped_health: null,
        is_silent: false,
      },
      { room: 'silent', connection: null, cause: null, temperature_c: 50, dropped_health: 0, is_silent: true },
    ]);
  });

  describe('a room whose clock', () => {
    const HOUR = 3_600_000;
    /** A word of health, as the room's clock says and as it came. */
    const health = async (atMs: number, receivedMs: number, temperatureC: number) => {
      const id = uuidv7({ msecs: Math.round(atMs) });
      await write(arrivalOf('health', healthData({ temperatureC }), { id }));
      await hub.database.query('UPDATE lectern.health SET received_at = $1 WHERE event_id = $2', [
        new Date(receivedMs),
        id,
      ]);
    };
    const told = () => hub.database.query('SELECT temperature_c, is_silent FROM lectern.device_health');

    it.each([
      ['eight hours', 7.5],
      ['half an hour, which has just gone by', 0.05],
    ])('ran ahead by %s is told by what came since', async (_, ahead) => {
      const now = Date.now();
      await health(now + ahead * HOUR, now - 0.5 * HOUR, 99);
      await health(now - 120_000, now - 120_000, 50);
      await health(now - 60_000, now - 60_000, 51);
      expect(await told()).toEqual([{ temperature_c: 51, is_silent: false }]);
    });

    it('still runs ahead is heard', async () => {
      const now = Date.now();
      for (const minute of [90, 60, 30, 1]) await health(now + HOUR - minute * 60_000, now - minute * 60_000, minute);
      expect(await told()).toEqual([{ temperature_c: 1, is_silent: false }]);
    });
  });

  it('takes what a room sends late for as old as it is', async () => {
    await write(arrivalOf('health', healthData({ temperatureC: 51 })));
    const late = uuidv7({ msecs: Date.now() - 600_000 });
    await write(arrivalOf('health', healthData({ temperatureC: 40 }), { id: late, backfill: true }));
    expect(await hub.database.query('SELECT temperature_c FROM lectern.device_health')).toEqual([
      { temperature_c: 51 },
    ]);
  });

  it('takes a room that speaks for online, whatever its last will said', async () => {
    await write(arrivalOf('state', lost));
    await write(arrivalOf('health', healthData()));
    expect(await hub.database.query('SELECT connection, cause FROM lectern.device_health')).toEqual([
      { connection: 'online', cause: null },
    ]);
  });

  it('finds what is missing in a room’s count, over all channels', async () => {
    const stream = uuidv7();
    await write(
      arrivalOf('state', online, { stream, sequence: 1 }),
      arrivalOf('health', healthData(), { stream, sequence: 2 }),
      arrivalOf('lesson', lessonData(), { stream, sequence: 5 }),
      arrivalOf('audit', { event: 'sensing-switched', on: true }, { stream, sequence: 6 }),
      arrivalOf('health', healthData(), { stream, sequence: 9 }),
      arrivalOf('health', healthData(), { sequence: 100 }),
    );
    expect(
      await hub.database.query('SELECT after_sequence, before_sequence, missing FROM lectern.sequence_gap ORDER BY 1'),
    ).toEqual([
      { after_sequence: 2, before_sequence: 5, missing: 2 },
      { after_sequence: 6, before_sequence: 9, missing: 2 },
    ]);
  });
});
