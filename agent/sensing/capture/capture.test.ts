import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Fault, shows } from '../../../test/faults/fault.ts';
import { makeMedia, sine, stairs, turnMedia, twoSines } from '../../../test/fixtures/made-media.ts';
import { audioBlocks, deinterleave } from './audio-blocks.ts';
import type { FileSource } from './ffmpeg-arguments.ts';
import { probeAudio, probeVideo } from './media-probe.ts';
import { videoFrames, workingFormat } from './video-frames.ts';

let folder: string;
const at = (name: string) => join(folder, name);
const idle = new AbortController().signal;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lectern-capture-'));
  makeMedia(at('stairs.mp4'), ...stairs(64, 48, 6));
  makeMedia(at('sine.wav'), ...sine(2));
});

afterAll(() => rmSync(folder, { recursive: true }));

const source = (name: string, more: Partial<FileSource> = {}): FileSource => ({
  path: at(name),
  startAtMs: 0,
  ...more,
});

interface Seen {
  atMs: number;
  width: number;
  height: number;
  bytes: number;
  /** Mean of the middle row. */
  bright: number;
}

async function watch(name: string, fps = 1, more: Partial<FileSource> = {}): Promise<Seen[]> {
  const stream = await probeVideo(at(name));
  const seen: Seen[] = [];
  for await (const { rgb, width, height, atMs } of videoFrames(
    source(name, more),
    stream,
    workingFormat(stream, fps),
    idle,
  )) {
    const row = rgb.subarray(Math.floor(height / 2) * width * 3, (Math.floor(height / 2) + 1) * width * 3);
    seen.push({ atMs, width, height, bytes: rgb.length, bright: row.reduce((a, b) => a + b, 0) / row.length });
  }
  return seen;
}

/** What a step of the stairs looks like: video levels 16–235 spread over 0–255. */
const step = (second: number) => (20 * Math.floor(second + 0.72) * 255) / 219;

describe('the frames of a film', () => {
  it('come at their times, whole, and show what there is at that time', async () => {
    const frames = await watch('stairs.mp4');
    expect(frames.map(({ atMs }) => atMs)).toEqual([0, 1000, 2000, 3000, 4000, 5000]);
    for (const { width, height, bytes, bright, atMs } of frames) {
      expect([width, height, bytes]).toEqual([64, 48, 64 * 48 * 3]);
      expect(Math.abs(bright - step(atMs / 1000)), `${atMs}`).toBeLessThan(4);
    }
  });

  it('may come more or less often', async () => {
    expect((await watch('stairs.mp4', 0.5)).map(({ atMs }) => atMs)).toEqual([0, 2000, 4000]);
    const often = await watch('stairs.mp4', 4);
    expect(often.map(({ atMs }) => atMs)).toEqual(Array.from({ length: 24 }, (_, i) => 250 * i));
    for (const { atMs, bright } of often) expect(Math.abs(bright - step(atMs / 1000)), `${atMs}`).toBeLessThan(4);
  });

  it('may begin in the middle', async () => {
    const frames = await watch('stairs.mp4', 1, { startAtMs: 3000 });
    expect(frames.map(({ atMs }) => atMs)).toEqual([3000, 4000, 5000]);
    expect(Math.abs(frames[0]!.bright - step(3))).toBeLessThan(4);
  });

  it('are none, without complaint, when a restart begins at the end', async () => {
    expect(await watch('stairs.mp4', 1, { startAtMs: 6000 })).toEqual([]);
  });

  it.each([
    [65, 49, 64, 48],
    [33, 37, 32, 36],
    [2, 2, 2, 2],
  ])('of an odd size (%i × %i) are even', async (width, height) => {
    const name = `odd-${width}.mkv`;
    makeMedia(at(name), '-f', 'lavfi', '-i', `testsrc=s=${width}x${height}:r=5:d=2`, '-c:v', 'ffv1');
    const frames = await watch(name);
    expect(frames).toHaveLength(2);
    for (const frame of frames) {
      expect((frame.width % 2) + (frame.height % 2)).toBe(0);
      expect(Math.abs(frame.width - width) + Math.abs(frame.height - height)).toBeLessThanOrEqual(2);
      expect(frame.bytes).toBe(frame.width * frame.height * 3);
    }
  });

  it('stand upright when the film is turned', async () => {
    turnMedia(at('stairs.mp4'), at('turned.mp4'), 90);
    const frames = await watch('turned.mp4');
    expect(frames).toHaveLength(6);
    expect(frames[0]).toMatchObject({ width: 48, height: 64 });
  });

  it('are looked at in 1920 pixels at most', () => {
    expect(workingFormat({ width: 3840, height: 2160, durationS: null }, 1)).toEqual({
      width: 1920,
      height: 1080,
      fps: 1,
    });
    expect(workingFormat({ width: 1, height: 1, durationS: null }, 1)).toMatchObject({ width: 2, height: 2 });
  });
});

