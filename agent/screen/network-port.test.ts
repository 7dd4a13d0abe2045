import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { connect as connectPlain } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Fault, shows } from '../../test/faults/fault.ts';
import { networkPortSchema, readNetworkPort } from '../config/network-port.ts';
import { SampleAccess } from './sample-access.ts';
import { longReport, sourceOf } from './sample-report.ts';
import { SampleRoom } from './sample-room.ts';
import { ScreenServer } from './server.ts';

const NAME = 'r301.school.lan';
let folder: string;
let access: SampleAccess;
let screen: ScreenServer;
let port: number;

const at = (name: string) => join(folder, name);
const setting = (more: object = {}) =>
  networkPortSchema.parse({
    ...{ address: '127.0.0.1', port: 0, names: [NAME], certificate: at('screen.crt'), key: at('screen.key') },
    ...more,
  });

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'screen-network-'));
  const subject = ['-subj', `/CN=${NAME}`, '-addext', `subjectAltName=DNS:${NAME},IP:127.0.0.1`];
  const files = ['-keyout', at('screen.key'), '-out', at('screen.crt')];
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
  execFileSync('openssl', ['req', '-x509', ...kind, ...subject, ...files], { stdio: 'ignore' });
  writeFileSync(at('index.html'), '<title>page</title>');
  access = new SampleAccess();
  screen = new ScreenServer({
    ...{ reports: sourceOf([longReport()]), access, room: new SampleRoom(), port: 0, pageDir: folder },
    network: readNetworkPort(setting()),
    plugins: [async (app) => void app.get('/metrics', () => 'lectern_up 1')],
  });
  await screen.start();
  port = Number(new URL(screen.networkAddress!).port);
});

afterAll(async () => {
  await screen.stop();
  rmSync(folder, { recursive: true });
});

interface Asked {
  status: number;
  headers: NodeJS.Dict<string | string[]>;
  text: string;
}

/** As a browser on the school's network. */
function ask(path: string, options: { method?: string; headers?: object; body?: string } = {}): Promise<Asked> {
  const { method = 'GET', headers = {}, body } = options;
  const agent = new Agent({ ca: readFileSync(at('screen.crt')), servername: NAME });
  return new Promise((resolve, reject) => {
    const asked = request(
      { host: '127.0.0.1', port, path, method, agent, headers: { host: `${NAME}:${port}`, ...headers } },
      async (response) => {
        let text = '';
        if (/event-stream/.test(response.headers['content-type'] ?? '')) response.destroy();
        else for await (const piece of response) text += piece;
        resolve({ status: response.statusCode!, headers: response.headers, text });
      },
    );
    asked.on('error', reject);
    asked.end(body);
  });
}

const idleHundreds: Fault = {
  part: 'screen',
  kind: 'overload',
  fault: '300 connections to the network port that say nothing',
  seen: 'nothing: the panel is answered',
  lost: 'nothing',
  recovers: 'beyond 256 they are closed at once; these after their time',
};
it('hundreds that say nothing keep nobody from the panel', shows(idleHundreds), async () => {
  let closed = 0;
  const idle = Array.from({ length: 300 }, () =>
    connectPlain(port, '127.0.0.1')
      .on('error', () => {})
      .on('close', () => void closed++),
  );
  try {
    await vi.waitFor(() => expect(closed).toBeGreaterThanOrEqual(300 - 256), { timeout: 15_000 });
    expect((await fetch(`${screen.address}/api/health`)).status).toBe(200);
  } finally {
    for (const socket of idle) socket.destroy();
    await vi.waitFor(() => expect(closed).toBe(300));
  }
});

