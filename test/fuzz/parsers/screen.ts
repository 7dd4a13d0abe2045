import type { FastifyInstance, FastifyPluginAsync } from 'fastify';
import { tokenOf } from '../../../agent/screen/access/cookie.ts';
import { isGoodPin } from '../../../agent/screen/access/pin.ts';
import { SampleAccess } from '../../../agent/screen/sample-access.ts';
import { longReport, sourceOf } from '../../../agent/screen/sample-report.ts';
import { sampleReview } from '../../../agent/screen/sample-review.ts';
import { SampleRoom } from '../../../agent/screen/sample-room.ts';
import { SampleSetup } from '../../../agent/screen/sample-setup.ts';
import { ScreenServer } from '../../../agent/screen/server.ts';
import { type FuzzedParser, must } from '../engine/fuzzed-parser.ts';

const HASH = 'a'.repeat(32);
const wish = {
  lessons: [{ name: 'a.csv', data: 'YQ==' }],
  termStart: '2026-09-01',
  weeks: 20,
  timeZone: 'Asia/Shanghai',
};
/** One request of each kind: who asks, the route, what is sent. */
const requests: [who: string, route: string, body?: object][] = [
  ['nobody', 'POST /api/session/teacher', { account: '12', pin: '123456' }],
  ['nobody', 'POST /api/session/it', { password: 'a password' }],
  ['nobody', 'POST /api/session/set-up', { code: 'ABCD-EFGH', password: 'a long password' }],
  ['nobody', 'POST /api/lesson/start', { className: '七年级 3 班', subject: '数学', period: 2 }],
  ['nobody', 'POST /api/sensing', { on: true }],
  ['nobody', 'POST /api/lesson/bookmark', {}],
  ['teacher', 'GET /api/lessons'],
  ['teacher', 'GET /api/lessons/ID'],
  ['teacher', 'GET /api/lessons/ID/export.csv'],
  ['teacher', 'PUT /api/lessons/ID/note', { note: '好' }],
  ['teacher', 'PUT /api/lessons/ID/excluded', { excluded: [{ startMs: 0, endMs: 1000, reason: '演习' }] }],
  ['teacher', 'POST /api/lessons/ID/withhold', { withheld: true }],
  ['teacher', 'POST /api/session/pin', { pin: '123456', next: '739164' }],
  ['it', 'POST /api/access/accounts/pin', { owner: 'T0123' }],
  ['it', 'POST /api/access/accounts/remove', { account: '12' }],
  [
    'it',
    'POST /api/setup/configuration',
    { hash: HASH, changes: { hub: { url: 'mqtts://a' } }, logins: { studentCamera: { user: 'a', password: 'b' } } },
  ],
  ['it', 'POST /api/setup/skipped', { step: 'hub', isSkipped: true }],
  ['it', 'POST /api/setup/cameras/streams', { address: 'http://192.168.1.64/', login: { user: 'a', password: 'b' } }],
  ['it', 'POST /api/setup/hub/test', { url: 'mqtts://hub.example:8883' }],
  ['it', 'POST /api/setup/preview', { source: 'studentCamera' }],
  ['it', 'GET /api/setup/preview/studentCamera.jpg'],
  ['it', 'GET /api/setup/timetable?week=3'],
  ['it', 'POST /api/setup/timetable/read', { wish, week: 3 }],
  ['it', 'POST /api/setup/timetable/take', { wish, hash: HASH }],
  ['it', 'POST /api/setup/data/lessons', { choice: { kind: 'dates', fromMs: 0, untilMs: 1 } }],
  ['it', 'POST /api/setup/data/delete', { choice: { kind: 'teacher', owner: 'T0123' }, count: 2 }],
  ['it', 'POST /api/setup/enrolment/claim', { wish: { kind: 'code', typed: '1ABCD', server: 'https://est.example' } }],
  ['it', 'POST /api/setup/enrolment/rooms', { text: 'version: 1' }],
];
const written = ([who, route, body]: (typeof requests)[number]) =>
  `${route}\nhost: 127.0.0.1\ncookie: @${who}\ncontent-type: application/json\nsec-fetch-site: same-origin\n\n${body ? JSON.stringify(body) : ''}`;

