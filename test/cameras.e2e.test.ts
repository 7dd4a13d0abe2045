import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { lectern } from './cli.ts';
import { MadeOnvifDevice, madePassword, madeUser } from './fixtures/onvif-device.ts';

/** Cameras on the loopback, found by a real multicast probe on the port of WS-Discovery. */
const devices = {
  front: new MadeOnvifDevice({ name: 'IPC front', endpoint: 'urn:uuid:1', clockOffsetMs: 3_600_000 }),
  back: new MadeOnvifDevice({ name: 'IPC back', endpoint: 'urn:uuid:2', password: 'another' }),
  garbage: new MadeOnvifDevice({ name: 'IPC garbage', endpoint: 'urn:uuid:3', fault: 'not-xml' }),
  hanging: new MadeOnvifDevice({ name: 'IPC hanging', endpoint: 'urn:uuid:4', fault: 'hangs' }),
};
const folder = mkdtempSync(join(tmpdir(), 'lectern-cameras-'));
const credentials = join(folder, 'cameras.yaml');

beforeAll(async () => {
  for (const device of Object.values(devices)) await device.start();
  writeFileSync(credentials, `user: ${madeUser}\npassword: '${madePassword}'\n`, { mode: 0o600 });
});

afterAll(() => {
  for (const device of Object.values(devices)) device.stop();
  rmSync(folder, { recursive: true });
});

const cameras = (...args: string[]) => lectern('cameras', ...args).finished();
const search = ['discover', '--seconds', '1', '--interface', 'lo'];

describe('lectern cameras discover', () => {
  it('lists the cameras of the network', async () => {
    const { code, stdout } = await cameras(...search);
    expect(code).toBe(0);
    expect(stdout).toMatch(/cameras found: 4/);
    for (const [name, { port }] of Object.entries(devices)) {
      expect(stdout).toMatch(new RegExp(`127\\.0\\.0\\.1:${port} +IPC ${name} +MADE-2143 +三楼 301\n`));
    }
    expect(stdout).toMatch(/lectern cameras show/);
  });

  it('with credentials describes each and says what is wrong with the others, without the password', async () => {
    const { code, stdout, stderr } = await cameras(...search, '--credentials', credentials, '--json');
    expect(code).toBe(0);
    expect(stdout + stderr).not.toContain(madePassword);
    const listed = JSON.parse(stdout).cameras as { name: string; fault?: { code: string }; description?: unknown }[];
    const ends = Object.fromEntries(listed.map(({ name, fault, description }) => [name, fault?.code ?? description]));
    expect(ends).toMatchObject({
      'IPC front': { clockOffsetS: expect.closeTo(3600, -1), streams: [{ role: 'main' }, { role: 'sub' }] },
      'IPC back': 'ONVIF_NOT_AUTHORIZED',
      'IPC garbage': 'ONVIF_BAD_ANSWER',
      'IPC hanging': 'ONVIF_TIMEOUT',
    });
  });

  it('names an interface that is not there', async () => {
    const { code, stderr } = await cameras('discover', '--interface', 'eth99');
    expect([code, stderr]).toEqual([5, expect.stringMatching(/^lectern: eth99: .*lo/)]);
  });
});

describe('lectern cameras show', () => {
  it('prints streams and lines for the configuration', async () => {
    const { code, stdout } = await cameras('show', `127.0.0.1:${devices.front.port}`, '--credentials', credentials);
    expect(code).toBe(0);
    expect(stdout).toMatch(/固件 firmware 5\.70 · 序列号 serial 00420/);
    expect(stdout).toMatch(/3600 s ahead|3599 s ahead/);
    expect(stdout).toMatch(/主 main +mainStream +H264 +1920×1080 +25\/s +G711 +rtsp:/);
    expect(stdout).toMatch(/子 sub +subStream +H264 +640×360 +12\/s/);
    const lines = stdout.slice(stdout.indexOf('sources:'));
    expect(parse(lines)).toEqual({ sources: { studentCamera: 'rtsp://127.0.0.1:554/P_main?unicast=true' } });
    expect(parse(lines.replaceAll(/^ {2}# /gm, '  '))).toHaveProperty(
      'sources.microphone',
      'rtsp://127.0.0.1:554/P_sub?unicast=true',
    );
  });

  it('takes port and host apart', async () => {
    const port = String(devices.front.port);
    const { stdout } = await cameras('show', '127.0.0.1', '--port', port, '--credentials', credentials, '--json');
    expect(JSON.parse(stdout)).toMatchObject({ reachable: true, description: { device: { firmware: '5.70' } } });
  });

  it.each([
    ['a wrong password', () => [devices.back.address.href, '--credentials', credentials], 5, /lock a user out/],
    ['no password', () => [devices.front.address.href], 5, /--credentials/],
    ['something that is no camera', () => [devices.garbage.address.href, '--credentials', credentials], 5, /not ONVIF/],
    ['a password on the command line', () => ['http://u:hush@127.0.0.1/'], 2, /--credentials/],
    ['no address', () => ['ftp://x'], 2, /192\.168\.1\.64/],
  ])('ends with one line for %s', async (_what, args, exitCode, message) => {
    const { code, stdout, stderr } = await cameras('show', ...args());
    expect([code, stdout, stderr]).toEqual([exitCode, '', expect.stringMatching(message)]);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).not.toMatch(/hush/);
    expect(stderr).not.toContain(madePassword);
  });

  it('refuses a credentials file that others may read', async () => {
    const open = join(folder, 'open.yaml');
    writeFileSync(open, 'user: a\npassword: b\n', { mode: 0o644 });
    const { code, stderr } = await cameras('show', '127.0.0.1', '--credentials', open);
    expect([code, stderr]).toEqual([2, expect.stringMatching(/chmod 600/)]);
  });
});
