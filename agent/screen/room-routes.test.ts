import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StoreError } from '../store/store-error.ts';
import { SampleAccess } from './sample-access.ts';
import { sourceOf } from './sample-report.ts';
import { off, recording, SampleRoom, waiting, without } from './sample-room.ts';
import { ScreenServer } from './server.ts';

const commands = ['/api/lesson/start', '/api/lesson/end', '/api/lesson/bookmark', '/api/identify', '/api/sensing'];

let room: SampleRoom;
let screen: ScreenServer;

beforeEach(async () => {
  room = new SampleRoom();
  screen = new ScreenServer({ access: new SampleAccess(), reports: sourceOf([]), room, port: 0, pageDir: tmpdir() });
  await screen.start();
});

afterEach(() => screen.stop());

const state = async () => (await fetch(`${screen.address}/api/state`)).json();

function post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const all = { 'content-type': 'application/json', ...headers };
  return fetch(`${screen.address}${path}`, { method: 'POST', headers: all, body: text });
}

/** `fetch` does not let a test choose the Host header. */
function statusFor(method: string, path: string, headers: Record<string, string>, body = ''): Promise<number> {
  const { hostname, port } = new URL(screen.address!);
  return new Promise((resolve, reject) => {
    request({ hostname, port, path, method, headers }, (response) => {
      response.resume();
      resolve(response.statusCode!);
    })
      .on('error', reject)
      .end(body);
  });
}

describe('the state', () => {
  it.each([
    ['waiting', waiting()],
    ['recording', recording()],
    ['held', off(recording().lesson)],
    ['with a lost source', without(recording(), 'microphone', 'SOURCE_MISSING', 60_000)],
    ['with a problem', { ...waiting(), problems: [{ code: 'STORE_SICK', message: 'disk: is full; free some space' }] }],
    ['of a lesson without a planned end', { ...recording(), lesson: { ...recording().lesson!, plannedMs: null } }],
  ])('is given %s, but for whose lesson it is', async (_, now) => {
    room.now = now;
    const response = await fetch(`${screen.address}/api/state`);
    expect(response.headers.get('cache-control')).toBe('no-store');
    const text = await response.text();
    expect(text).not.toContain('T0123');
    const { teacherId, ...lessonLabels } = now.lesson?.labels ?? {};
    const { teacherId: nextId, ...nextLabels } = now.next?.labels ?? {};
    expect(JSON.parse(text)).toEqual({
      ...now,
      ...(now.lesson && { lesson: { ...now.lesson, labels: lessonLabels } }),
      ...(now.next && { next: { ...now.next, labels: nextLabels } }),
    });
  });

  it('does not let a field pass that nobody decided to show', async () => {
    const [source] = waiting().sources;
    const whole = { ...waiting(), sources: [{ ...source!, password: 'secret-1' }], config: 'secret-2' };
    room.now = whole;
    expect(JSON.stringify(await state())).not.toContain('secret');
  });

  it('is not there where there is no room', async () => {
    await screen.stop();
    screen = new ScreenServer({ access: new SampleAccess(), reports: sourceOf([]), port: 0, pageDir: tmpdir() });
    await screen.start();
    expect((await fetch(`${screen.address}/api/state`)).status).toBe(404);
    expect((await post('/api/sensing', { on: false })).status).toBe(404);
  });
});