const methods = new Set(['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS']);

/** A request as text, as far as it can be sent at all. */
function requestIn(bytes: Buffer, cookies: Record<string, string>, id: string) {
  const text = bytes.toString('utf8');
  const end = text.indexOf('\n\n');
  const [first = '', ...lines] = text.slice(0, end < 0 ? text.length : end).split('\n');
  const [method = '', url = ''] = first.split(' ');
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const [name, value] = [line.split(':')[0]!.trim().toLowerCase(), line.slice(line.indexOf(':') + 1).trim()];
    if (!/^[!#$%&'*+.^_`|~0-9a-z-]+$/.test(name) || name === 'content-length' || name === 'transfer-encoding') continue;
    headers[name] = value
      .replace(/@(\w+)/, (_, who: string) => cookies[who] ?? '')
      .replace(/\p{Cc}|[^\p{Cc}\u0020-\u00ff]/gu, '');
  }
  return {
    method: (methods.has(method) ? method : 'POST') as 'POST',
    // What is no ASCII is written by percent, as every client must.
    url: `/${encodeURI(url.replaceAll('ID', id).toWellFormed()).replace(/^\/+/, '')}`,
    headers,
    ...(end >= 0 && !['GET', 'HEAD', 'OPTIONS'].includes(method) && { payload: text.slice(end + 2) }),
  };
}

export const screenParsers: FuzzedParser[] = [
  {
    name: 'http-requests',
    reads: 'requests to the screen: paths, queries, headers, cookies, bodies',
    form: 'yaml',
    covers: ['agent/screen/server.ts#ScreenServer', 'agent/screen/access/guard.ts#addGuard'],
    seeds: () => requests.map(written),
    open: async () => {
      let app: FastifyInstance | undefined;
      const plugin: FastifyPluginAsync = async (instance) => {
        app = instance;
      };
      const access = new SampleAccess();
      const report = longReport();
      const [room, setup] = [new SampleRoom(), new SampleSetup()];
      const screen = new ScreenServer({
        ...{ reports: sourceOf([report]), access, room, setup, review: sampleReview, port: 0, plugins: [plugin] },
        exported: { minGroup: 10, timeZone: 'Asia/Shanghai' },
      });
      await screen.start();
      let count = 0;
      let cookies: Record<string, string> = {};
      return {
        parse: async (bytes) => {
          // Sessions end by what is asked; what was asked is not kept for ever.
          if (count++ % 50 === 0) {
            cookies = { nobody: '', teacher: access.cookie(), it: access.cookie({ kind: 'it' }) };
            room.asked = [];
            setup.asked = [];
          }
          const request = requestIn(bytes, cookies, report.lesson.id);
          if (request.url.startsWith('/api/events')) return;
          const { statusCode, headers, body } = await app!.inject(request);
          must(
            statusCode < 500 || statusCode === 502 || statusCode === 507,
            `answered with ${statusCode}: ${body.slice(0, 200)}`,
          );
          must(
            headers['x-content-type-options'] === 'nosniff' && headers['x-frame-options'] === 'DENY',
            'the headers that guard',
          );
          must(!/\bat .+\.ts:\d+/.test(body), 'no stack is told');
        },
        close: () => void screen.stop(),
      };
    },
  },
  {
    name: 'cookies',
    reads: 'the cookie of a request',
    form: 'lines',
    covers: ['agent/screen/access/cookie.ts#tokenOf', 'agent/screen/access/pin.ts#isGoodPin'],
    seeds: () => [`lectern=${'a'.repeat(43)}; other=1`],
    open: () => ({
      parse: (bytes) => {
        const cookie = bytes.toString('utf8');
        const token = tokenOf({ headers: { cookie }, protocol: 'http' } as never);
        must(token === undefined || /^[A-Za-z0-9_-]{43}$/.test(token), 'a token or none');
        isGoodPin(cookie);
      },
    }),
  },
];
