import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Fault, shows } from '../../../test/faults/fault.ts';
import { childrenNamed } from '../../../test/fixtures/process-tree.ts';
import { type FfmpegOptions, FfmpegProcess } from './ffmpeg-process.ts';

let folder: string;
const at = (name: string) => join(folder, name);
const path = process.env.PATH!;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lectern-ffmpeg-'));
});

afterEach(() => {
  process.env.PATH = path;
});

afterAll(() => rmSync(folder, { recursive: true }));

/** Arguments of an ffmpeg that gives pictures for ever. @param options before the input */
const endless = (...options: string[]) => [
  ...['-hide_banner', '-loglevel', 'warning', ...options, '-re'],
  ...['-f', 'lavfi', '-i', 'testsrc=s=64x48:r=10', '-f', 'rawvideo', 'pipe:1'],
];
const live: Required<FfmpegOptions>['live'] = { playlist: null, secrets: [] };

/** Starts ffmpeg and reads all that it gives; done when it has given something. */
async function begun(args: readonly string[] = endless(), more: Partial<FfmpegOptions> = { live }) {
  const ffmpeg = new FfmpegProcess({ args, name: 'camera', ...more });
  let first = () => {};
  const hasBegun = new Promise<void>((resolve) => {
    first = resolve;
  });
  const read = (async () => {
    for await (const _ of ffmpeg.output()) first();
  })();
  const failed = read.catch((error: unknown) => error);
  await Promise.race([hasBegun, failed]);
  return { ffmpeg, failed };
}

/** A program that only the kernel can end. */
const hearsNothing = "trap '' TERM INT PIPE; echo begun; while true; do sleep 0.1; done";

/** Puts a program called ffmpeg before the real one. */
function standIn(script: string): void {
  mkdirSync(at('bin'), { recursive: true });
  writeFileSync(at('bin/ffmpeg'), `#!/bin/bash\n${script}\n`);
  chmodSync(at('bin/ffmpeg'), 0o755);
  process.env.PATH = `${at('bin')}:${path}`;
}

/** Stops it, and says how long that took and what of it was left. */
async function stopped(ffmpeg: FfmpegProcess) {
  const before = performance.now();
  await ffmpeg.stop();
  return { tookMs: performance.now() - before, left: childrenNamed('ffmpeg') };
}

describe('stopping', () => {
  it('asks first, and a live ffmpeg ends by itself at once', async () => {
    const { ffmpeg, failed } = await begun();
    expect(childrenNamed('ffmpeg')).toHaveLength(1);
    const { tookMs, left } = await stopped(ffmpeg);
    expect(tookMs).toBeLessThan(1500);
    expect(left).toEqual([]);
    expect(await failed).toBeUndefined();
  });

  it('asks by the key q, and by nothing else when that is heard', async () => {
    standIn(`trap 'echo TERM >> ${at('heard')}; exit 1' TERM; echo begun; read -n1 key; echo $key >> ${at('heard')}`);
    const { ffmpeg, failed } = await begun();
    const { tookMs, left } = await stopped(ffmpeg);
    expect(readFileSync(at('heard'), 'utf8')).toBe('q\n');
    expect(tookMs).toBeLessThan(1500);
    expect(left).toEqual([]);
    expect(await failed).toBeUndefined();
  });

  it('tells one that does not listen', async () => {
    const { ffmpeg, failed } = await begun(endless('-nostdin'));
    const { tookMs, left } = await stopped(ffmpeg);
    expect(tookMs).toBeGreaterThan(1900);
    expect(tookMs).toBeLessThan(3500);
    expect(left).toEqual([]);
    expect(await failed).toBeUndefined();
  });

  it('tells one that reads a recording at once', async () => {
    const { ffmpeg } = await begun(endless('-nostdin'), {});
    const { tookMs, left } = await stopped(ffmpeg);
    expect(tookMs).toBeLessThan(1500);
    expect(left).toEqual([]);
  });

  const ffmpegHangs: Fault = {
    part: 'sensor',
    kind: 'silent',
    fault: 'ffmpeg hangs and does not hear that it shall end',
    seen: 'nothing; the device is free a few seconds later',
    lost: 'nothing of the lesson: the end of sensing takes up to 5.5 s',
    recovers: 'asked first, told after 2 s, and ended by the kernel after 4 s',
  };
  it('ends one that hears nothing at all', shows(ffmpegHangs), async () => {
    standIn(hearsNothing);
    const { ffmpeg, failed } = await begun();
    const { tookMs, left } = await stopped(ffmpeg);
    expect(tookMs).toBeGreaterThan(3900);
    expect(tookMs).toBeLessThan(5500);
    expect(left).toEqual([]);
    expect(await failed).toBeUndefined();
  });

  it('may be asked for again and again, and when it has ended', async () => {
    const { ffmpeg, failed } = await begun();
    await Promise.all([ffmpeg.stop(), ffmpeg.stop()]);
    await failed;
    await ffmpeg.stop();
    expect(childrenNamed('ffmpeg')).toEqual([]);
  });

  it('before the start keeps it from starting', async () => {
    const ffmpeg = new FfmpegProcess({ args: endless(), name: 'camera', live });
    await ffmpeg.stop();
    expect(await ffmpeg.output().next()).toEqual({ done: true, value: undefined });
    expect(childrenNamed('ffmpeg')).toEqual([]);
  });

  it('is what leaving the loop does', async () => {
    const ffmpeg = new FfmpegProcess({ args: endless(), name: 'camera', live });
    for await (const _ of ffmpeg.output()) break;
    await vi.waitFor(() => expect(childrenNamed('ffmpeg')).toEqual([]), { timeout: 1500, interval: 20 });
  });
});

