import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { makeMedia } from '../../../test/fixtures/made-media.ts';
import { filmFolder } from '../../demo/lesson-film.ts';
import { audioBlocks } from '../capture/audio-blocks.ts';
import { probeAudio } from '../capture/media-probe.ts';
import { flatTops } from './flat-tops.ts';

const folder = mkdtempSync(join(tmpdir(), 'lectern-flat-tops-'));
afterAll(() => rmSync(folder, { recursive: true }));

const WINDOW = 160_000;

/** The shares of flat tops in each ten seconds of the film's first minute, sent through a filter and a codec. */
async function sharesOf(name: string, filter: string, codec: readonly string[]): Promise<number[]> {
  const path = makeMedia(join(folder, name), '-t', '60', '-i', join(filmFolder, 'room.opus'), '-af', filter, ...codec);
  const shares: number[] = [];
  const source = { path, startAtMs: 0 } as const;
  for await (const [block] of audioBlocks(source, await probeAudio(path), WINDOW, new AbortController().signal))
    shares.push(flatTops(block!).share);
  expect(shares.length).toBeGreaterThanOrEqual(5);
  return shares;
}

/** 20 dB too loud for a line of 16 bits. */
const overdriven = 'volume=20dB,aformat=s16';

describe('speech that was cut off', () => {
  it.each([
    ['plain.wav', overdriven, []],
    ['quieter.wav', `${overdriven},volume=-12dB`, []],
    ['cd.wav', `aresample=44100,${overdriven},volume=-6dB`, []],
    ['telephone.wav', `${overdriven},volume=-6dB,aresample=8000`, ['-c:a', 'pcm_mulaw']],
    ['song.mp3', `${overdriven},volume=-6dB`, ['-b:a', '64k']],
    ['film.m4a', `${overdriven},volume=-6dB`, ['-c:a', 'aac', '-b:a', '64k']],
    ['speech.opus', `${overdriven},volume=-6dB`, ['-b:a', '32k']],
  ] as const)('has flat tops whatever became of it afterwards (%s)', async (name, filter, codec) => {
    const shares = await sharesOf(name, filter, codec);
    expect(shares.filter((share) => share > 0.004).length).toBeGreaterThanOrEqual(4);
  });

  it.each([
    ['as-is.wav', 'anull', []],
    ['loud.wav', 'dynaudnorm=p=0.95', []],
    ['compressed.wav', 'acompressor=threshold=-30dB:ratio=8:attack=5:release=80:makeup=8', []],
    ['limited.wav', 'volume=18dB,alimiter=limit=0.7:level=0', []],
    ['telephone-as-is.wav', 'aresample=8000', ['-c:a', 'pcm_mulaw']],
    ['as-is.mp3', 'volume=6dB', ['-b:a', '64k']],
  ] as const)('is told from speech that is merely loud (%s)', async (name, filter, codec) => {
    for (const share of await sharesOf(name, filter, codec)) expect(share).toBeLessThan(0.0015);
  });
});