describe('a film that was cut off', () => {
  const cutOff: Fault = {
    part: 'recording',
    kind: 'wrong',
    fault: 'half of the file is missing',
    seen: 'whoever brought it: the file is not complete, or cannot be read',
    lost: 'this recording: a report of half a lesson is not made',
    recovers: 'bring the whole file',
  };
  it.each(['mkv', 'mp4'])('is told to be (%s)', shows(cutOff), async (kind) => {
    const name = `cut.${kind}`;
    makeMedia(
      at(name),
      ...['-f', 'lavfi', '-i', 'testsrc=s=320x240:r=10:d=20', '-c:v', 'libx264', '-preset', 'ultrafast', '-g', '10'],
      ...(kind === 'mp4' ? ['-movflags', '+faststart'] : []),
    );
    truncateSync(at(name), Math.floor(readFileSync(at(name)).length / 2));
    const error = await watch(name).catch((e: unknown) => e);
    expect(error).toMatchObject({ code: expect.stringMatching(/^MEDIA_(TRUNCATED|UNREADABLE)$/) });
    expect((error as Error).message).toContain(at(name));
  });

  it('is unreadable when its index is gone', async () => {
    makeMedia(at('headless.mp4'), ...stairs(64, 48, 2));
    truncateSync(at('headless.mp4'), 500);
    await expect(watch('headless.mp4')).rejects.toMatchObject({ code: 'MEDIA_UNREADABLE' });
  });
});