describe('an ffmpeg that fails', () => {
  const ffmpegFails: Fault = {
    part: 'sensor',
    kind: 'lost',
    fault: 'ffmpeg ends with an error in a lesson',
    seen: { code: 'MEDIA_LOST' },
    lost: 'what its device would have given until it is opened again: a gap in the report',
    recovers:
      'the device is opened again, with pauses of 1 s to 60 s; the log has what ffmpeg said last, without passwords',
  };
  it('is told with what it said last, and nothing of it is left', shows(ffmpegFails), async () => {
    standIn('for i in $(seq 150); do echo "line $i" >&2; done; echo "rtsp://it:p%40ss@h/1: no more p@ss" >&2; exit 3');
    const ffmpeg = new FfmpegProcess({ args: [], name: 'camera', live: { playlist: null, secrets: ['p@ss'] } });
    await expect(ffmpeg.output().next()).rejects.toMatchObject({
      code: 'MEDIA_LOST',
      message: 'camera: rtsp://h/1: no more ***',
    });
    expect(ffmpeg.log).toHaveLength(100);
    expect(ffmpeg.log[0]).toBe('line 52');
    expect(childrenNamed('ffmpeg')).toEqual([]);
  });

  it('may end before it has read what it was told', async () => {
    standIn('exit 0');
    const playlist = 'x'.repeat(1_000_000);
    const ffmpeg = new FfmpegProcess({ args: [], name: 'camera', live: { playlist, secrets: [] } });
    expect(await ffmpeg.output().next()).toMatchObject({ done: true });
  });

  it('reads the list from descriptor 3', async () => {
    standIn('cat <&3');
    const ffmpeg = new FfmpegProcess({ args: [], name: 'camera', live: { playlist: 'ffconcat\n', secrets: [] } });
    expect(String((await ffmpeg.output().next()).value)).toBe('ffconcat\n');
    await ffmpeg.stop();
  });
});

describe('a machine that lacks', () => {
  const toolMissing: Fault = {
    part: 'sensor',
    kind: 'absent',
    fault: 'ffmpeg, or setpriv which starts it, is not installed',
    seen: { code: 'MEDIA_TOOL_MISSING' },
    lost: 'everything that cameras and microphones would give',
    recovers: 'opened again for ever: it works once the named package is installed',
  };
  it.each([
    ['ffmpeg', ['setpriv'], 'ffmpeg is not installed; install it with: sudo apt-get install ffmpeg'],
    ['setpriv', ['ffmpeg'], 'setpriv is not installed; install it with: sudo apt-get install util-linux'],
  ])('%s is told so', shows(toolMissing), async (lacking, tools, message) => {
    const bin = at(`without-${lacking}`);
    mkdirSync(bin);
    for (const tool of tools)
      symlinkSync(['/usr/bin', '/bin'].map((dir) => join(dir, tool)).find(existsSync)!, join(bin, tool));
    process.env.PATH = bin;
    const ffmpeg = new FfmpegProcess({ args: endless(), name: 'camera', live });
    await expect(ffmpeg.output().next()).rejects.toMatchObject({ code: 'MEDIA_TOOL_MISSING', message });
    await ffmpeg.stop();
  });
});

describe('a thread that dies', () => {
  const threadDies: Fault = {
    part: 'sensor',
    kind: 'killed',
    fault: 'the thread that reads a device ends and leaves its ffmpeg',
    seen: 'nothing',
    lost: 'nothing more: ffmpeg is gone within 1.5 s and the device free',
    recovers: 'the kernel ends ffmpeg with the thread that began it',
  };
  it('takes its ffmpeg with it', shows(threadDies), async () => {
    standIn(hearsNothing);
    const module = pathToFileURL(join(import.meta.dirname, 'ffmpeg-process.ts')).href;
    const code = `
      import(${JSON.stringify(module)}).then(async ({ FfmpegProcess }) => {
        const { parentPort, workerData } = require('node:worker_threads');
        for await (const _ of new FfmpegProcess(workerData).output()) parentPort.postMessage('begun');
      });`;
    const worker = new Worker(code, { eval: true, workerData: { args: [], name: 'camera', live } });
    await new Promise((resolve) => worker.once('message', resolve));
    expect(childrenNamed('ffmpeg')).toHaveLength(1);
    await worker.terminate();
    // With the thread went whoever would ask how it ended, so that a zombie stays until the process ends too.
    const running = () => childrenNamed('ffmpeg').filter(({ state }) => state !== 'Z');
    await vi.waitFor(() => expect(running()).toEqual([]), { timeout: 1500, interval: 20 });
  });
});
