import { tmpdir } from 'node:os';
import type { Readable } from 'node:stream';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Recording } from '../recordings/recording.ts';
import { RecordingError } from '../recordings/recording-error.ts';
import type { RecordingControls } from './recording-controls.ts';
import { SampleAccess } from './sample-access.ts';
import { sourceOf } from './sample-report.ts';
import { ScreenServer } from './server.ts';

let access: SampleAccess;
let screen: ScreenServer;
let brought: unknown[][];
let refusal: Error | undefined;

const recordings: RecordingControls = {
  list: (owner) => brought.filter(([whose]) => whose === owner).map(([, recording]) => recording as Recording),
  async receive(owner, named, body: Readable, bytes) {
    if (refusal) throw refusal;
    let taken = 0;
    for await (const piece of body) taken += (piece as Buffer).length;
    const recording: Recording = { id: 'a', ...named, state: 'waiting', done: 0 };
    brought.push([owner, recording, taken, bytes]);
    return recording;
  },
  remove(owner, id) {
    throw new RecordingError('RECORDING_UNKNOWN', `there is no recording ${id} of ${owner}`);
  },
};

beforeEach(async () => {
  brought = [];
  refusal = undefined;
  access = new SampleAccess();
  screen = new ScreenServer({ reports: sourceOf([]), access, recordings, port: 0, pageDir: tmpdir() });
  await screen.start();
});
afterEach(() => screen.stop());

const ask = (path: string, init: RequestInit = {}, owner = 'T0123') =>
  fetch(`${screen.address}${path}`, {
    ...init,
    headers: { cookie: access.cookie({ kind: 'teacher', owner }), ...(init.headers as Record<string, string>) },
  });
const bring = (
  body: string | Buffer<ArrayBuffer>,
  query = 'title=微格&view=teacher',
  type = 'application/octet-stream',
) => ask(`/api/recordings?${query}`, { method: 'POST', headers: { 'content-type': type }, body });

it('hands a recording on as it comes, far larger than any other body', async () => {
  const response = await bring(Buffer.alloc(20_000_000));
  expect([response.status, await response.json()]).toEqual([
    200,
    { id: 'a', title: '微格', view: 'teacher', state: 'waiting', done: 0 },
  ]);
  expect(brought).toMatchObject([['T0123', {}, 20_000_000, 20_000_000]]);
  expect(await (await ask('/api/recordings')).json()).toHaveLength(1);
  expect(await (await ask('/api/recordings', {}, 'T0999')).json()).toEqual([]);
  expect(access.log.list(1)).toMatchObject([{ who: 'teacher:T0123', what: 'recording.brought' }]);
});

it.each([
  ['no title', 'view=teacher', 400],
  ['a long title', `title=${'x'.repeat(81)}&view=teacher`, 400],
  ['another view', 'title=a&view=pupils', 400],
  ['more', 'title=a&view=teacher&owner=T0999', 400],
])('refuses one with %s', async (_, query, status) => {
  expect((await bring('film', query)).status).toBe(status);
  expect(brought).toEqual([]);
});

it('refuses a form, an empty one, and one of nobody', async () => {
  expect((await bring('a=b', undefined, 'application/x-www-form-urlencoded')).status).toBe(403);
  expect((await bring('{}', undefined, 'application/json')).status).toBe(403);
  expect((await bring('')).status).toBe(411);
  const nobody = await fetch(`${screen.address}/api/recordings?title=a&view=teacher`, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream' },
    body: 'film',
  });
  expect(nobody.status).toBe(401);
  expect(brought).toEqual([]);
});

it('says why one is not taken', async () => {
  for (const [code, status] of [
    ['RECORDING_NO_ROOM', 507],
    ['RECORDING_TOO_LARGE', 413],
    ['RECORDING_BUSY', 409],
  ] as const) {
    refusal = new RecordingError(code, 'why');
    const response = await bring('film');
    expect([response.status, await response.json()]).toEqual([status, { error: { code, message: 'why' } }]);
  }
  const removed = await ask('/api/recordings/b/remove', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  });
  expect(removed.status).toBe(404);
});