describe('the sound of a file', () => {
  /** Its channels in blocks: blocks, then channels, then samples. */
  async function listen(name: string, blockSize: number, more: Partial<FileSource> = {}) {
    const blocks: Float32Array[][] = [];
    for await (const block of audioBlocks(source(name, more), await probeAudio(at(name)), blockSize, idle))
      blocks.push(block.map((channel) => Float32Array.from(channel)));
    return blocks;
  }

  /** All samples of each channel. */
  async function channelsOf(name: string) {
    const blocks = await listen(name, 1600);
    return blocks[0]!.map((_, c) => blocks.flatMap((block) => [...block[c]!]));
  }

  const rmsOf = (samples: readonly number[]) =>
    Math.sqrt(samples.reduce((sum, sample) => sum + sample ** 2, 0) / samples.length);
  const pitchOf = (samples: readonly number[]) =>
    samples.filter((sample, i) => i > 0 && sample > 0 !== samples[i - 1]! > 0).length / 2 / (samples.length / 16_000);

  it('comes in blocks of one size, all but a last part', async () => {
    const blocks = await listen('sine.wav', 512);
    expect(blocks).toHaveLength(Math.floor(32_000 / 512));
    expect(new Set(blocks.flat().map((block) => block.length))).toEqual(new Set([512]));
    expect(new Set(blocks.map((block) => block.length))).toEqual(new Set([1]));
  });

  it('has the level it had', async () => {
    const [samples] = await channelsOf('sine.wav');
    expect(rmsOf(samples!)).toBeCloseTo(0.5 / Math.SQRT2, 3);
    expect(samples![9]).toBeCloseTo(0.5 * Math.sin((2 * Math.PI * 440 * 9) / 16_000), 3);
  });

  it.each([
    ['telephone.wav', 8000, ['-c:a', 'pcm_mulaw']],
    ['cd.wav', 44_100, []],
    ['24-bit.wav', 48_000, ['-c:a', 'pcm_s24le']],
    ['studio.flac', 96_000, []],
    ['song.mp3', 48_000, []],
    ['film.m4a', 48_000, ['-c:a', 'aac']],
    ['speech.opus', 48_000, []],
  ] as const)('is at 16 kHz, channel by channel, whatever it was (%s)', async (name, rate, codec) => {
    makeMedia(at(name), ...twoSines(2, rate), ...codec);
    const channels = await channelsOf(name);
    for (const [c, hertz] of [440, 1000].entries()) {
      // Codecs add a little silence around; what lies between is the sound.
      const middle = channels[c]!.slice(8000, 24_000);
      expect(pitchOf(middle)).toBeCloseTo(hertz, -1);
      expect(rmsOf(middle)).toBeCloseTo(0.5 / Math.SQRT2 ** (c === 0 ? 1 : 3), 1);
    }
    expect(Math.abs(channels[0]!.length - 32_000)).toBeLessThanOrEqual(1600);
  });

  it('of many channels is the first two, with nothing of the others', async () => {
    const others = [2, 3, 4, 5].map((c) => `|c${c}=c1`).join('');
    makeMedia(at('six.wav'), ...twoSines(2, 48_000), '-af', `pan=5.1|c0=c0|c1=0*c0${others}`);
    const channels = await channelsOf('six.wav');
    expect(channels).toHaveLength(2);
    expect(rmsOf(channels[0]!)).toBeCloseTo(0.5 / Math.SQRT2, 2);
    expect(rmsOf(channels[1]!)).toBe(0);
  });

  it('of two channels may be of any content: each comes out as it went in', () => {
    const sample = fc.float({ noNaN: true, min: -2, max: 2 });
    const pairs = fc.array(fc.tuple(sample, sample), { maxLength: 300 });
    fc.assert(
      fc.property(pairs, (frames) => {
        const channels = [new Float32Array(frames.length), new Float32Array(frames.length)];
        deinterleave(Float32Array.from(frames.flat()), channels);
        expect(channels.map((channel) => [...channel])).toEqual([
          frames.map(([first]) => first),
          frames.map(([, second]) => second),
        ]);
      }),
    );
  });

  it('may begin in the middle', async () => {
    expect(await listen('sine.wav', 1600, { startAtMs: 1500 })).toHaveLength(5);
  });

  it('of no length is empty', async () => {
    const silent = makeMedia(at('nothing.wav'), ...sine(1), '-t', '0');
    writeFileSync(silent, readFileSync(silent).subarray(0, 4096));
    await expect(listen('nothing.wav', 512)).rejects.toMatchObject({ code: 'MEDIA_EMPTY' });
  });
});

/** Numbers of the ffmpeg processes that this one started and that are still there, also as zombies. */
function ffmpegs(): string[] {
  return readdirSync('/proc').filter((pid) => {
    try {
      const [, name, rest] = /^\d+ \((.*)\) (.*)$/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8').trim()) ?? [];
      return name === 'ffmpeg' && rest?.split(' ')[1] === String(process.pid);
    } catch {
      return false;
    }
  });
}

describe('stopping', () => {
  const long = ['-f', 'lavfi', '-i', 'testsrc=s=320x240:r=10:d=60', '-c:v', 'libx264', '-preset', 'ultrafast'];
  const gone = () => vi.waitFor(() => expect(ffmpegs()).toEqual([]), { timeout: 3000, interval: 20 });

  it('ends ffmpeg and the frames, with no zombie left', async () => {
    makeMedia(at('long.mp4'), ...long);
    const stream = await probeVideo(at('long.mp4'));
    const stop = new AbortController();
    let frames = 0;
    for await (const _ of videoFrames(source('long.mp4'), stream, workingFormat(stream, 5), stop.signal)) {
      frames++;
      if (frames === 1) expect(ffmpegs()).toHaveLength(1);
      if (frames === 2) stop.abort();
    }
    expect(frames).toBe(2);
    await gone();
  });

  it('by leaving the loop ends ffmpeg too', async () => {
    const stream = await probeVideo(at('long.mp4'));
    for await (const _ of videoFrames(source('long.mp4'), stream, workingFormat(stream, 5), idle)) break;
    await gone();
  });

  it('before the start starts nothing', async () => {
    const stream = await probeVideo(at('long.mp4'));
    const frames = videoFrames(source('long.mp4'), stream, workingFormat(stream, 5), AbortSignal.abort());
    expect(await frames.next()).toMatchObject({ done: true });
    expect(ffmpegs()).toEqual([]);
  });
});
