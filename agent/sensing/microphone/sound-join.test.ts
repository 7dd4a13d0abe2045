import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type JoinedBlock, SoundJoin } from './sound-join.ts';
import { VOICE_BLOCK } from './voice-activity.ts';

const BLOCK_MS = 32;

/** A chunk of one microphone's sound and when it arrives. */
interface Chunk {
  microphone: number;
  atMs: number;
  samples: number;
  arrivesMs: number;
  isBroken: boolean;
}

/** Each sample says by its value when it was heard: in samples since the lesson's beginning, and a half for the second. */
const valuesOf = ({ atMs, samples, microphone }: Chunk) =>
  Float32Array.from({ length: samples }, (_, i) => Math.round(atMs * 16) + i + microphone / 2);

interface Stretch {
  /** After the end of the one before. */
  pauseMs: number;
  chunks: number[];
}

/** What a microphone gives: stretches with pauses between them, each in chunks. */
function chunksOf(stretches: readonly Stretch[], microphone: number, delayMs: number): Chunk[] {
  let atMs = 100;
  return stretches.flatMap(({ pauseMs, chunks }) => {
    atMs += pauseMs;
    return chunks.map((samples, i) => {
      const startMs = atMs;
      atMs += samples / 16;
      return { microphone, atMs: startMs, samples, arrivesMs: atMs + delayMs, isBroken: i === 0 };
    });
  });
}

/** The blocks that come of chunks as they arrive, and of waiting at the end. */
function joined(
  microphones: number,
  chunks: readonly Chunk[],
  makeChannels = (chunk: Chunk) => [valuesOf(chunk)],
  out: 1 | 2 = 1,
) {
  const join = new SoundJoin(microphones, microphones === 2 ? 2 : out);
  const blocks: JoinedBlock[] = [];
  const inOrder = chunks.toSorted((a, b) => a.arrivesMs - b.arrivesMs);
  for (const chunk of inOrder) {
    blocks.push(...join.blocks(chunk.arrivesMs));
    join.add(chunk.microphone, chunk.atMs, makeChannels(chunk), chunk.isBroken);
    blocks.push(...join.blocks(chunk.arrivesMs));
  }
  blocks.push(...join.blocks((inOrder.at(-1)?.arrivesMs ?? 0) + 5000));
  return blocks;
}

/** Blocks follow each other in time, and say where they do not. */
function expectInOrder(blocks: readonly JoinedBlock[]): void {
  for (const [i, block] of blocks.entries()) {
    const endMs = (blocks[i - 1]?.atMs ?? Number.NEGATIVE_INFINITY) + BLOCK_MS;
    expect(block.atMs).toBeGreaterThan(endMs - 0.1);
    expect(block.isBroken, `at ${block.atMs}`).toBe(block.atMs > endMs + 0.1);
  }
}

/** What each microphone gave lies in the blocks where it was heard, once and in order, but for what fills no block. */
function expectEverySample(blocks: readonly JoinedBlock[], chunks: readonly Chunk[], microphones: number): void {
  for (let microphone = 0; microphone < microphones; microphone++) {
    const given = new Set(
      chunks.filter((chunk) => chunk.microphone === microphone).flatMap((chunk) => [...valuesOf(chunk)]),
    );
    let last = Number.NEGATIVE_INFINITY;
    let count = 0;
    for (const { atMs, channels, present } of blocks) {
      const channel = channels[microphone]!;
      expect(channel).toHaveLength(VOICE_BLOCK);
      if (!present[microphone]) {
        expect(channel.every((sample) => sample === 0)).toBe(true);
        continue;
      }
      // A block lies on the time of the samples but for their fraction.
      expect(Math.abs(channel[0]! - microphone / 2 - atMs * 16)).toBeLessThanOrEqual(1.5);
      for (const sample of channel) {
        if (sample <= last || !given.has(sample)) throw new Error(`${sample} after ${last}, at ${atMs}`);
        last = sample;
        count++;
      }
    }
    const stretches = chunks.filter((chunk) => chunk.microphone === microphone && chunk.isBroken).length;
    expect(given.size - count).toBeLessThan(2 * VOICE_BLOCK * stretches + 1);
  }
}

const stretch: fc.Arbitrary<Stretch> = fc.record({
  pauseMs: fc.oneof(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 60, max: 8000 })),
  chunks: fc.array(fc.integer({ min: 1, max: 2500 }), { minLength: 1, maxLength: 8 }),
});
const stretches = fc.array(stretch, { minLength: 1, maxLength: 5 });
const delays = fc.integer({ min: 0, max: 900 });

