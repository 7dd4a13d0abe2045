import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SignedIn } from './access/who.ts';
import type { RecordingControls } from './recording-controls.ts';
import type { ReviewControls } from './review-controls.ts';
import { RouteTree } from './route-tree.ts';
import { SampleAccess } from './sample-access.ts';
import { longReport, sourceOf } from './sample-report.ts';
import { recording, SampleRoom, waiting } from './sample-room.ts';
import { ScreenServer } from './server.ts';
import type { SetupControls } from './setup/controls/setup-controls.ts';

/** Who may ask what. A route that is not here must be put here by somebody who has thought about it. */
const everybody = [
  ['GET /api/health', 'GET /api/session', 'POST /api/session/teacher', 'POST /api/session/it'],
  ['POST /api/session/set-up', 'POST /api/session/alive', 'POST /api/session/end'],
].flat();
const panel = [
  ['GET /api/events', 'GET /api/state', 'GET /api/catalogue', 'POST /api/sensing'],
  ['POST /api/lesson/start', 'POST /api/lesson/end', 'POST /api/lesson/bookmark'],
  'POST /api/identify',
].flat();
const teacher = [
  ['GET /api/lessons', 'GET /api/lessons/:id', 'GET /api/lessons/:id/portrait', 'POST /api/session/pin'],
  ['GET /api/lessons/:id/review', 'GET /api/lessons/:id/message', 'PUT /api/lessons/:id/note'],
  ['PUT /api/lessons/:id/excluded', 'POST /api/lessons/:id/withhold', 'POST /api/lessons/:id/send'],
  ['GET /api/lessons/:id/export.csv', 'GET /api/lessons/:id/export.json'],
  ['GET /api/recordings', 'POST /api/recordings', 'POST /api/recordings/:id/remove'],
].flat();
/** The one body that is not JSON. */
const upload = 'POST /api/recordings';
const newcomer = ['POST /api/session/first-pin'];
const it_ = [
  ['GET /api/access/accounts', 'POST /api/access/accounts/pin', 'POST /api/access/accounts/remove'],
  ['GET /api/setup/configuration', 'POST /api/setup/configuration', 'POST /api/setup/apply'],
  ['GET /api/setup/skipped', 'POST /api/setup/skipped', 'GET /api/setup/seats', 'POST /api/setup/seats'],
  ['POST /api/setup/cameras/search', 'POST /api/setup/cameras/streams', 'POST /api/setup/hub/test'],
  ['GET /api/setup/preview', 'POST /api/setup/preview', 'POST /api/setup/preview/close'],
  ['GET /api/setup/preview/:source.jpg', 'GET /api/setup/timetable', 'POST /api/setup/timetable/read'],
  ['POST /api/setup/timetable/take', 'GET /api/setup/test-lesson', 'POST /api/setup/test-lesson'],
  ['GET /api/setup/health', 'POST /api/setup/doctor', 'GET /api/setup/log', 'GET /api/setup/support-bundle'],
  ['GET /api/setup/data', 'GET /api/setup/data/inventory.csv', 'GET /api/setup/data/access.csv'],
  ['POST /api/setup/data/lessons', 'POST /api/setup/data/delete'],
  ['GET /api/setup/enrolment', 'POST /api/setup/enrolment/claim'],
  ['POST /api/setup/enrolment/forget', 'POST /api/setup/enrolment/rooms'],
].flat();

const long = longReport();
const mine = { ...long, lesson: { ...long.lesson, labels: { ...long.lesson.labels, teacherId: 'T0123' } } };

/** Whoever may not ask does not get as far as this. */
const untouched = new Proxy({} as ReviewControls & RecordingControls & SetupControls, {
  get: (_, name) => () => expect.fail(`${String(name)} was called`),
});

let pageDir: string;
let room: SampleRoom;
let access: SampleAccess;
let screen: ScreenServer;
const tree = new RouteTree();

