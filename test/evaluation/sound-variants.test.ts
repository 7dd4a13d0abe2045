import { existsSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { audioBlocks } from '../../agent/sensing/capture/audio-blocks.ts';
import { probeAudio } from '../../agent/sensing/capture/media-probe.ts';
import { labelledLessons } from '../../models/tools/labelled-lessons.ts';
import { SOUND_RATE, writeWav } from '../fixtures/made-sound.ts';
import { namedVariants } from './named-variants.ts';
import { impulseResponse, makeSoundVariant, soundVariants } from './sound-variants.ts';
import { SOUND_COLUMNS, variantTable } from './variant-table.ts';

const folder = mkdtempSync(join(tmpdir(), 'lectern-sounds-test-'));
const lessons = join(folder, 'lessons');
/** "Speech" in the middle two of four seconds: 500 Hz and 5 kHz, of -9 dBFS together; above half of full scale at times. */
const speaks = (atS: number) => atS >= 1 && atS < 3;
const heard = (atS: number) =>
  speaks(atS) ? 0.354 * (Math.sin(2 * Math.PI * 500 * atS) + Math.sin(2 * Math.PI * 5000 * atS)) : 0;

beforeAll(() => {
  mkdirSync(lessons);
  writeWav(
    join(lessons, 'one.wav'),
    Float32Array.from({ length: 4 * SOUND_RATE }, (_, i) => heard(i / SOUND_RATE)),
  );
  const talk = [
    [0, 1, 'none'],
    [1, 3, 'teacher'],
    [3, 4, 'none'],
  ];
  writeFileSync(join(lessons, 'one.json'), JSON.stringify({ durationS: 4, talk, voice: [[1, 3]] }));
  writeFileSync(join(lessons, 'notes.txt'), 'no lesson');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function made(name: string): Promise<Float32Array> {
  const into = join(folder, name);
  if (!existsSync(into)) {
    mkdirSync(into);
    await makeSoundVariant(namedVariants(soundVariants, [name])[0]!, lessons, into);
  }
  const [lesson] = labelledLessons(into);
  const stream = await probeAudio(lesson!.path);
  const blocks: Float32Array[] = [];
  const source = { path: lesson!.path, startAtMs: 0 } as const;
  for await (const [block] of audioBlocks(source, stream, 160, new AbortController().signal))
    blocks.push(block!.slice());
  return Float32Array.from(blocks.flatMap((block) => [...block]));
}

/** Level of a stretch in dB relative to full scale, of all of it or of one frequency. */
function dbfs(sound: Float32Array, fromS: number, toS: number, hz?: number): number {
  const part = sound.subarray(fromS * SOUND_RATE, toS * SOUND_RATE);
  if (hz === undefined) return 10 * Math.log10(part.reduce((sum, x) => sum + x * x, 1e-12) / part.length);
  let [re, im] = [0, 0];
  part.forEach((x, i) => {
    re += x * Math.cos((2 * Math.PI * hz * i) / SOUND_RATE);
    im += x * Math.sin((2 * Math.PI * hz * i) / SOUND_RATE);
  });
  return 10 * Math.log10((2 * (re * re + im * im)) / part.length ** 2 + 1e-12);
}

describe('a variant of sound', () => {
  it.each(soundVariants)('$name is a labelled lesson of the same length and clock', async ({ name }) => {
    const sound = await made(name);
    expect(Math.abs(sound.length / SOUND_RATE - 4)).toBeLessThan(0.1);
    expect(readdirSync(join(folder, name)).sort()).toEqual(
      name === 'as-is' ? ['one.json', 'one.wav'] : ['one.flac', 'one.json'],
    );
    expect(dbfs(sound, 0.95, 1) + 6).toBeLessThan(dbfs(sound, 1, 1.05));
  });

  it('is the lesson itself as it is', async () => {
    await made('as-is');
    expect(lstatSync(join(folder, 'as-is/one.wav')).isSymbolicLink()).toBe(true);
  });

  it('is softer by 20 dB, or clipped', async () => {
    const asIs = dbfs(await made('as-is'), 1.1, 2.9);
    expect(dbfs(await made('gain-20'), 1.1, 2.9)).toBeCloseTo(asIs - 20, 1);
    const loud = await made('gain+6');
    expect(loud.reduce((most, x) => Math.max(most, Math.abs(x)), 0)).toBeLessThanOrEqual(1);
    expect(loud.filter((x) => Math.abs(x) > 0.999).length).toBeGreaterThan(1000);
  });

  it.each([20, 10, 5])('has noise %i dB below the speech, and the speech as it was', async (belowDb) => {
    const sound = await made(`snr${belowDb}`);
    const speechDbfs = dbfs(await made('as-is'), 1.1, 2.9);
    expect(Math.abs(dbfs(sound, 3.1, 4) - (speechDbfs - belowDb))).toBeLessThan(1);
    expect(dbfs(sound, 1.1, 2.9, 500)).toBeCloseTo(dbfs(await made('as-is'), 1.1, 2.9, 500), 0);
  });

  it.each([0.5, 0.9])('falls by 60 dB in %f s when the speech stops', async (reverberationS) => {
    const sound = await made(`rt${reverberationS}`);
    const fallDb = dbfs(sound, 3.02, 3.07) - dbfs(sound, 3.22, 3.27);
    expect(Math.abs(fallDb - (60 * 0.2) / reverberationS)).toBeLessThan(6);
  });

  it('is louder where the teacher speaks into a loudspeaker, but not its high sounds', async () => {
    const [asIs, sound] = [await made('as-is'), await made('loudspeaker')];
    const gained = (hz: number) => dbfs(sound, 1.1, 2.9, hz) - dbfs(asIs, 1.1, 2.9, hz);
    expect(gained(500)).toBeGreaterThan(gained(5000) + 5);
    expect(dbfs(sound, 3.3, 4)).toBeLessThan(-100);
  });

  it.each(['lowpass', 'g711'])('has no high sounds as %s', async (name) => {
    const [asIs, sound] = [await made('as-is'), await made(name)];
    expect(Math.abs(dbfs(sound, 1.1, 2.9, 500) - dbfs(asIs, 1.1, 2.9, 500))).toBeLessThan(1);
    expect(dbfs(sound, 1.1, 2.9, 5000)).toBeLessThan(dbfs(asIs, 1.1, 2.9, 5000) - 15);
  });
});

describe('a room’s response', () => {
  it('is a clap and as much in its tail, and never makes louder', () => {
    const response = impulseResponse(0.5);
    const energy = response.reduce((sum, x) => sum + x * x, 0);
    expect(energy).toBeCloseTo(0.25, 3);
    expect(response[0]! ** 2).toBeCloseTo(energy / 2, 3);
  });
});

describe('the evaluation of variants of sound', () => {
  it('tells of each what is lost', () => {
    const [head, line] = variantTable(
      new Map([['snr5', { 'accuracy.mean': 0.9, loss: 0.0512, 'many.recall': 1 }]]),
      SOUND_COLUMNS,
    ).split('\n');
    expect(head).toMatch(/accuracy\.mean +loss +accuracy\.worst +teacher\.recall +teacher\.precision/);
    expect(line).toMatch(/^snr5 +0\.9 +0\.051 +–/);
  });
});