describe('the screen on the school’s network', () => {
  it('shows the page and the way to sign in to everybody, and nothing else', async () => {
    expect((await ask('/')).text).toContain('page');
    expect((await ask('/api/session')).status).toBe(200);
    for (const path of ['/api/state', '/api/events', '/api/catalogue', '/api/lessons', '/api/access/accounts'])
      expect((await ask(path)).status, path).toBe(401);
    expect((await ask('/metrics')).status).toBe(404);
    for (const path of ['/api/sensing', '/api/lesson/start', '/api/lesson/end', '/api/lesson/bookmark']) {
      const json = { 'content-type': 'application/json' };
      expect((await ask(path, { method: 'POST', headers: json, body: '{}' })).status, path).toBe(401);
    }
  });

  it('lets a teacher in, with a cookie that only this host over TLS may set', async () => {
    const { number } = await access.givePin('', 'it');
    await access.choosePin('', '529174');
    const headers = { 'content-type': 'application/json', origin: `https://${NAME}:${port}` };
    const body = JSON.stringify({ number, pin: '529174' });
    const { status, headers: answered } = await ask('/api/session/teacher', { method: 'POST', headers, body });
    expect(status).toBe(200);
    const [cookie] = answered['set-cookie'] as string[];
    expect(cookie).toMatch(/^__Host-lectern=[A-Za-z0-9_-]{43}; Path=\/; HttpOnly; SameSite=Strict; Secure$/);
    expect(answered['strict-transport-security']).toBeDefined();
    const token = cookie!.split(';')[0]!;
    expect((await ask('/api/lessons', { headers: { cookie: token } })).status).toBe(200);
    expect((await ask('/api/state', { headers: { cookie: token } })).status).toBe(200);
    // The panel's cookie is another one.
    expect((await ask('/api/lessons', { headers: { cookie: token.replace('__Host-', '') } })).status).toBe(401);
  });

  it('ends the stream of events with the session', async () => {
    const cookie = `__Host-${access.cookie({ kind: 'it' })}`;
    const agent = new Agent({ ca: readFileSync(at('screen.crt')), servername: NAME });
    const { promise, resolve } = Promise.withResolvers<string>();
    request(
      { host: '127.0.0.1', port, path: '/api/events', agent, headers: { host: `${NAME}:${port}`, cookie } },
      async (response) => {
        let heard = '';
        for await (const piece of response) {
          heard += piece;
          if (heard.includes('event: room')) access.sessions.endAll(() => true);
        }
        resolve(heard);
      },
    ).end();
    expect(await promise).toMatch(/event: room[\s\S]*event: locked/);
  });

  it('answers only under its names, not under the panel’s', async () => {
    for (const host of ['school.example', 'localhost', '127.0.0.1', `${NAME}.example`])
      expect((await ask('/', { headers: { host } })).status, host).toBe(403);
  });

  it('speaks TLS 1.2 and newer only', async () => {
    expect(await handshake({})).toBe('TLSv1.3');
    expect(await handshake({ maxVersion: 'TLSv1.1', minVersion: 'TLSv1' })).toBe('refused');
    await expect(fetch(`http://127.0.0.1:${port}/api/session`)).rejects.toThrow();
  });
});

function handshake(versions: object): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({
      host: '127.0.0.1',
      port,
      rejectUnauthorized: false,
      ciphers: 'ALL:@SECLEVEL=0',
      ...versions,
    });
    socket.on('secureConnect', () => {
      resolve(socket.getProtocol()!);
      socket.destroy();
    });
    socket.on('error', () => resolve('refused'));
  });
}

describe('a network port that cannot be', () => {
  beforeEach(() => {
    for (const name of ['screen.key', 'index.html']) chmodSync(at(name), 0o600);
  });

  const networkCertificate: Fault = {
    part: 'screen',
    kind: 'refused',
    fault: 'its certificate for the school’s network is missing or wrong',
    seen: { code: 'SCREEN_NETWORK_UNSERVED' },
    lost: 'the screen in the school’s network; the panel in the room goes on',
    recovers: 'with a right certificate',
  };
  it.each([
    ['certificate', () => ({ certificate: at('none.crt') }), /none\.crt: cannot be read \(ENOENT\)/],
    ['name', () => ({ names: ['other.school.lan'] }), /is not for other\.school\.lan/],
    ['key', () => ({ key: at('index.html') }), /is not the private key of/],
    ['PEM', () => ({ certificate: at('index.html') }), /is no certificate in PEM/],
  ])('for its %s says so', shows(networkCertificate), (_, more, message) => {
    expect(() => readNetworkPort(setting(more()))).toThrow(message);
  });

  it('for a key that everybody may read says so', () => {
    chmodSync(at('screen.key'), 0o644);
    expect(() => readNetworkPort(setting())).toThrow(/chmod o-rwx/);
  });

  const networkPortTaken: Fault = {
    part: 'screen',
    kind: 'refused',
    fault: 'its port in the school’s network is taken',
    seen: { code: 'SCREEN_NETWORK_UNSERVED' },
    lost: 'the screen in the school’s network; the panel in the room goes on',
    recovers: 'when the port is free',
  };
  it('leaves the panel served', shows(networkPortTaken), async () => {
    const failures: string[] = [];
    const second = new ScreenServer({
      ...{ reports: sourceOf([]), access, port: 0, pageDir: folder },
      network: { ...readNetworkPort(setting()), port },
      networkFailed: (error) => failures.push(error?.message ?? 'served'),
    });
    await second.start();
    expect(failures).toEqual([expect.stringContaining(`port ${port} on 127.0.0.1 is already in use`)]);
    expect((await fetch(`${second.address}/api/session`)).status).toBe(200);
    expect(second.networkAddress).toBeUndefined();
    await second.stop();
  });
});
