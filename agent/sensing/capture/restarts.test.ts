import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { type Fault, shows } from '../../../test/faults/fault.ts';
import { makeMedia } from '../../../test/fixtures/made-media.ts';
import { childrenOf } from '../../../test/fixtures/process-tree.ts';
import { systemClock } from '../../lesson/clock.ts';
import type { SourceCounts } from './capture-message.ts';
import { keepCapturing } from './keep-capturing.ts';
import { PictureIntake } from './picture-intake.ts';

/** After so many everything that is kept is there. */
const SETTLED = 40;
/** Sources at one time. */
const SIDE_BY_SIDE = 4;
/** Of what is in use, and of what the machine has given, which it takes back when it likes to; bytes. */
const MOST_GROWTH = 6_000_000;
const MOST_GIVEN = 40_000_000;
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

let folder: string;
const path = process.env.PATH;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lectern-restarts-'));
  // One picture of 64 × 48, as ffmpeg gives it; to start ffmpeg itself takes ten times as long.
  mkdirSync(join(folder, 'bin'));
  const script = '#!/bin/sh\nexec head -c 9216 /dev/zero\n';
  writeFileSync(join(folder, 'bin', 'ffmpeg'), script, { mode: 0o755 });
});

afterEach(() => {
  process.env.PATH = path;
});

afterAll(() => rmSync(folder, { recursive: true }));

/** What this process holds. */
function held() {
  collect();
  const children = childrenOf(process.pid);
  const { heapUsed, external, rss } = process.memoryUsage();
  return {
    descriptors: readdirSync('/proc/self/fd').length,
    zombies: children.filter(({ state }) => state === 'Z').length,
    running: children.filter(({ state, name }) => state !== 'Z' && /^(ffmpeg|ffprobe|setpriv|head)$/.test(name)).length,
    used: heapUsed + external,
    given: rss,
  };
}

const endsAtOnce: Fault = {
  part: 'sensor',
  kind: 'overload',
  fault: 'ffmpeg ends at once each time a device is opened, a thousand times',
  seen: { code: 'SOURCE_ENDED' },
  lost: `what the device would have given; the machine keeps less than ${MOST_GROWTH / 1e6} MB of it all, no process and no open file`,
  recovers: 'opened again each time',
};
it.each([
  [100, 'ffmpeg', ''],
  [1000, 'a program in its place', 'bin'],
])(
  'a source that ends at once may be opened %i times by %s, and nothing is left of it',
  shows(endsAtOnce, { timeout: 180_000 }),
  async (restarts, _, bin) => {
    const film = join(folder, 'one.mkv');
    makeMedia(film, '-f', 'lavfi', '-i', 'testsrc=s=64x48', '-frames:v', '1', '-c:v', 'ffv1');
    if (bin) process.env.PATH = `${join(folder, bin)}:${path}`;
    const stop = new AbortController();
    const counts: SourceCounts = { received: 0, dropped: 0, restarts: 0 };
    const source = { kind: 'file', path: film, loop: false } as const;
    const reached = async (count: number) => {
      while (counts.restarts < count) await delay(20);
    };
    const keeping = Array.from({ length: SIDE_BY_SIDE }, () => {
      const intake = new PictureIntake({
        source,
        fps: 5,
        counts,
        monotonicMs: systemClock.monotonicMs,
        warn: () => {},
      });
      return keepCapturing(
        {
          name: film,
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
    await reached(SETTLED + restarts);
    const late = held();
    const grownMb = ((late.used - early.used) / 1e6).toFixed(1);
    console.log(
      `${restarts} restarts in ${((performance.now() - beganMs) / 1000).toFixed(0)} s, grown by ${grownMb} MB`,
    );
    stop.abort();
    await Promise.all(keeping);
    const end = held();
    expect(counts.received).toBeGreaterThanOrEqual(restarts);
    expect(late.used - early.used).toBeLessThan(MOST_GROWTH);
    expect(late.given - early.given).toBeLessThan(MOST_GIVEN);
    // While they run, each source has one ffmpeg at most, with its pipes.
    expect(late.running).toBeLessThanOrEqual(SIDE_BY_SIDE);
    expect(late.zombies).toBeLessThanOrEqual(SIDE_BY_SIDE);
    expect(late.descriptors).toBeLessThanOrEqual(early.descriptors + 4 * SIDE_BY_SIDE);
    expect(end).toMatchObject({ zombies: 0, running: 0 });
    expect(end.descriptors).toBeLessThanOrEqual(early.descriptors);
  },
);