describe('the sound of one microphone', () => {
  it('comes in blocks, every sample once, in order and at its time', () => {
    fc.assert(
      fc.property(stretches, delays, (given, delayMs) => {
        const chunks = chunksOf(given, 0, delayMs);
        const blocks = joined(1, chunks);
        expectInOrder(blocks);
        expectEverySample(blocks, chunks, 1);
      }),
      { numRuns: 100 },
    );
  });

  it('in one piece loses nothing but what fills no block', () => {
    const chunks = chunksOf([{ pauseMs: 0, chunks: Array(40).fill(800) }], 0, 50);
    const blocks = joined(1, chunks);
    expect(blocks).toHaveLength(Math.floor((40 * 800) / VOICE_BLOCK));
    expect(blocks.map(({ isBroken }) => isBroken).indexOf(true, 1)).toBe(-1);
    expect(blocks.map(({ atMs }) => atMs)).toEqual(blocks.map((_, i) => 100 + i * BLOCK_MS));
  });

  it.each<[string, 1 | 2, 1 | 2, number[]]>([
    ['one channel as one', 1, 1, [0.5]],
    ['two channels as two', 2, 2, [0.5, -0.25]],
    ['one channel, where there were two, as both', 1, 2, [0.5, 0.5]],
    ['two channels, where there was one, as their mean', 2, 1, [0.125]],
  ])('gives %s', (_, given, out, wanted) => {
    const samples = [0.5, -0.25].slice(0, given);
    const make = ({ samples: length }: Chunk) => samples.map((sample) => new Float32Array(length).fill(sample));
    const [block] = joined(1, chunksOf([{ pauseMs: 0, chunks: [1000] }], 0, 0), make, out);
    expect(block!.channels.map((channel) => channel[100])).toEqual(wanted);
  });

  it('may come back with another number of channels', () => {
    const given = [
      { pauseMs: 0, chunks: [1600] },
      { pauseMs: 5000, chunks: [1600] },
    ];
    const make = ({ samples, atMs }: Chunk) =>
      Array.from({ length: atMs < 1000 ? 2 : 1 }, () => new Float32Array(samples).fill(0.5));
    const blocks = joined(1, chunksOf(given, 0, 0), make, 2);
    expect(blocks).toHaveLength(6);
    for (const { channels } of blocks) expect(channels.map((channel) => channel[0])).toEqual([0.5, 0.5]);
  });
});

describe('the sound of two microphones', () => {
  it('is joined on one time, every sample once and in order, whatever each does', () => {
    fc.assert(
      fc.property(stretches, stretches, delays, delays, (first, second, firstMs, secondMs) => {
        const chunks = [...chunksOf(first, 0, firstMs), ...chunksOf(second, 1, secondMs)];
        const blocks = joined(2, chunks);
        expectInOrder(blocks);
        for (const { present } of blocks) expect(present).toContain(true);
        expectEverySample(blocks, chunks, 2);
      }),
      { numRuns: 100 },
    );
  });

  it('is heard of one alone while the other is away, and of both again', () => {
    const seconds = (count: number) => Array(count * 10).fill(1600) as number[];
    const chunks = [
      ...chunksOf([{ pauseMs: 0, chunks: seconds(30) }], 0, 50),
      ...chunksOf(
        [
          { pauseMs: 0, chunks: seconds(10) },
          { pauseMs: 10_000, chunks: seconds(10) },
        ],
        1,
        50,
      ),
    ];
    const blocks = joined(2, chunks);
    expectInOrder(blocks);
    const away = blocks.filter(({ present }) => !present[1]).map(({ atMs }) => atMs);
    expect(away.length * BLOCK_MS).toBeCloseTo(10_000, -2);
    expect(away[0]! / 1000).toBeCloseTo(10.1, 1);
    expect(away.at(-1)! / 1000).toBeCloseTo(20.1, 1);
    expect(blocks.filter(({ isBroken }) => isBroken)).toHaveLength(1);
  });

  it('is not held up by one that never comes', () => {
    const join = new SoundJoin(2, 2);
    const blocks: JoinedBlock[] = [];
    for (let atMs = 0; atMs < 10_000; atMs += 100) {
      join.add(0, atMs, [new Float32Array(1600).fill(0.1)], atMs === 0);
      blocks.push(...join.blocks(atMs + 150));
    }
    expect(10_000 - blocks.at(-1)!.atMs).toBeLessThan(1700);
    expect(blocks.every(({ present }) => present[0] && !present[1])).toBe(true);
  });
});
