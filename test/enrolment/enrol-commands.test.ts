import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { accessRules } from '../../hub/access-rules.ts';
import { lectern, type RunningCommand } from '../cli.ts';
import { freePort } from '../fixtures/free-port.ts';
import { MosquittoBroker } from '../fixtures/mosquitto-broker.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

const folder = mkdtempSync(join(tmpdir(), 'enrol-'));
const path = (name: string) => join(folder, name);
const est = path('est');
const roomName = '310104/2131000000/r301';
let server: RunningCommand;
let url: string;
let broker: MosquittoBroker;

const run = (...args: string[]) => lectern(...args).finished();
const hub = (...args: string[]) => run('hub', 'est', ...args, '--folder', est);
/** In a room's own folder, with a configuration that is there or not. */
const inRoom = (name: string, ...args: string[]) =>
  run('enrol', ...args, '--data', path(name), '--config', path(`${name}.yaml`));
const claimOf = async (room = roomName, ...more: string[]) => {
  const { stdout } = await hub('code', room, '--server', url, '--broker', broker.url, '--json', ...more);
  return JSON.parse(stdout) as { code: string; link: string };
};

beforeAll(async () => {
  expect(await hub('init', '--name', '徐汇区')).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('ca-key.pem'),
  });
  expect((await hub('init', '--name', '徐汇区')).code).toBe(2);
  // The broker could be started with it before any room is there.
  expect(readFileSync(join(est, 'crl.pem'), 'utf8')).toContain('BEGIN X509 CRL');
  const port = await freePort();
  url = `https://localhost:${port}`;
  server = lectern('hub', 'est', 'serve', '--folder', est, '--host', 'localhost', '--port', String(port));
  await server.until(() => server.stdout.includes('ready'));
  await hub('server-pair', '--host', 'localhost', '--out', path('broker'));
  broker = new MosquittoBroker({
    tls: {
      ...{ certificate: path('broker/server.pem'), key: path('broker/server-key.pem') },
      ...{ ca: join(est, 'ca.pem'), crl: join(est, 'crl.pem') },
    },
    rules: accessRules({ ingestUsers: [] }),
  });
  await broker.start();
});
afterAll(async () => {
  server.child.kill();
  await server.finished();
  await broker.remove();
  rmSync(folder, { recursive: true });
});

it('keeps the authority’s key to its owner', () => {
  expect(statSync(join(est, 'ca-key.pem')).mode & 0o777).toBe(0o600);
});

it('makes an authority where a power cut left its key alone, and none in place of one that has signed', async () => {
  const other = path('other');
  const init = () => run('hub', 'est', 'init', '--name', '徐汇区', '--folder', other);
  mkdirSync(other);
  writeFileSync(join(other, 'ca-key.pem'), '');
  expect((await init()).code).toBe(0);
  rmSync(join(other, 'ca.pem'));
  expect(await init()).toMatchObject({ code: 2, stderr: expect.stringContaining('has an authority already') });
});

