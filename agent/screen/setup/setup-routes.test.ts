import { tmpdir } from 'node:os';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StoreError } from '../../store/store-error.ts';
import { SampleAccess } from '../sample-access.ts';
import { sourceOf } from '../sample-report.ts';
import { SampleSetup } from '../sample-setup.ts';
import { ScreenServer } from '../server.ts';

let setup: SampleSetup;
let screen: ScreenServer;
let cookie: string;

beforeEach(async () => {
  setup = new SampleSetup();
  const access = new SampleAccess();
  screen = new ScreenServer({ reports: sourceOf([]), access, setup, port: 0, pageDir: tmpdir() });
  await screen.start();
  cookie = access.cookie({ kind: 'it' });
});
afterEach(() => screen.stop());

const get = (path: string) => fetch(`${screen.address}/api/setup/${path}`, { headers: { cookie } });
const post = (path: string, body: unknown) =>
  fetch(`${screen.address}/api/setup/${path}`, {
    method: 'POST',
    headers: { cookie, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
const refused = (code: string) => Object.assign(new Error('what · where · what to do'), { code });

const hash = 'a'.repeat(32);
const login = { user: 'it', password: 'hidden' };
const wish = {
  lessons: [{ name: 'a.csv', data: Buffer.from('节次').toString('base64') }],
  ...{ termStart: '2026-09-01', weeks: 18, timeZone: 'Asia/Shanghai' },
};

describe('what school IT asks for', () => {
  it.each([
    ['configuration', { hash, changes: { hub: null, room: {} }, logins: { studentCamera: login, microphone: null } }],
    ['apply', {}],
    ['skipped', { step: 'hub', isSkipped: true }],
    ['preview', { source: 'microphone2' }],
    ['preview/close', { source: 'studentCamera' }],
    ['cameras/search', {}],
    ['cameras/streams', { address: 'http://192.168.1.64/onvif/device_service', login }],
    ['seats', {}],
    ['test-lesson', {}],
    ['hub/test', { url: 'mqtts://hub.example.edu.cn:8883' }],
    ['enrolment/claim', { wish: { kind: 'code', typed: '1ABCD-EFGHJ', server: 'https://est.example.edu.cn:8443' } }],
    ['enrolment/claim', { wish: { kind: 'code', typed: 'lectern:enrol?code=1', server: '' } }],
    ['enrolment/claim', { wish: { kind: 'file', text: null, room: '310104/2131000000/r301' } }],
    ['enrolment/rooms', { text: 'version: 1' }],
    ['enrolment/forget', {}],
    ['timetable/read', { wish, week: 3 }],
    ['timetable/take', { wish: { ...wish, roomName: '301', periods: wish.lessons[0] }, hash }],
    ['doctor', {}],
    ['data/lessons', { choice: { kind: 'teacher', owner: '' } }],
    ['data/delete', { choice: { kind: 'dates', fromMs: 0, untilMs: 1 }, count: 3 }],
  ])('is passed on: %s', async (path, body) => {
    const answer = await post(path, body);
    expect([200, 202]).toContain(answer.status);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(setup.asked).toHaveLength(1);
  });

  it('comes as it was sent', async () => {
    await post('timetable/read', { wish, week: 3 });
    const [[, given, week]] = setup.asked as [[string, { lessons: { name: string; bytes: Uint8Array }[] }, number]];
    expect(Buffer.from(given.lessons[0]!.bytes).toString()).toBe('节次');
    expect(week).toBe(3);
  });
});

describe('what is none', () => {
  it.each<[string, unknown]>([
    ['configuration', {}],
    ['configuration', { hash, changes: {}, logins: {}, more: 1 }],
    ['configuration', { hash: '../../etc', changes: {}, logins: {} }],
    ['configuration', { hash, changes: { secrets: { path: '/etc/shadow' } }, logins: {} }],
    ['configuration', { hash, changes: { store: { folder: '/' } }, logins: {} }],
    ['configuration', { hash, changes: { timetable: '/etc/passwd' }, logins: {} }],
    ['configuration', { hash, changes: { hub: 'mqtts://x' }, logins: {} }],
    ['configuration', { hash, changes: {}, logins: { studentCamera: { user: 'a' } } }],
    ['configuration', { hash, changes: {}, logins: { studentCamera: { ...login, more: 1 } } }],
    ['apply', { now: true }],
    ['skipped', { step: 'language', isSkipped: true }],
    ['skipped', { step: 'hub', isSkipped: 'yes' }],
    ['preview', { source: '../../etc/passwd' }],
    ['preview', { source: 'file:///etc/passwd' }],
    ['cameras/streams', { address: 'file:///etc/passwd', login }],
    ['cameras/streams', { address: 'http://user:pass@camera/', login }],
    ['hub/test', { url: 'http://169.254.169.254/' }],
    ['hub/test', { url: 'mqtts://user:pass@hub' }],
    ['enrolment/claim', { wish: { kind: 'code', typed: '1ABCD', server: 'http://est.example.edu.cn' } }],
    ['enrolment/claim', { wish: { kind: 'code', typed: '1ABCD', server: 'https://user:pass@est' } }],
    ['enrolment/claim', { wish: { kind: 'code', typed: 'x'.repeat(1001), server: '' } }],
    ['enrolment/claim', { wish: { kind: 'file', text: null, room: '../../etc' } }],
    ['enrolment/claim', { wish: { kind: 'file', text: null, room: 'r301', path: '/etc/passwd' } }],
    ['enrolment/rooms', { file: '/etc/passwd' }],
    ['timetable/read', { wish: { ...wish, lessons: [] } }],
    ['timetable/read', { wish: { ...wish, lessons: [{ name: 'a', data: '<script>' }] } }],
    ['timetable/read', { wish, week: 0 }],
    ['timetable/take', { wish }],
    ['data/lessons', { choice: { kind: 'all' } }],
    ['data/delete', { choice: { kind: 'lesson', id: 'a' } }],
    ['data/delete', { choice: { kind: 'lesson', id: 'a', owner: 'T1' }, count: 1 }],
    ['data/delete', { choice: { kind: 'lesson', id: 'a' }, count: 0 }],
  ])('is refused: %s %j', async (path, body) => {
    expect((await post(path, body)).status).toBe(400);
    expect(setup.asked).toEqual([]);
  });

  it('is refused for its size', async () => {
    const data = Buffer.alloc(2_200_000).toString('base64');
    expect((await post('timetable/read', { wish: { ...wish, lessons: [{ name: 'a', data }] } })).status).toBe(413);
    const long = { hash, changes: { room: { room: 'x'.repeat(70_000) } }, logins: {} };
    expect((await post('configuration', long)).status).toBe(413);
    expect(setup.asked).toEqual([]);
  });

  it.each(['preview/..%2f..%2fetc%2fpasswd.jpg', 'preview/student.jpg', 'timetable?week=-1', 'timetable?week=1&x=2'])(
    'is refused: %s',
    async (path) => {
      expect([400, 404]).toContain((await get(path)).status);
      expect(setup.asked).toEqual([]);
    },
  );
});

describe('a refusal', () => {
  it.each([
    ['SETUP_CONFIG_CHANGED', 409],
    ['SETUP_CONFIG_INVALID', 422],
    ['SETUP_LESSON_GOES_ON', 409],
    ['SETUP_UNWRITABLE', 507],
    ['SETUP_SEARCH_FAILED', 502],
    ['LIFE_SENSING_OFF', 409],
    ['ENROL_CODE', 422],
    ['ENROL_WRONG_AUTHORITY', 502],
    ['ENROL_WAITS', 409],
  ])('%s is told with what to do', async (code, status) => {
    setup.refusal = refused(code);
    const answer = await post('configuration', { hash, changes: {}, logins: {} });
    expect(answer.status).toBe(status);
    expect(await answer.json()).toEqual({ error: { code, message: 'what · where · what to do' } });
  });

  it('of the disk too', async () => {
    setup.refusal = new StoreError('STORE_FULL', 'the disk is full; free some space');
    expect((await post('data/delete', { choice: { kind: 'lesson', id: 'a' }, count: 1 })).status).toBe(507);
  });
});

it('tells of the configuration only what is named', async () => {
  setup.now = { ...setup.now, password: 'hidden', users: { ...setup.now.users, other: 'hidden' } } as never;
  const text = await (await get('configuration')).text();
  expect(text).not.toContain('hidden');
  expect(JSON.parse(text)).toMatchObject({ users: { studentCamera: 'it' }, settings: { hub: { url: 'mqtts://hub' } } });
});

it('gives the newest picture, which nothing keeps, or says that there is none yet', async () => {
  expect((await get('preview/studentCamera.jpg')).status).toBe(204);
  setup.jpeg = new Uint8Array([255, 216, 255]);
  const answer = await get('preview/studentCamera.jpg');
  expect(answer.headers.get('content-type')).toBe('image/jpeg');
  expect(answer.headers.get('cache-control')).toBe('no-store');
  expect(new Uint8Array(await answer.arrayBuffer())).toEqual(setup.jpeg);
});

it('gives files to take away, in which nothing is a formula', async () => {
  const bundle = await get('support-bundle');
  expect(bundle.headers.get('content-disposition')).toMatch(/^attachment; filename="lectern-support-[\d-]+\.tar\.gz"$/);
  const csv = await get('data/access.csv');
  expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8');
  expect(await csv.text()).toContain("'=cmd()");
  expect((await get('data/inventory.csv')).status).toBe(200);
});