beforeAll(async () => {
  pageDir = mkdtempSync(join(tmpdir(), 'screen-locked-'));
  writeFileSync(join(pageDir, 'index.html'), '<title>page</title>');
  writeFileSync(join(pageDir, '../secret.txt'), 'secret');
  room = new SampleRoom();
  access = new SampleAccess();
  screen = new ScreenServer({
    ...{ reports: sourceOf([mine]), access, room, port: 0, pageDir, plugins: [tree.plugin] },
    ...{
      review: untouched,
      recordings: untouched,
      setup: untouched,
      exported: { minGroup: 10, timeZone: 'Asia/Shanghai' },
    },
  });
  await screen.start();
});

afterAll(async () => {
  await screen.stop();
  rmSync(pageDir, { recursive: true });
});

const people: Record<string, SignedIn | null> = {
  nobody: null,
  'a newcomer': { kind: 'newcomer', owner: 'T0123' },
  'another teacher': { kind: 'teacher', owner: 'T0999' },
  'the teacher': { kind: 'teacher', owner: 'T0123' },
  'school IT': { kind: 'it' },
};

async function ask(route: string, person: SignedIn | null, headers: Record<string, string> = {}) {
  const [method, path] = route.split(' ') as [string, string];
  const response = await fetch(`${screen.address}${path.replace(':id', mine.lesson.id)}`, {
    method,
    headers: {
      ...(person && { cookie: access.cookie(person) }),
      ...(method !== 'GET' && { 'content-type': 'application/json' }),
      ...headers,
    },
    signal: AbortSignal.timeout(5_000),
    ...(method !== 'GET' && { body: '{}' }),
  });
  const text = response.headers.get('content-type')?.startsWith('text/event-stream') ? '' : await response.text();
  if (text === '') await response.body?.cancel();
  return { status: response.status, text };
}

/** What tells of a lesson: its figures, its id, whose it is. */
const telling = /talk\.teacher|durationMs|T0123|0192a000/;

