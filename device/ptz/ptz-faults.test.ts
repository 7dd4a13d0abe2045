import { setTimeout as delay } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, it, vi } from 'vitest';
import { type Fault, shows } from '../../test/faults/fault.ts';
import { faultyLine, type LineFaults } from '../../test/fixtures/faulty-line.ts';
import { faultyNetwork, type NetworkFaults } from '../../test/fixtures/faulty-network.ts';
import { boardPlace, classPlace, PtzBench } from '../../test/fixtures/ptz-bench.ts';
import { seeded } from '../../test/fixtures/seeded.ts';
import type { LineEffect } from '../simulation/simulated-device.ts';
import { isClose } from './ptz-aim.ts';
import { TERMINATOR } from './visca-frames.ts';

/** VISCA packets that crossed a pty pair or a socket, both ways, over all the tests of this file. */
const counted = { serial: 0, udp: 0, scripts: 0, orders: 0, unplugs: 0, afterFaultsMs: [] as number[] };

const share = (most: number) => fc.double({ min: 0, max: most, noNaN: true });
const lineFaults: fc.Arbitrary<LineFaults> = fc.record({
  drop: share(0.03),
  duplicate: share(0.03),
  flip: share(0.02),
  noise: share(0.03),
  cut: share(0.08),
});
const networkFaults: fc.Arbitrary<NetworkFaults> = fc.record({
  lose: share(0.25),
  duplicate: share(0.25),
  late: share(0.3),
  lateMs: fc.integer({ min: 1, max: 60 }),
});
const deed = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('class', 'board') },
  { weight: 2, arbitrary: fc.constantFrom('hold', 'release') },
  { weight: 1, arbitrary: fc.constantFrom('turned by hand', 'power off', 'unplug') },
);
const script = fc.record({
  way: fc.constantFrom('serial' as const, 'udp' as const),
  line: lineFaults,
  network: networkFaults,
  seed: fc.integer(),
  deeds: fc.array(fc.record({ deed, pauseMs: fc.integer({ min: 0, max: 250 }) }), { minLength: 4, maxLength: 24 }),
  last: fc.constantFrom('class' as const, 'board' as const),
});
type Script = typeof script extends fc.Arbitrary<infer S> ? S : never;

const packetsIn = (bytes: Buffer) => bytes.filter((byte) => byte === TERMINATOR).length;

/** Plays what happens to a camera on a bad line, mends the line, and says where the camera must be then. */
async function play({ way, line, network, seed, deeds, last }: Script): Promise<void> {
  const random = seeded(seed);
  const [nowLine, nowNetwork] = [{ ...line }, { ...network }];
  const bad = faultyLine(nowLine, random);
  const effect: LineEffect = {
    toDevice: (bytes) => {
      counted.serial += packetsIn(bytes);
      return bad.toDevice(bytes);
    },
    toHost: (bytes) => {
      counted.serial += packetsIn(bytes);
      return bad.toHost(bytes);
    },
  };
  const badNetwork = faultyNetwork(nowNetwork, random);
  const bench = await PtzBench.start(way, {
    effect,
    network: (deliver) => {
      counted.udp++;
      badNetwork(deliver);
    },
    timing: {
      replyMs: 40,
      doneMs: 1_500,
      idleMs: 5,
      busyMs: 1,
      fullPauseMs: 10,
      silentRetryMs: 10,
      refusedRetryMs: 100,
    },
  });
  const { driver, camera } = bench;
  const deedOf: Record<string, () => unknown> = {
    class: () => driver.take({ do: 'preset', preset: 'class' }),
    board: () => driver.take({ do: 'preset', preset: 'board' }),
    hold: () => driver.take({ do: 'hold', isHeld: true }),
    release: () => driver.take({ do: 'hold', isHeld: false }),
    'power off': () => driver.take({ do: 'power', on: false }),
    'turned by hand': () => camera.turnTo({ pan: Math.round(random() * 2000) - 1000 }),
    unplug: async () => {
      counted.unplugs++;
      await bench.unplug();
      await delay(60);
      await bench.plug();
    },
  };
  try {
    for (const { deed: name, pauseMs } of deeds) {
      counted.orders++;
      await deedOf[name]!();
      await delay(pauseMs);
    }
    for (const faults of [nowLine, nowNetwork] as Record<string, number>[])
      for (const name of Object.keys(faults)) faults[name] = 0;
    const mendedMs = performance.now();
    driver.take({ do: 'hold', isHeld: false });
    driver.take({ do: 'preset', preset: last });
    const place = last === 'class' ? classPlace : boardPlace;
    await vi.waitFor(
      () => {
        expect(bench.ptz, `${JSON.stringify(camera.place)} ${bench.state}`).toEqual({ isMoving: false, at: last });
        expect(isClose(camera.place, place), JSON.stringify(camera.place)).toBe(true);
        expect(bench.state).toBe('ok');
      },
      { timeout: 20_000, interval: 5 },
    );
    counted.afterFaultsMs.push(performance.now() - mendedMs);
    counted.scripts++;
  } finally {
    await bench.stop();
  }
}

const ptzFaults: Fault = {
  part: 'ptz',
  kind: 'wrong',
  fault: 'its line or network loses, doubles, delays and damages what goes over it',
  seen: { code: 'DEVICE_PTZ' },
  lost: 'what its camera would have seen on its way',
  recovers: 'it is where it was told last, when the line is good',
};
it(
  'whatever a line or a network does, the camera is where it was told last, and nothing is stuck',
  shows(ptzFaults, { timeout: 330_000 }),
  async () => {
    const SIDE_BY_SIDE = 10;
    const endMs = performance.now() + 300_000;
    await fc.assert(
      fc.asyncProperty(fc.array(script, { minLength: SIDE_BY_SIDE, maxLength: SIDE_BY_SIDE }), async (scripts) => {
        if (performance.now() > endMs || (counted.serial + counted.udp > 110_000 && counted.scripts >= 120)) return;
        await Promise.all(scripts.map(play));
      }),
      { numRuns: 60, endOnFailure: true },
    );
    const ways = counted.afterFaultsMs.sort((a, b) => a - b);
    const at = (share: number) => Math.round(ways[Math.floor((ways.length - 1) * share)]!);
    const { serial, udp, scripts, orders, unplugs } = counted;
    console.log(
      `VISCA packets: ${serial} over ptys, ${udp} over UDP; ${scripts} scripts, ${orders} deeds, ${unplugs} pulled cables; ` +
        `right again after the faults: half within ${at(0.5)} ms, 95 % within ${at(0.95)} ms, all within ${at(1)} ms`,
    );
    expect(serial + udp).toBeGreaterThan(100_000);
  },
);

it('a line of 9600 baud is slow enough for everything', async () => {
  const bench = await PtzBench.start('serial', { baud: 9_600, timing: { replyMs: 300, idleMs: 5, busyMs: 1 } });
  try {
    for (const preset of ['class', 'board', 'class'] as const) {
      bench.driver.take({ do: 'preset', preset });
      await vi.waitFor(() => expect(bench.ptz).toEqual({ isMoving: false, at: preset }), { timeout: 10_000 });
    }
  } finally {
    await bench.stop();
  }
}, 40_000);
