import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { RoomState } from '../agent/lesson/room-state.ts';
import type { TestLessonResult, Trial } from '../agent/screen/setup/controls/checks.ts';
import type { Configuration, ConfigurationChange } from '../agent/screen/setup/controls/configuration.ts';
import type { PreviewStatus } from '../agent/screen/setup/controls/preview.ts';
import { film, lectern, RunningCommand } from './cli.ts';
import { freePort } from './fixtures/mosquitto-broker.ts';
import { writtenFiles } from './written-files.ts';

vi.setConfig({ testTimeout: 180_000 });

let folder: string;
let port: number;
let agent: RunningCommand;
let cookie = '';

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lectern-first-run-'));
  port = await freePort();
  agent = lectern(
    ...['run', '--config', join(folder, 'etc/lectern.yaml'), '--data', join(folder, 'data'), '--port', String(port)],
  );
  await agent.until(() => agent.stderr.includes('"ready"'));
});
afterEach(async () => {
  agent.child.kill('SIGTERM');
  await agent.finished();
  rmSync(folder, { recursive: true, force: true });
});

const ask = (path: string, body?: object) =>
  fetch(`http://127.0.0.1:${port}${path}`, {
    method: body ? 'POST' : 'GET',
    headers: { cookie, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  });
const got = async <T>(path: string, body?: object) => (await (await ask(path, body)).json()) as T;
const state = () => got<RoomState>('/api/state');
const read = () => got<Configuration>('/api/setup/configuration');
const change = async (changes: ConfigurationChange['changes']) =>
  got<Configuration>('/api/setup/configuration', { hash: (await read()).hash, changes, logins: {} });
const soon = (is: () => unknown) => vi.waitFor(is, { timeout: 40_000, interval: 200 });

async function openWithCode(): Promise<void> {
  const code = readFileSync(join(folder, 'data/setup-code'), 'utf8').trim();
  const answer = await ask('/api/session/set-up', { code, password: 'a long password 7' });
  expect(answer.status).toBe(200);
  cookie = answer.headers.get('set-cookie')!.split(';')[0]!;
}

it('a new machine comes up, is set up on its page, tested, and records', async () => {
  const first = await state();
  expect(first).toMatchObject({ activity: 'idle', sources: [], problems: [{ code: 'ROOM_NOT_SET_UP' }] });
  expect((await ask('/api/lesson/start', {})).status).toBe(409);
  expect((await ask('/readyz')).status).toBe(503);
  expect((await ask('/api/setup/configuration')).status).toBe(401);
  await openWithCode();
  expect(await read()).toMatchObject({ state: 'missing', isApplied: false });
  expect((await ask('/api/setup/apply', {})).status).toBe(422);

  await change({ room: { region: '310104', school: '2131000000', room: 'r301' } });
  expect((await read()).state).toBe('draft');
  const sources = {
    studentCamera: { address: join(film, 'student.mp4'), loop: true },
    microphone: [{ address: join(film, 'room.opus'), loop: true }],
  };
  expect(await change({ sources, lesson: { begins: 'hand' } })).toMatchObject({ state: 'whole', isApplied: false });

  // What was not taken over yet can be looked at already, and the panel says so.
  await got('/api/setup/preview', { source: 'studentCamera' });
  await soon(async () => expect(await got<PreviewStatus>('/api/setup/preview')).toMatchObject({ state: 'live' }));
  const picture = await ask('/api/setup/preview/studentCamera.jpg');
  expect(picture.headers.get('content-type')).toBe('image/jpeg');
  expect(picture.headers.get('cache-control')).toBe('no-store');
  expect((await state()).preview).toBe(true);
  expect(await got('/api/sensing', { on: false })).toMatchObject({ sensing: 'off' });
  expect(await got('/api/setup/preview')).toMatchObject({ state: 'closed', why: 'sensing-off' });
  await got('/api/sensing', { on: true });

  expect((await ask('/api/setup/apply', {})).status).toBe(202);
  await soon(async () => expect((await read()).isApplied).toBe(true));
  // Whoever was signed in still is; the password is known in the new agent, which keeps its data where it did.
  const now = await state();
  expect(now.sources.map(({ name }) => name)).toEqual(['student-camera', 'microphone']);
  expect(now).toMatchObject({ activity: 'idle', problems: [] });
  expect(now.preview).toBeUndefined();
  expect((await ask('/readyz')).status).toBe(200);

  await got('/api/setup/test-lesson', {});
  expect((await state()).activity).toBe('recording');
  expect((await ask('/api/setup/apply', {})).status).toBe(409);
  expect((await ask('/api/setup/preview', { source: 'studentCamera' })).status).toBe(409);
  await soon(async () => expect((await state()).sources.every((source) => source.state === 'live')).toBe(true));
  await new Promise((resolve) => setTimeout(resolve, 12_000));
  await ask('/api/lesson/end', {});
  await soon(async () => expect((await got<Trial<unknown>>('/api/setup/test-lesson')).state).toBe('done'));
  const { result } = (await got('/api/setup/test-lesson')) as { result: TestLessonResult };
  expect(result.sources.map(({ source }) => source)).toEqual(['studentCamera', 'microphone']);
  expect(result.sources[0]!.share).toBeGreaterThan(0.4);
  // It leaves nothing behind.
  const inventory = await got<{ items: { id: string; count: number }[] }>('/api/setup/data');
  const counts = Object.fromEntries(inventory.items.map(({ id, count }) => [id, count]));
  expect(counts).toMatchObject({ reports: 0, observations: 0, 'open-lesson': 0, outbox: 0, accounts: 1 });
  expect(existsSync(join(folder, 'data/test-lesson'))).toBe(false);
  expect(statSync(join(folder, 'etc/lectern.yaml')).mode & 0o007).toBe(0);
});

it('pictures of a preview never touch the disk', async () => {
  await openWithCode();
  await change({
    room: { region: '310104', school: '2131000000', room: 'r301' },
    sources: { teacherCamera: { address: join(film, 'teacher.mp4'), loop: true } },
  });
  const log = join(folder, 'strace');
  const calls = 'open,openat,creat,rename,renameat,renameat2,link,linkat,write,writev,pwrite64,pwritev,ftruncate';
  const tracer = new RunningCommand('strace', [
    '-f',
    '-y',
    '-e',
    `trace=${calls}`,
    '-o',
    log,
    '-p',
    `${agent.child.pid}`,
  ]);
  await tracer.until(() => tracer.stderr.includes('attached'));
  await got('/api/setup/preview', { source: 'teacherCamera' });
  await soon(async () => expect((await ask('/api/setup/preview/teacherCamera.jpg')).status).toBe(200));
  await got('/api/setup/preview/close', { source: 'teacherCamera' });
  tracer.child.kill('SIGINT');
  await tracer.finished();
  const written = new Set(writtenFiles(readFileSync(log, 'utf8')).map(({ path }) => path));
  const kept = [...written].filter((path) => !/^\/(dev|proc|sys)\//.test(path));
  // That somebody looked is written down.
  expect(kept).toEqual([join(folder, 'data/lectern.db-wal')]);
  expect(readFileSync(kept[0]!).includes(Buffer.from('\xff\xd8\xff', 'latin1'))).toBe(false);
});
