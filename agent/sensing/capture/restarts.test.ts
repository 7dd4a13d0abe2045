import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeMedia } from '../../../test/fixtures/made-media.ts';
import { childrenOf } from '../../../test/fixtures/process-tree.ts';
import { systemClock } from '../../lesson/clock.ts';
import type { SourceCounts } from './capture-message.ts';
import { keepCapturing } from './keep-capturing.ts';
import { PictureIntake } from './picture-intake.ts';

const RESTARTS = 1000;
/** After so many everything that is kept is there. */
const SETTLED = 40;
/** Sources at one time. */
const SIDE_BY_SIDE = 4;
const MOST_GROWTH = 12_000_000;

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lectern-restarts-'));
});

afterAll(() => rmSync(folder, { recursive: true }));

/** What this process holds. */
function held() {
  global.gc?.();
  const children = childrenOf(process.pid);
  return {
    descriptors: readdirSync('/proc/self/fd').length,
    zombies: children.filter(({ state }) => state === 'Z').length,
    ffmpegs: children.filter(({ name }) => /^ff(mpeg|probe)$/.test(name)).length,
    bytes: process.memoryUsage().rss,
  };
}

it('a source that ends at once may be opened a thousand times, and nothing is left of it', async () => {
  const path = makeMedia(
    join(folder, 'one.mkv'),
    '-f',
    'lavfi',
    '-i',
    'testsrc=s=64x48',
    '-frames:v',
    '1',
    '-c:v',
    'ffv1',
  );
  const stop = new AbortController();
  const counts: SourceCounts = { received: 0, dropped: 0, restarts: 0 };
  const source = { kind: 'file', path, loop: false } as const;
  const reached = async (restarts: number) => {
    while (counts.restarts < restarts) await delay(20);
  };
  const keeping = Array.from({ length: SIDE_BY_SIDE }, () => {
    const intake = new PictureIntake({ source, fps: 5, counts, monotonicMs: systemClock.monotonicMs, warn: () => {} });
    return keepCapturing(
      {
        name: path,
        attempt: async (arrived, signal) => {
          await intake.attempt(arrived, signal);
          if (intake.hasNews) intake.take();
        },
        firstMs: 20_000,
        endsForGood: false,
        monotonicMs: systemClock.monotonicMs,
        random: Math.random,
        live: () => {},
        lost: () => counts.restarts++,
        pause: () => delay(1),
      },
      stop.signal,
    );
  });
  await reached(SETTLED);
  const beganMs = performance.now();
  const early = held();
  await reached(SETTLED + RESTARTS);
  const late = held();
  const grownMb = ((late.bytes - early.bytes) / 1e6).toFixed(1);
  console.log(`${RESTARTS} restarts in ${((performance.now() - beganMs) / 1000).toFixed(0)} s, grown by ${grownMb} MB`);
  stop.abort();
  await Promise.all(keeping);
  const end = held();
  expect(counts.received).toBeGreaterThanOrEqual(RESTARTS);
  expect(late.bytes - early.bytes).toBeLessThan(MOST_GROWTH);
  // While they run, each source has one ffmpeg at most, with its pipes.
  expect(late.ffmpegs).toBeLessThanOrEqual(SIDE_BY_SIDE);
  expect(late.zombies).toBeLessThanOrEqual(SIDE_BY_SIDE);
  expect(late.descriptors).toBeLessThanOrEqual(early.descriptors + 4 * SIDE_BY_SIDE);
  expect(end).toMatchObject({ zombies: 0, ffmpegs: 0 });
  expect(end.descriptors).toBeLessThanOrEqual(early.descriptors);
}, 240_000);