describe('a command', () => {
  it('begins a lesson with the labels it is given, and answers how the room is then', async () => {
    const labels = { className: '七年级 3 班', subject: '数学', period: 2 };
    const response = await post('/api/lesson/start', labels);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ activity: 'recording', lesson: { labels } });
    await post('/api/lesson/start', {});
    expect(room.asked).toEqual([
      ['start', labels],
      ['start', {}],
    ]);
  });

  it('ends a lesson', async () => {
    expect(await (await post('/api/lesson/end', {})).json()).toMatchObject({ activity: 'closing' });
  });

  it('answers when in the lesson the bookmark is', async () => {
    expect(await (await post('/api/lesson/bookmark', {})).json()).toEqual({ atMs: 723_400 });
  });

  it('switches sensing off and on', async () => {
    expect(await (await post('/api/sensing', { on: false })).json()).toMatchObject({ sensing: 'off' });
    expect(await (await post('/api/sensing', { on: true })).json()).toMatchObject({ sensing: 'on' });
    expect(room.asked).toEqual([
      ['sensing', false],
      ['sensing', true],
    ]);
  });

  it('is taken from this very page, and with a charset', async () => {
    const response = await post('/api/lesson/end', {}, { origin: screen.address! });
    expect(response.status).toBe(200);
    const charset = await post('/api/lesson/end', {}, { 'content-type': 'application/json; charset=utf-8' });
    expect(charset.status).toBe(200);
  });

  it('that the room refuses is answered with its code and its words', async () => {
    room.now = off();
    const response = await post('/api/lesson/start', {});
    expect(response.status).toBe(409);
    expect(await response.json()).toEqual({
      error: {
        code: 'LIFE_SENSING_OFF',
        message: 'no lesson can begin while sensing is switched off; switch it on and begin again',
      },
    });
  });

  it('that the disk does not take is answered with 507', async () => {
    room.refusal = new StoreError('STORE_FULL', '/var/lib/lectern: the disk is full; free some space and try again');
    const response = await post('/api/sensing', { on: false });
    expect(response.status).toBe(507);
    expect(await response.json()).toMatchObject({ error: { code: 'STORE_FULL' } });
  });

  it('that fails for no known reason is answered with 500', async () => {
    room.refusal = new TypeError('x is not a function');
    const response = await post('/api/lesson/end', {});
    expect(response.status).toBe(500);
    expect(await response.json()).toMatchObject({ error: { code: 'SCREEN_INTERNAL' } });
  });
});

describe('a command from elsewhere', () => {
  it.each(commands)('is refused at %s, and nothing is done', async (path) => {
    const body = path === '/api/sensing' ? '{"on":true}' : '{}';
    const host = new URL(screen.address!).host;
    for (const [headers, text] of [
      [{ origin: 'http://school.example' }, body],
      [{ origin: 'null' }, body],
      [{ origin: `http://${host}.example` }, body],
      [{ origin: `https://${host}` }, body],
      [{ 'content-type': 'text/plain' }, body],
      [{ 'content-type': 'text/plain; x=application/json' }, body],
      [{ 'content-type': 'application/x-www-form-urlencoded' }, 'on=true'],
      [{ 'content-type': 'multipart/form-data; boundary=b' }, '--b--'],
    ] as const) {
      const response = await post(path, text, headers);
      expect(response.status, JSON.stringify(headers)).toBe(403);
      expect(await response.json()).toMatchObject({ error: { code: 'SCREEN_ORIGIN_REFUSED' } });
    }
    // Without a body there is no content type.
    expect((await fetch(`${screen.address}${path}`, { method: 'POST' })).status).toBe(403);
    expect(room.asked).toEqual([]);
  });

  it('under another name for this machine is refused, and so is the state', async () => {
    const headers = { host: 'school.example', 'content-type': 'application/json' };
    for (const path of commands) expect(await statusFor('POST', path, headers, '{"on":true}')).toBe(403);
    expect(await statusFor('GET', '/api/state', headers)).toBe(403);
    expect(room.asked).toEqual([]);
  });

  it('cannot be hidden in an address', async () => {
    for (const path of commands) expect((await fetch(`${screen.address}${path}?on=true`)).status).toBe(404);
    expect(room.asked).toEqual([]);
  });
});

describe('a body that is not understood', () => {
  it.each([
    ['/api/sensing', {}],
    ['/api/sensing', { on: 'false' }],
    ['/api/sensing', { on: 0 }],
    ['/api/sensing', { on: null }],
    ['/api/sensing', { on: false, off: true }],
    ['/api/sensing', []],
    ['/api/sensing', '{"on":'],
    ['/api/sensing', ''],
    ['/api/lesson/start', null],
    ['/api/lesson/start', { className: '' }],
    ['/api/lesson/start', { className: 'x'.repeat(81) }],
    ['/api/lesson/start', { period: 1.5 }],
    ['/api/lesson/start', { period: '2' }],
    ['/api/lesson/start', { period: 21 }],
    ['/api/lesson/start', { teacherId: 'T0123' }],
    ['/api/lesson/start', '{"__proto__":{"className":"x"}}'],
    ['/api/lesson/end', { id: 'a' }],
    ['/api/lesson/bookmark', { atMs: 0 }],
  ])('%s %j is refused, and nothing is done', async (path, body) => {
    const response = await post(path, body);
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({ error: { code: expect.any(String), message: expect.any(String) } });
    expect(room.asked).toEqual([]);
  });

  it('is refused when it is huge, without being read to its end', async () => {
    for (const path of commands) {
      const response = await post(path, { className: 'x'.repeat(20_000) });
      expect(response.status).toBe(413);
    }
    expect(room.asked).toEqual([]);
  });
});
