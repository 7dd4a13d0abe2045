import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createTls } from 'node:tls';
import { expect, it } from 'vitest';
import { connectProxy } from '../../test/fixtures/connect-proxy.ts';
import { freePort, MosquittoBroker } from '../../test/fixtures/mosquitto-broker.ts';
import { CertificateAuthority } from '../../test/fixtures/room-certificates.ts';
import { tryHub } from './hub-trial.ts';

const statesOf = async (url: string) => (await tryHub(url)).map(({ step, state }) => `${step} ${state}`);

it('goes the whole way to a hub that answers', async () => {
  const broker = new MosquittoBroker();
  await broker.start();
  try {
    const steps = await tryHub(broker.url);
    expect(steps.map(({ state }) => state)).toEqual(['done', 'done', 'done', 'done']);
    // Without encryption it is said.
    expect(steps[2]!.remedy!.zh).toContain('未加密');
    expect(steps[3]!.detail).toBe('MQTT 5');
  } finally {
    await broker.remove();
  }
});

it('stops where nothing answers', async () => {
  const port = await freePort();
  const steps = await tryHub(`mqtts://127.0.0.1:${port}`);
  expect(steps.map(({ state }) => state)).toEqual(['done', 'failed', 'not-tried', 'not-tried']);
  expect(steps[1]!.detail).toContain('ECONNREFUSED');
  expect(steps[1]!.remedy!.en).toContain(`port ${port}`);
});

it('stops at a name that is none', async () => {
  const steps = await tryHub('mqtts://hub.invalid:8883');
  expect(steps[0]).toMatchObject({
    state: 'failed',
    detail: expect.stringMatching(/hub\.invalid: (ENOTFOUND|EAI_AGAIN)/),
  });
  expect(steps[0]!.remedy!.zh).toContain('resolvectl query hub.invalid');
});

it('stops at what does not speak TLS', async () => {
  const broker = new MosquittoBroker();
  await broker.start();
  try {
    expect(await statesOf(broker.url.replace('mqtt:', 'mqtts:'))).toEqual([
      ...['address done', 'connection done', 'tls failed', 'mqtt not-tried'],
    ]);
  } finally {
    await broker.remove();
  }
});

it('stops at a certificate that nobody vouches for', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lectern-hub-'));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const subject = ['-subj', '/CN=hub.example.edu.cn', '-days', '2', '-keyout', key, '-out', cert];
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', ...subject], { stdio: 'ignore' });
  const server = createTls({ key: readFileSync(key), cert: readFileSync(cert) }, (socket) => socket.end());
  const port = await new Promise<number>((resolve) =>
    server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port)),
  );
  try {
    const steps = await tryHub(`mqtts://127.0.0.1:${port}`);
    expect(steps[2]).toMatchObject({ step: 'tls', state: 'failed' });
    expect(steps[2]!.detail).toContain('hub.example.edu.cn');
    expect(steps[2]!.remedy!.en).toContain('update-ca-certificates');
  } finally {
    server.close();
    rmSync(folder, { recursive: true });
  }
});

it('goes the way that the configuration says: certificates, another name, a proxy', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lectern-hub-'));
  const authority = new CertificateAuthority(folder);
  const server = authority.issue('hub', { names: 'DNS:hub.example.edu.cn' });
  const broker = new MosquittoBroker({ tls: { ...server, ca: authority.ca } });
  const proxy = await connectProxy('room:pass');
  await broker.start();
  try {
    const files = { ...authority.issue('310104/2131000000/r301'), ca: authority.ca };
    const login = { user: 'room', password: 'pass' };
    const way = { ...files, serverName: 'hub.example.edu.cn', proxy: { url: proxy.url, login } };
    const last = async (other: object) =>
      (await tryHub(broker.url, { ...way, ...other })).findLast(({ detail }) => detail)!;
    expect(await last({})).toMatchObject({ step: 'mqtt', state: 'done', detail: 'MQTT 5' });
    expect(await last({ serverName: undefined })).toMatchObject({ step: 'tls', state: 'failed' });
    expect(await last({ ca: undefined })).toMatchObject({ step: 'tls', state: 'failed' });
    expect(await last({ key: undefined, certificate: undefined })).toMatchObject({ step: 'mqtt', state: 'failed' });
    expect(await last({ key: join(folder, 'none') })).toMatchObject({
      step: 'tls',
      detail: expect.stringContaining('ENOENT'),
    });
    const wrong = await last({ proxy: { url: proxy.url, login: { ...login, password: 'not this' } } });
    expect(wrong).toMatchObject({ step: 'connection', remedy: { en: expect.stringContaining('the proxy does not') } });
    expect(JSON.stringify(wrong)).not.toContain('not this');
  } finally {
    proxy.close();
    await broker.remove();
    rmSync(folder, { recursive: true });
  }
});
