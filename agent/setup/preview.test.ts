import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { RtspCamera } from '../../test/fixtures/rtsp-camera.ts';
import type { LiveSource } from '../lesson/live-source.ts';
import type { SetupSource } from '../screen/setup/controls/configuration.ts';
import { Preview, type PreviewOptions, type PreviewRefusal } from './preview.ts';

vi.setConfig({ testTimeout: 60_000 });

const folder = mkdtempSync(join(tmpdir(), 'lectern-preview-'));
const film = join(folder, 'film.mp4');
const login = { user: 'it', password: 'p@ss w/rd' };
const camera = new RtspCamera({ films: { '/main': film }, login });
let refusal: PreviewRefusal | null = null;
let opened: boolean[] = [];
let preview: Preview | undefined;

beforeAll(async () => {
  const x264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-g', '5', '-bf', '0', '-pix_fmt', 'yuv420p'];
  const source = ['-f', 'lavfi', '-i', 'testsrc2=size=1600x900:rate=5:duration=60'];
  const tone = ['-f', 'lavfi', '-i', 'sine=frequency=440:duration=20,volume=4dB'];
  execFileSync('ffmpeg', ['-v', 'error', '-nostdin', ...source, ...x264, film]);
  execFileSync('ffmpeg', ['-v', 'error', '-nostdin', ...tone, join(folder, 'tone.wav')]);
  await camera.start();
});
afterAll(async () => {
  await camera.stop();
  rmSync(folder, { recursive: true, force: true });
});
afterEach(() => {
  preview?.close();
  refusal = null;
  opened = [];
});

const rtsp = (change: object = {}): LiveSource => ({
  ...{ kind: 'rtsp', url: camera.url('/main'), login, transport: 'tcp', decoder: 'software' },
  ...change,
});

function previewOf(sources: Partial<Record<SetupSource, LiveSource>>, timing?: PreviewOptions['timing']): Preview {
  preview = new Preview({
    sourceOf: (source) => sources[source]!,
    refusal: () => refusal,
    opening: () => {},
    changed: (isOpen) => opened.push(isOpen),
    ...(timing && { timing }),
  });
  return preview;
}

const sizeOf = (jpeg: Uint8Array): string =>
  execFileSync('ffprobe', ['-v', 'error', '-show_entries', 'stream=codec_name,width,height', '-of', 'csv=p=0', '-'], {
    input: jpeg,
  })
    .toString()
    .trim();

async function untilLive(shown: Preview): Promise<void> {
  await vi.waitFor(() => expect(shown.status()).toMatchObject({ state: 'live' }), { timeout: 20_000 });
}

it('shows a camera of the network in small pictures, some a second', async () => {
  const shown = previewOf({ studentCamera: rtsp() });
  expect(shown.open('studentCamera')).toMatchObject({ state: 'opening', source: 'studentCamera' });
  await untilLive(shown);
  expect(shown.status()).toMatchObject({ width: 1600, height: 900, level: null });
  const first = shown.picture('studentCamera')!;
  expect(sizeOf(first)).toBe('mjpeg,960,540');
  expect(first.length).toBeLessThan(300_000);
  await vi.waitFor(() => expect(shown.picture('studentCamera')).not.toEqual(first));
  shown.close();
  expect(opened).toEqual([true, false]);
  expect(() => shown.picture('studentCamera')).toThrow(/is not open/);
});

it('tells of a microphone only how loud it is', async () => {
  const shown = previewOf({ microphone: { kind: 'file', path: join(folder, 'tone.wav'), loop: false } });
  shown.open('microphone');
  await untilLive(shown);
  const { level } = shown.status();
  // ffmpeg's sine is an eighth of full scale, -18.1 dBFS; 4 dB more of it is asked for.
  expect(level!.peakDbfs).toBeCloseTo(-14.1, 0);
  expect(level!.rmsDbfs).toBeCloseTo(-17.1, 0);
  expect(shown.picture('microphone')).toBeNull();
});

it('says what is wrong with a camera, without its password', async () => {
  const wrong = { user: 'it', password: 'hidden' };
  const shown = previewOf({
    studentCamera: rtsp({ login: wrong }),
    teacherCamera: rtsp({ url: camera.url('/other') }),
  });
  for (const [source, code] of [
    ['studentCamera', 'SOURCE_REFUSED'],
    ['teacherCamera', 'SOURCE_UNKNOWN'],
  ] as const) {
    shown.open(source);
    await vi.waitFor(() => expect(shown.status().state).toBe('closed'), { timeout: 20_000 });
    expect(shown.status()).toMatchObject({ why: 'failed', source, cause: { code } });
    expect(JSON.stringify(shown.status())).not.toContain('hidden');
  }
});

it('shows one source at a time', async () => {
  const shown = previewOf({ studentCamera: rtsp(), teacherCamera: { kind: 'file', path: film, loop: false } });
  shown.open('studentCamera');
  await untilLive(shown);
  shown.open('teacherCamera');
  expect(() => shown.picture('studentCamera')).toThrow(/is not open/);
  // Who looked at the other one before may leave only now.
  shown.close('studentCamera');
  await untilLive(shown);
  expect(sizeOf(shown.picture('teacherCamera')!)).toBe('mjpeg,960,540');
});

it('ends when nobody asks any more, and after its time also when somebody does', async () => {
  const shown = previewOf({ studentCamera: rtsp() }, { unusedMs: 1_500, mostMs: 4_000 });
  shown.open('studentCamera');
  await delay(2_000);
  expect(shown.status()).toMatchObject({ state: 'closed', why: 'unused' });
  shown.open('studentCamera');
  for (let i = 0; i < 45 && shown.isOpen; i++) {
    shown.status();
    await delay(100);
  }
  expect(shown.status()).toMatchObject({ state: 'closed', why: 'time-over' });
  expect(opened).toEqual([true, false, true, false]);
});

it('is never open in a lesson or while sensing is off', async () => {
  const shown = previewOf({ studentCamera: rtsp() });
  refusal = 'lesson';
  expect(() => shown.open('studentCamera')).toThrow(expect.objectContaining({ code: 'SETUP_LESSON_GOES_ON' }));
  refusal = 'sensing-off';
  expect(() => shown.open('studentCamera')).toThrow(expect.objectContaining({ code: 'SETUP_SENSING_OFF' }));
  refusal = null;
  shown.open('studentCamera');
  shown.roomChanged();
  expect(shown.isOpen).toBe(true);
  refusal = 'lesson';
  shown.roomChanged();
  expect(shown.status()).toMatchObject({ state: 'closed', why: 'lesson' });
});

it('leaves no program behind', async () => {
  const shown = previewOf({ studentCamera: rtsp() });
  shown.open('studentCamera');
  await untilLive(shown);
  const programs = () =>
    execFileSync('ps', ['-eo', 'args'])
      .toString()
      .split('\n')
      .filter((line) => line.includes('mpjpeg')).length;
  expect(programs()).toBeGreaterThan(0);
  shown.close();
  await vi.waitFor(() => expect(programs()).toBe(0), { timeout: 10_000 });
});
