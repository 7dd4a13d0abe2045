import { once } from 'node:events';
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { asOwnerOf } from '../../commands/as-owner.ts';
import { roomChecks } from '../../commands/doctor-room-checks.ts';
import { agentCheck } from './agent-check.ts';
import { type Check, type CheckResult, ok, runChecks } from './check.ts';
import { clockCheck, timeZoneCheck } from './clock-checks.ts';
import { dataFolderCheck } from './data-folder-check.ts';
import { decoderCheck } from './decoder-check.ts';
import { modelsCheck } from './models-check.ts';
import { type Ran, type RunCommand, runCommand } from './run-command.ts';
import { mediaProgramCheck, nodeCheck } from './software-checks.ts';

const folder = mkdtempSync(join(tmpdir(), 'lectern-doctor-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function result(check: Check): Promise<CheckResult> {
  return (await runChecks([check]))[0]!;
}

/** A machine that says this, for what no machine of ours has. */
const says =
  (ran: Partial<Ran>): RunCommand =>
  async () => ({ status: 0, missing: false, stdout: '', stderr: '', ...ran });

describe('runChecks', () => {
  it('a check that breaks or hangs has failed and spoils no other', async () => {
    const check = (id: string, examine: Check['examine']): Check => ({ id, zh: '甲', en: 'a', examine });
    const checks = [
      check('hangs', () => new Promise(() => {})),
      check('breaks', async () => Promise.reject(new Error('torn'))),
      check('good', async () => ok('fine')),
    ];
    expect(await runChecks(checks, 100)).toEqual([
      expect.objectContaining({
        id: 'hangs',
        state: 'fail',
        detail: 'no answer within 0.1 s',
        remedy: expect.anything(),
      }),
      expect.objectContaining({ id: 'breaks', state: 'fail', detail: 'torn', remedy: expect.anything() }),
      { id: 'good', zh: '甲', en: 'a', state: 'ok', detail: 'fine', remedy: null },
    ]);
  });
});

describe('programs', () => {
  it.each(['ffmpeg', 'ffprobe'] as const)('this machine’s %s will do', async (program) => {
    expect(await result(mediaProgramCheck(program, runCommand))).toMatchObject({ id: program, state: 'ok' });
  });

  it.each([
    ['ffmpeg version 4.3.6-0+deb11u1 Copyright', 'fail'],
    ['ffmpeg version 4.4 Copyright', 'ok'],
    ['ffmpeg version n7.1 Copyright', 'ok'],
    ['ffmpeg version N-109-g1bebcd4 Copyright', 'warn'],
    ['something else', 'fail'],
  ])('%s: %s', async (stdout, state) => {
    expect(await result(mediaProgramCheck('ffmpeg', says({ stdout })))).toMatchObject({ state });
  });

  it('a program that is not there', async () => {
    const missing: RunCommand = (_command, args, signal) => runCommand('lectern-has-no-such-program', args, signal);
    const { state, remedy } = await result(mediaProgramCheck('ffprobe', missing));
    expect([state, remedy?.en]).toEqual(['fail', expect.stringContaining('apt-get install ffmpeg')]);
  });

  it('this Node will do, another will not', async () => {
    expect(await result(nodeCheck(process.versions.node))).toMatchObject({ state: 'ok' });
    expect(await result(nodeCheck('22.11.0'))).toMatchObject({ state: 'fail' });
  });
});

describe('hardware decoders', () => {
  it('a machine without any decodes by itself', async () => {
    const { state, detail } = await result(decoderCheck(runCommand, join(folder, 'nowhere')));
    expect([state, detail]).toEqual(['ok', expect.stringMatching(/v4l2m2m/)]);
  });

  it('a device that is none, asked by a real ffmpeg, does not count as one', async () => {
    const dri = join(folder, 'dri');
    mkdirSync(dri);
    writeFileSync(join(dri, 'renderD128'), '');
    const { state, detail } = await result(decoderCheck(runCommand, dri));
    expect([state, detail]).toEqual(['warn', expect.stringMatching(/vaapi .*renderD128: (?!works)/)]);
  });

  it('is told which of several devices work, by what ffmpeg does with them', async () => {
    const dri = join(folder, 'dri-two');
    mkdirSync(dri);
    for (const name of ['renderD128', 'renderD129', 'card0']) writeFileSync(join(dri, name), '');
    const asked: string[][] = [];
    const run: RunCommand = async (_command, args, signal) => {
      asked.push([...args]);
      const works = args.includes(join(dri, 'renderD129')) || args.includes('libx264');
      const stderr = '[AVHWDeviceContext @ 0x5581] No VA display found for device\nDevice creation failed\n';
      return says(works ? {} : { status: 1, stderr })('', [], signal);
    };
    const { state, detail } = await result(decoderCheck(run, dri));
    expect(state).toBe('ok');
    expect(detail).toMatch(/renderD128: No VA display found for device · vaapi .*renderD129: works · v4l2m2m: No VA/);
    // What ffmpeg decodes in software instead must fail at being downloaded from the device.
    expect(
      asked.filter((args) => args.includes('vaapi')).every((args) => args.includes('hwdownload,format=nv12')),
    ).toBe(true);
    // The frames it was tried on are gone.
    expect(existsSync(asked[0]!.at(-1)!)).toBe(false);
  });
});

describe('models', () => {
  const built = join(import.meta.dirname, '../../../models/built');

  it('are there after set-up', async () => {
    expect(await result(modelsCheck(built))).toMatchObject({
      state: 'ok',
      detail: expect.stringMatching(/^\d+ models/),
    });
  });

  it('one that is missing and one that is cut off are named', async () => {
    const copy = join(folder, 'built');
    mkdirSync(copy);
    writeFileSync(join(copy, 'a.onnx'), 'xx');
    writeFileSync(join(copy, 'b.onnx'), 'xx');
    writeFileSync(join(copy, 'stamps.json'), JSON.stringify({ a: { bytes: 2 }, b: { bytes: 5 }, c: { bytes: 1 } }));
    const { state, detail, remedy } = await result(modelsCheck(copy));
    expect([state, detail]).toEqual(['fail', 'b (2 bytes instead of 5), c (missing)']);
    expect(remedy?.en).toMatch(/npm run models/);
  });

  it.each(['{}', '{"../../x":{"bytes":1}}', 'nonsense'])('a list %j holds none', async (text) => {
    const copy = mkdtempSync(join(folder, 'list-'));
    writeFileSync(join(copy, 'stamps.json'), text);
    expect(await result(modelsCheck(copy))).toMatchObject({ state: 'fail' });
  });
});

describe('the data folder', () => {
  it('that can be written is left as it was', async () => {
    const data = mkdtempSync(join(folder, 'data-'));
    expect(await result(dataFolderCheck(data))).toMatchObject({
      state: expect.stringMatching(/ok|warn/),
      detail: expect.stringMatching(/GiB free of/),
    });
    expect(readdirSync(data)).toEqual([]);
  });

  it('that is not there', async () => {
    expect(await result(dataFolderCheck(join(folder, 'none')))).toMatchObject({
      state: 'fail',
      remedy: { en: expect.stringContaining('install -d') },
    });
  });

  it('that takes no file', async () => {
    // A folder that even root cannot write to.
    expect(await result(dataFolderCheck('/proc/self'))).toMatchObject({
      state: 'fail',
      remedy: { en: expect.stringContaining('findmnt') },
    });
  });

  it.skipIf(process.geteuid?.() !== 0)('[needs root] that is another user’s stays that user’s', async () => {
    const data = mkdtempSync(join(folder, 'data-'));
    const theirs = join(folder, 'theirs');
    mkdirSync(theirs);
    chownSync(theirs, 65_534, 65_534);
    chmodSync(folder, 0o755);
    chmodSync(data, 0o755);
    for (const path of [data, join(data, 'hidden')]) {
      const found = await asOwnerOf(theirs, async () => await result(dataFolderCheck(path)));
      expect(found).toMatchObject({ state: 'fail', remedy: { en: expect.not.stringContaining('chown') } });
      if (path === data) expect(found.remedy?.en).toContain('sudo lectern doctor');
    }
    chmodSync(data, 0o700);
    const hidden = await asOwnerOf(theirs, async () => await result(dataFolderCheck(join(data, 'hidden'))));
    expect(hidden.remedy?.en).toContain('sudo lectern doctor');
    const { checks } = await asOwnerOf(theirs, async () => roomChecks(join(data, 'lectern.yaml'), 1));
    expect(await result(checks[0]!)).toMatchObject({ detail: expect.stringContaining('may not be read') });
  });
});

describe('the clock', () => {
  const now = () => Date.UTC(2026, 8, 1);

  it.each([
    ['an empty battery', () => 0, says({}), 'fail'],
    ['a year that cannot be', () => Date.UTC(2150, 0, 1), says({}), 'fail'],
    ['NTP', now, says({ stdout: 'NTPSynchronized=yes\n' }), 'ok'],
    ['no NTP', now, says({ stdout: 'NTPSynchronized=no\n' }), 'warn'],
    ['nobody who knows', now, says({ status: 1, stderr: 'Failed to connect to bus' }), 'warn'],
    ['no timedatectl', now, says({ status: null, missing: true }), 'warn'],
  ])('%s', async (_what, wallMs, run, state) => {
    expect(await result(clockCheck(run, wallMs))).toMatchObject({ state });
  });

  it('is asked of this machine', async () => {
    expect(await result(clockCheck(runCommand, Date.now))).toMatchObject({ state: expect.stringMatching(/ok|warn/) });
  });

  it.each([
    ['Asia/Shanghai', 'ok'],
    ['Etc/UTC', 'warn'],
    ['UTC', 'warn'],
  ])('time zone %s: %s', async (zone, state) => {
    expect(await result(timeZoneCheck(zone))).toMatchObject({ state });
  });
});

describe('the agent', () => {
  async function answering(status: number, body: string): Promise<CheckResult> {
    const server = createServer((_request, response) => response.writeHead(status).end(body)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    try {
      return await result(agentCheck((server.address() as AddressInfo).port));
    } finally {
      server.close();
    }
  }
  const report = (over: object) => JSON.stringify({ ready: true, safeMode: false, reasons: [], ...over });

  it.each([
    [200, report({}), 'ok', /^ready$/],
    [200, report({ safeMode: true }), 'warn', /safe mode/],
    [503, report({ ready: false, reasons: ['database: disk full'] }), 'fail', /^database: disk full$/],
    [404, '<html>', 'fail', /something else/],
  ])('%i %s: %s', async (status, body, state, detail) => {
    expect(await answering(status, body)).toMatchObject({ state, detail: expect.stringMatching(detail) });
  });

  it('that is not started is worth a note', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, 'close');
    expect(await result(agentCheck(port))).toMatchObject({
      state: 'warn',
      detail: expect.stringMatching(/not running/),
    });
  });
});