describe('lectern enrol', () => {
  it('says what is wrong, and which option to give', async () => {
    const { code, link } = await claimOf();
    const refused = async (exit: number, words: string, ...args: string[]) => {
      const finished = await inRoom('r1', ...args);
      expect([finished.code, finished.stderr]).toEqual([exit, expect.stringContaining(words)]);
    };
    await refused(2, 'lectern-enrolment.yaml');
    await refused(2, '--room region/school/room', code, '--server', url);
    await refused(2, '--server https://', code, '--room', roomName);
    await refused(
      2,
      'wrong character',
      code.replace(/.$/, (last) => (last === '7' ? '8' : '7')),
      '--server',
      url,
    );
    await refused(5, 'ECONNREFUSED', code, '--server', 'https://localhost:1', '--room', roomName);
    await refused(2, 'give a code or --from', code, '--from', path('none.yaml'));
    await refused(2, 'cannot be read', '--from', path('none.yaml'));
    expect((await inRoom('r1', 'status')).stdout).toContain('begun and not ended: claim');
    expect((await inRoom('r1', 'forget')).code).toBe(0);
    expect(await inRoom('r1', 'status')).toMatchObject({ code: 1, stdout: expect.stringContaining('no certificate') });
    expect(link).toContain('lectern:enrol?');
  });

  it('gets a certificate, shows and renews it', async () => {
    const { link } = await claimOf();
    const enrolled = await inRoom('r2', link);
    expect([enrolled.code, enrolled.stderr]).toEqual([0, '']);
    expect(enrolled.stdout).toMatch(/✓ .*it is the region’s[\s\S]*certificate: 310104\/2131000000\/r301/);
    const status = async () => JSON.parse((await inRoom('r2', 'status', '--json')).stdout);
    const before = await status();
    expect(before).toMatchObject({ certificate: { room: roomName, server: url }, pending: null });
    expect((await inRoom('r2', 'renew')).code).toBe(0);
    expect((await status()).certificate.serial).not.toBe(before.certificate.serial);
    // The same code does for no other machine.
    const thief = await inRoom('r3', link);
    expect([thief.code, thief.stderr]).toEqual([2, expect.stringContaining('used by another machine')]);
    const [row] = JSON.parse((await hub('list', '--json')).stdout);
    expect(row).toMatchObject({ room: roomName, code: { isUsed: true }, certificate: { revokedMs: null } });
  });

  it('enrols rooms from one file', async () => {
    writeFileSync(path('rooms.csv'), 'region,school,room\n310104,2131000000,r401\n310104,2131000000,r402\n');
    const made = await hub('codes', '--rooms', path('rooms.csv'), '--out', path('out'), '--server', url);
    expect(made.code).toBe(0);
    const [sheet, file] = [path('out/claim-sheet.html'), path('out/lectern-enrolment.yaml')];
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const page = readFileSync(sheet, 'utf8');
    expect(page.match(/<svg/g)).toHaveLength(2);
    expect(page).not.toMatch(/<script|src=|href=/);
    expect((await inRoom('r4', '--from', file)).stderr).toContain('--room');
    for (const room of ['r401', 'r402'])
      expect(await inRoom(room, '--from', file, '--room', room)).toMatchObject({ code: 0 });
    expect((await hub('list')).stdout.match(/有效 valid/g)!.length).toBeGreaterThanOrEqual(2);
  });

  it('waits for approval where the code says so', async () => {
    const room = '310104/2131000000/r501';
    const { link } = await claimOf(room, '--approval');
    expect(await inRoom('r5', link)).toMatchObject({ code: 5, stderr: expect.stringContaining('approve') });
    expect((await hub('approve', room, '310104/2131000000/none')).code).toBe(1);
    expect((await inRoom('r5')).code).toBe(0);
  });

  it('is done while the agent runs: it connects, and is kept out once the region has revoked it', async () => {
    const data = path('live');
    const [config, port] = [path('live.yaml'), await freePort()];
    const room = `{ region: "310104", school: "2131000000", room: r601 }`;
    writeFileSync(
      config,
      `version: 1\nroom: ${room}\nsources: { microphone: "alsa:none" }\nlesson: { begins: hand }\nstore: { folder: ${data} }\nscreen: { port: ${port} }\nhub: { url: "${broker.url}", ca: "${join(est, 'ca.pem')}" }\n`,
    );
    const agent = lectern('run', '-c', config);
    try {
      await agent.until(() => agent.stderr.includes('"msg":"ready"'));
      const { link } = await claimOf('310104/2131000000/r601');
      expect(await run('enrol', link, '-c', config)).toMatchObject({ code: 0, stderr: '' });
      await agent.until(() => agent.stderr.includes('connected to the hub'));
      const state = async () => (await run('status', '--port', String(port), '--json')).stdout;
      expect(await state()).not.toMatch(/HUB_|ENROL_/);
      expect(existsSync(join(data, 'identity/current/key'))).toBe(true);

      const copy = path('copy.pem');
      expect((await hub('revoke', '310104/2131000000/r601', '--crl', copy)).stdout).toContain(copy);
      expect(readFileSync(copy, 'utf8')).toBe(readFileSync(join(est, 'crl.pem'), 'utf8'));
      await broker.stop();
      await broker.start();
      await agent.until(() => /revoked/.test(agent.stderr));
      expect(await run('enrol', 'renew', '-c', config)).toMatchObject({
        code: 2,
        stderr: expect.stringContaining('taken'),
      });
    } finally {
      agent.child.kill();
      await agent.finished();
    }
  });
});
