import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exitCodes } from '../agent/commands/exit-code.ts';
import { film, lectern } from './cli.ts';
import { type Fault, shows } from './faults/fault.ts';

const folder = mkdtempSync(join(tmpdir(), 'lectern-bad-input-'));
const out = join(folder, 'out');
const at = (name: string) => join(folder, name);
const ffmpeg = (...args: string[]) => execFileSync('ffmpeg', ['-v', 'error', '-y', ...args]);

/** Runs `lectern`; it must fail with one line that a person can act on, and leave nothing behind. */
async function fails(args: string[], code: number): Promise<string> {
  const result = await lectern(...args).finished();
  expect(result.code).toBe(code);
  const lines = result.stderr.trim().split('\n');
  expect(lines.filter((line) => line.startsWith('lectern: ') || line.startsWith('error: '))).toHaveLength(1);
  expect(result.stderr).not.toMatch(/\n\s+at /);
  expect(result.stdout).toBe('');
  expect(readdirSync(out)).toEqual([]);
  return lines[0]!;
}

beforeAll(() => {
  mkdirSync(out);
  // Written front to back, so that a cut copy still opens and ends early.
  ffmpeg('-i', join(film, 'student.mp4'), '-t', '40', '-c', 'copy', '-movflags', '+faststart', at('whole.mp4'));
  const whole = readFileSync(at('whole.mp4'));
  writeFileSync(at('cut.mp4'), whole.subarray(0, whole.length / 2));
  // The other way round: the index comes last, and is what gets lost.
  ffmpeg('-i', join(film, 'student.mp4'), '-t', '10', '-c', 'copy', at('index-last.mp4'));
  const indexLast = readFileSync(at('index-last.mp4'));
  writeFileSync(at('headless.mp4'), indexLast.subarray(0, indexLast.length / 2));
  writeFileSync(at('empty.opus'), '');
  ffmpeg('-f', 'lavfi', '-i', 'anullsrc=r=16000:cl=mono', '-t', '0', at('silent.wav'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('lectern analyze with bad sources', () => {
  it.each([
    ['a missing video', ['--student-camera', '/nowhere/lesson.mp4'], /no such file/],
    ['a video cut off in the middle', ['--student-camera', at('cut.mp4')], /cut off|cannot be decoded/],
    ['a video without its index', ['--teacher-camera', at('headless.mp4')], /not a readable video/],
    ['sound where a video should be', ['--student-camera', join(film, 'room.opus')], /has no video stream/],
    ['a video without sound as microphone', ['--microphone', join(film, 'student.mp4')], /has no audio stream/],
    ['an empty sound file', ['--microphone', at('empty.opus')], /is empty/],
    ['a sound file of zero length', ['--microphone', at('silent.wav')], /holds no sound/],
  ])('%s', async (_what, args, message) => {
    expect(await fails(['analyze', ...args, '--out', join(out, 'report.json')], exitCodes.source)).toMatch(message);
  });

  it('a good source beside a bad one: nothing is half-written', async () => {
    const args = ['--microphone', join(film, 'room.opus'), '--student-camera', '/nowhere.mp4'];
    await fails(['analyze', ...args, '--out', join(out, 'report.json')], exitCodes.source);
  });
});

describe('lectern with wrong options', () => {
  it.each([
    ['an unknown option', ['analyze', '--loud'], /unknown option '--loud'/],
    ['no source at all', ['analyze'], /no source given/],
    ['a slot that does not exist', ['analyze', '--slot', '7'], /Allowed choices are 10, 15, 30/],
    ['a rate that is no number', ['analyze', '--samples-per-s', 'often'], /must be a number/],
    [
      'a room plan that is none',
      ['analyze', '--microphone', join(film, 'room.opus'), '--room-plan', join(film, 'CREDITS.md')],
      /not a readable room plan/,
    ],
    ['a configuration that is a folder', ['run', '--config', film], /cannot be read/],
  ])('%s', async (_what, args, message) => {
    expect(await fails(args, exitCodes.usage)).toMatch(message);
  });

  it('a wrong school code', async () => {
    const config = `version: 1\nroom: { region: "310104", school: "12345", room: r301 }\nsources: { microphone: ${join(film, 'room.opus')} }\n`;
    writeFileSync(at('lectern.yaml'), config);
    const line = await fails(['run', '--config', at('lectern.yaml')], exitCodes.usage);
    expect(line).toMatch(/lectern\.yaml: room\.school: must be the 10-digit school code/);
  });
});

describe('lectern without room to work', () => {
  it('the screen port taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as { port: number };
    const line = await fails(['demo', '--exit', '--port', String(port), '--data', at('data')], exitCodes.network);
    expect(line).toMatch(new RegExp(`${port}.*already in use`));
    other.close();
  });

  it('a report folder that is not there', async () => {
    const args = ['--microphone', join(film, 'room.opus'), '--out', '/nowhere/report.json'];
    expect(await fails(['analyze', ...args], exitCodes.disk)).toMatch(/there is no folder/);
  });

  const smallDisk: Fault = {
    part: 'disk',
    kind: 'overload',
    fault: 'the disk is full when a recording’s report is to be written',
    seen: 'whoever does it: the disk is full',
    lost: 'that report; nothing is half-written',
    recovers: 'do it again when there is room',
  };
  it('a full disk', shows(smallDisk), async ({ skip }) => {
    const disk = at('disk');
    mkdirSync(disk);
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4k', 'tmpfs', disk], { stdio: 'ignore' });
    } catch {
      skip('only root can mount the small disk that this test fills');
    }
    try {
      writeFileSync(join(disk, 'full'), Buffer.alloc(4096));
      const source = ['--microphone', join(film, 'room.opus')];
      expect(await fails(['analyze', ...source, '--out', join(disk, 'report.json')], exitCodes.disk)).toMatch(
        /disk is full/,
      );
      expect(readdirSync(disk)).toEqual(['full']);
      expect(await fails(['demo', '--exit', '--port', '0', '--data', join(disk, 'data')], exitCodes.disk)).toMatch(
        /disk is full/,
      );
    } finally {
      execFileSync('umount', [disk]);
    }
  });
});