describe('every route', () => {
  it('is one that somebody has thought about', () => {
    const known = [...everybody, ...panel, ...teacher, ...newcomer, ...it_].sort();
    expect(tree.routes.filter((route) => route.includes('/api/')).sort()).toEqual(known);
  });

  it.each(Object.entries(people))('refuses %s what is not theirs, and tells nothing', async (name, person) => {
    const closed = [
      ...(person?.kind === 'teacher' ? [] : teacher),
      ...(person?.kind === 'newcomer' ? [] : newcomer),
      ...(person?.kind === 'it' ? [] : it_),
    ];
    for (const route of closed) {
      const type = route === upload ? 'application/octet-stream' : 'application/json';
      const { status, text } = await ask(route, person, route.startsWith('GET') ? {} : { 'content-type': type });
      expect(status, `${name}: ${route}`).toBe(401);
      expect(JSON.parse(text).error.code).toBe('SCREEN_LOCKED');
      expect(text).not.toMatch(telling);
    }
    expect(room.asked).toEqual([]);
  });

  it('shows a teacher their own lessons and no other’s', async () => {
    const other = people['another teacher']!;
    expect(JSON.parse((await ask('GET /api/lessons', other)).text)).toEqual([]);
    for (const path of teacher.filter((route) => route.startsWith('GET') && route.includes(':id')))
      expect((await ask(path, other)).status, path).toBe(404);
    for (const path of ['GET /api/lessons', 'GET /api/lessons/:id', 'GET /api/lessons/:id/portrait'])
      expect((await ask(path, people['the teacher']!)).status, path).toBe(200);
  });

  it('answers nothing else under /api, and no made-up session', async () => {
    for (const path of [
      '/api/lessons/',
      '/api/lessons/../lessons',
      '/api//lessons',
      '/api/%6Cessons',
      '/API/lessons',
    ]) {
      const { status, text } = await ask(`GET ${path}`, null);
      expect([401, 403, 404], path).toContain(status);
      expect(text).not.toMatch(telling);
    }
    for (const cookie of [
      'lectern=',
      'lectern=x',
      `lectern=${'A'.repeat(43)}`,
      `__Host-lectern=${'A'.repeat(43)}`,
      'lectern=null',
    ])
      expect((await ask('GET /api/lessons', null, { cookie })).status).toBe(401);
    // Two sessions in one request are none: somebody else may have set one of them.
    const two = `${access.cookie(people['the teacher']!)}; ${access.cookie(people['the teacher']!)}`;
    expect((await ask('GET /api/lessons', null, { cookie: two })).status).toBe(401);
  });

  it('is no way out of the page’s folder', async () => {
    for (const path of [
      '/../secret.txt',
      '/%2e%2e/secret.txt',
      '/..%2fsecret.txt',
      '/assets/../../secret.txt',
      '/....//secret.txt',
      '/%5c..%5csecret.txt',
      '/index.html%00.js',
    ])
      expect(await rawStatus(path), path).not.toBe(200);
  });

  it('reads no large body, and none of somebody who may not ask', async () => {
    const large = JSON.stringify({ pin: 'x'.repeat(200_000) });
    const post = (path: string, person: SignedIn | null) =>
      fetch(`${screen.address}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(person && { cookie: access.cookie(person) }) },
        body: large,
      });
    expect((await post('/api/session/teacher', null)).status).toBe(413);
    expect((await post('/api/session/pin', null)).status).toBe(401);
  });
});

/** `fetch` mends addresses before it asks. */
function rawStatus(path: string): Promise<number> {
  const { hostname, port } = new URL(screen.address!);
  return new Promise((resolve, reject) => {
    request({ hostname, port, path, headers: { host: hostname } }, (response) => {
      response.resume();
      resolve(response.statusCode!);
    })
      .on('error', reject)
      .end();
  });
}

describe('a request from elsewhere', () => {
  const cookie = () => access.cookie(people['the teacher']!);

  it('changes nothing, whatever it says it is', async () => {
    for (const route of [...everybody, ...panel, ...teacher, ...it_].filter((each) => !each.startsWith('GET'))) {
      for (const headers of [
        { origin: 'http://school.example' },
        { origin: 'null' },
        { 'content-type': 'text/plain' },
        { 'content-type': 'multipart/form-data; boundary=x' },
        ...(route === upload
          ? [{ 'content-type': 'application/json' }]
          : [{ 'content-type': 'application/octet-stream' }]),
      ]) {
        const { status } = await ask(route, people['the teacher']!, headers as unknown as Record<string, string>);
        expect(status, `${route} ${JSON.stringify(headers)}`).toBe(403);
      }
    }
    expect(room.asked).toEqual([]);
  });

  it('reads nothing, also as an image, a script or a frame', async () => {
    for (const site of ['cross-site', 'same-site'])
      for (const path of ['/api/lessons', `/api/lessons/${mine.lesson.id}`, '/api/events', '/api/session']) {
        const response = await fetch(`${screen.address}${path}`, {
          headers: { cookie: cookie(), 'sec-fetch-site': site },
        });
        expect(response.status, `${site} ${path}`).toBe(403);
        await response.body?.cancel();
      }
  });

  it('cannot frame the page, nor run anything in it', async () => {
    for (const path of ['/', '/api/session', '/nothing']) {
      const { headers } = await fetch(`${screen.address}${path}`);
      const policy = headers.get('content-security-policy')!;
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).toContain("script-src 'self'");
      expect(policy).not.toMatch(/unsafe|\*|data:|blob:|http/);
      expect(headers.get('x-frame-options')).toBe('DENY');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
      expect(headers.get('access-control-allow-origin')).toBeNull();
    }
  });
});

describe('a session', () => {
  const post = (path: string, body: object, cookie?: string) =>
    fetch(`${screen.address}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(cookie && { cookie }) },
      body: JSON.stringify(body),
    });

  it('gets a new token at each sign-in, and the one before is worth nothing', async () => {
    const { number } = await access.givePin('T0123', 'it');
    await access.choosePin('T0123', '529174');
    const before = access.cookie({ kind: 'teacher', owner: 'T0999' });
    const planted = `lectern=${'A'.repeat(43)}`;
    const tokens = new Set<string>();
    for (const cookie of [before, planted]) {
      const response = await post('/api/session/teacher', { number, pin: '529174' }, cookie);
      expect(await response.json()).toMatchObject({ signedIn: { kind: 'teacher', owner: 'T0123' } });
      const set = response.headers.get('set-cookie')!;
      expect(set).toMatch(/^lectern=[A-Za-z0-9_-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
      tokens.add(set.split(';')[0]!);
      expect((await fetch(`${screen.address}/api/lessons`, { headers: { cookie } })).status).toBe(401);
    }
    expect(tokens.size).toBe(2);
    expect([...tokens]).not.toContain(planted);
  });

  it('ends when somebody else’s PIN is typed, right or wrong', async () => {
    const cookie = access.cookie(people['the teacher']!);
    const response = await post('/api/session/teacher', { number: 77, pin: '111112' }, cookie);
    expect(response.status).toBe(403);
    expect((await fetch(`${screen.address}/api/lessons`, { headers: { cookie } })).status).toBe(401);
  });

  it('ends when it is ended, and at the next lesson’s start, whoever looks', async () => {
    const cookie = access.cookie(people['the teacher']!);
    expect((await post('/api/session/end', {}, cookie)).headers.get('set-cookie')).toMatch(/Max-Age=0/);
    expect((await fetch(`${screen.address}/api/lessons`, { headers: { cookie } })).status).toBe(401);
    const other = access.cookie(people['the teacher']!);
    room.now = recording(0);
    expect((await fetch(`${screen.address}/api/lessons`, { headers: { cookie: other } })).status).toBe(401);
    // Signed in while the lesson goes on, nothing locks until the next one begins, recorded or not.
    const during = access.cookie(people['the teacher']!);
    expect((await fetch(`${screen.address}/api/lessons`, { headers: { cookie: during } })).status).toBe(200);
    room.now = { ...waiting(), sensing: 'off', next: { ...waiting().next!, startMs: Date.now() + 300 } };
    expect((await fetch(`${screen.address}/api/lessons`, { headers: { cookie: during } })).status).toBe(200);
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect((await fetch(`${screen.address}/api/lessons`, { headers: { cookie: during } })).status).toBe(401);
    const after = access.cookie(people['the teacher']!);
    expect((await fetch(`${screen.address}/api/lessons`, { headers: { cookie: after } })).status).toBe(200);
    room.now = waiting();
  });

  it('is not kept alive by asking, only by being touched', async () => {
    const response = await post('/api/session/alive', {}, access.cookie(people['the teacher']!));
    expect(await response.json()).toMatchObject({ signedIn: { kind: 'teacher' }, leftMs: expect.closeTo(180_000, -3) });
    expect(await (await post('/api/session/alive', {})).json()).toEqual({ isItSetUp: false });
  });
});

describe('the stream of events', () => {
  it('tells nobody of a lesson’s report or whose it is, and tells a teacher when they are locked', async () => {
    const stopping = new AbortController();
    const { headers, body } = await fetch(`${screen.address}/api/events`, {
      headers: { cookie: access.cookie(people['the teacher']!) },
      signal: stopping.signal,
    });
    expect(headers.get('content-type')).toMatch(/^text\/event-stream/);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-frame-options')).toBe('DENY');
    let heard = '';
    const listening = (async () => {
      for await (const piece of body!.pipeThrough(new TextDecoderStream())) heard += piece;
    })().catch(() => {});
    await expect.poll(() => heard).toContain('"activity":"idle"');
    room.now = recording(0);
    await expect.poll(() => heard).toContain('event: locked');
    await expect.poll(() => heard).toContain('"activity":"recording"');
    expect(heard).not.toMatch(/T0123|talk\.|indicators|durationMs/);
    stopping.abort();
    await listening;
    room.now = waiting();
  });

  it('is not opened without end', async () => {
    const stopping = new AbortController();
    const statuses: number[] = [];
    for (let i = 0; i < 18; i++)
      statuses.push((await fetch(`${screen.address}/api/events`, { signal: stopping.signal })).status);
    expect(statuses.filter((status) => status === 503)).toHaveLength(2);
    stopping.abort();
    await expect.poll(async () => (await ask('GET /api/events', null)).status).toBe(200);
  });
});
