import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { desiredKinds } from '../provisioning/contract/desired-messages.ts';
import { lectern } from './cli.ts';
import { sampleWishes } from './fixtures/region-wishes.ts';
import { RoomInRegion, room } from './fixtures/room-in-region.ts';

const at = new RoomInRegion();
const folder = mkdtempSync(join(tmpdir(), 'lectern-wishes-'));
afterAll(() => rmSync(folder, { recursive: true }));
beforeAll(() => at.start(), 60_000);
afterAll(() => at.stop(), 60_000);

const soon = (is: () => unknown) => vi.waitFor(is, { timeout: 30_000, interval: 100 });
const rows = (sql: string) => at.database.query<Record<string, unknown>>(sql);
const reports = (kind: (typeof desiredKinds)[number]) =>
  at.read(`${kind}/reported`).map(({ message }) => message?.data);

it('what the region wishes during a lesson comes into force after it, and the region hears of both', async () => {
  await at.lesson('start');
  const wishes = await sampleWishes();
  for (const kind of desiredKinds) {
    const status = kind === 'models' || kind === 'resources' ? 'applied' : 'waiting';
    expect(await at.voice.wish(room, kind, wishes[kind] as never), kind).toMatchObject({ version: 1, status });
  }
  expect(await at.voice.ask(room, { command: 'restart' })).toMatchObject({ status: 'waiting' });
  await delay(8_000);
  expect(at.agent.stderr).not.toContain('settings are taken over');
  await at.lesson('end');
  await at.agent.until(() => at.agent.stderr.includes('settings are taken over'));
  expect(at.agent.stderr).toContain('lesson reported');
  for (const kind of desiredKinds)
    await soon(() => expect(reports(kind).at(-1)).toEqual({ kind, version: 1, status: 'applied', inForce: 1 }));
  await soon(async () => {
    const applied = await rows("SELECT * FROM lectern.desired_report WHERE status = 'applied'");
    expect(applied).toHaveLength(desiredKinds.length);
  });
}, 180_000);

it('the lesson is at the hub, once, with what the room was asked to leave out left out', async () => {
  await soon(async () => expect(await rows('SELECT * FROM lectern.lesson')).toHaveLength(1));
  const [lesson] = await rows('SELECT * FROM lectern.lesson');
  expect(lesson).toMatchObject({ ...room, revision: 1, class_name: '七年级 3 班', subject: '法语', backfill: false });
  const id = String(lesson!.lesson_id);
  expect(await at.voice.ask(room, { command: 'resend-lesson', lessonId: id })).toMatchObject({ status: 'done' });
  await soon(() => expect(at.heard.get('lesson')).toHaveLength(2));
  expect(await at.voice.ask(room, { command: 'resend-lesson', lessonId: uuidv7() })).toMatchObject({
    status: 'refused',
  });
  await soon(async () => expect(await rows('SELECT * FROM lectern.command_response')).not.toHaveLength(0));
  expect(await rows('SELECT * FROM lectern.lesson')).toHaveLength(1);
});

it('the region knows how the room and its machine are', async () => {
  await soon(() => expect(at.heard.get('health')?.length).toBeGreaterThan(1));
  // As wished: every ten seconds.
  expect(at.read('health').at(-1)?.message).toMatchObject({
    backfill: false,
    data: { periodS: 10, clockBelieved: true },
  });
  expect(at.heard.get('health')!.at(-1)!.qos).toBe(0);
  await soon(async () => expect(await rows('SELECT * FROM lectern.health')).not.toHaveLength(0));
  expect(at.read('audit').map(({ message }) => message?.data.event)).toEqual(
    expect.arrayContaining(['agent-started', 'desired-applied']),
  );
  expect(at.read('state').at(-1)?.message?.data).toMatchObject({ connection: 'online', activity: 'idle' });
});

it('the region’s commands speak to it', async () => {
  const to = ['--broker', at.broker.url, '--room', '310104/2131000000/r301', '--json'];
  const asked = await lectern('hub', 'ask', 'ping', ...to).finished();
  expect(JSON.parse(asked.stdout)).toMatchObject([{ status: 'done' }]);
  const older = join(folder, 'config.json');
  writeFileSync(older, JSON.stringify({ settings: { minGroup: 30 } }));
  const wished = await lectern('hub', 'wish', 'config', older, '--number', '1', ...to).finished();
  expect(JSON.parse(wished.stdout)).toMatchObject([{ status: 'refused', reason: expect.stringContaining('another') }]);
  expect(wished.code).toBe(2);
});

it('every message that went between them is one of the contract, and the room’s are counted without a gap', () => {
  const sequences = [...at.heard.keys()].flatMap((channel) =>
    at.read(channel).map(({ message, problem }) => {
      expect(problem, channel).toBeUndefined();
      return message && 'sequence' in message ? Number(message.sequence) : null;
    }),
  );
  const numbers = [...new Set(sequences.filter((each) => each !== null))].sort((a, b) => a - b);
  // What a broker that lost the room would tell has a number too.
  const missing = Array.from({ length: numbers.at(-1)! }, (_, i) => i + 1).filter((each) => !numbers.includes(each));
  expect(missing.length).toBeLessThanOrEqual(2);
});

it('a room that ends says so', async () => {
  at.agent.child.kill('SIGTERM');
  await at.agent.finished();
  await soon(() => expect(at.read('state').at(-1)?.message?.data).toEqual({ connection: 'offline', cause: 'stopped' }));
  await soon(async () =>
    expect(await rows('SELECT connection FROM lectern.room_state')).toEqual([{ connection: 'offline' }]),
  );
});
