import fc from 'fast-check';
import { expect, it, vi } from 'vitest';
import { type Fault, shows } from '../../test/faults/fault.ts';
import { faultyLine, type LineFaults } from '../../test/fixtures/faulty-line.ts';
import type { LineEffect } from '../simulation/simulated-device.ts';
import type { SensorTrouble } from './simulated-sensors.ts';
import { WiredSensors } from './testing/wired-sensors.ts';

/**
 * Lines that are damaged at random, side by side, over real ptys: it must come back by itself whatever happened, and never tell a
 * value that no sensor had. Takes about a minute.
 */

interface Phase {
  faults: LineFaults;
  lengthMs: number;
  pullsCable: boolean;
  trouble: { address: number; kind: SensorTrouble } | null;
}

const rate = fc.oneof(
  { weight: 2, arbitrary: fc.constant(0) },
  { weight: 3, arbitrary: fc.double({ min: 0.001, max: 0.02, noNaN: true }) },
  { weight: 1, arbitrary: fc.double({ min: 0.02, max: 0.1, noNaN: true }) },
);
const phaseOf = (addresses: readonly number[]): fc.Arbitrary<Phase> =>
  fc.record({
    faults: fc.record({ drop: rate, duplicate: rate, flip: rate, noise: rate, cut: rate }),
    lengthMs: fc.integer({ min: 100, max: 1500 }),
    pullsCable: fc.oneof({ weight: 6, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
    trouble: fc.option(
      fc.record({
        address: fc.constantFrom(...addresses),
        kind: fc.constantFrom<SensorTrouble>('silent', 'exception'),
      }),
      { freq: 4 },
    ),
  });

/** What is true of each sensor, so that what is told of one for another is noticed; each value may change to the other at any time. */
const sensors = [
  {
    model: 'xy-md02',
    address: 1,
    truths: [
      { temperatureC: 20.1, humidityPercent: 41.1 },
      { temperatureC: 20.4, humidityPercent: 41.4 },
    ],
  },
  { model: 'senseair-s8', address: 2, truths: [{ co2Ppm: 801 }, { co2Ppm: 811 }] },
  {
    model: 'wb-msw-v3',
    address: 3,
    truths: [
      { noiseDba: 51.13, temperatureC: 23.17, humidityPercent: 51.19, co2Ppm: 1301, illuminanceLux: 411.23 },
      { noiseDba: 52.13, temperatureC: 23.27, humidityPercent: 51.29, co2Ppm: 1307, illuminanceLux: 413.29 },
    ],
  },
  {
    model: 'ss-rftm-lq-ps-co2',
    address: 9,
    truths: [{ co2Ppm: 1801, temperatureC: 25.1, humidityPercent: 61.1, pm25UgM3: 73 }],
  },
];
const isTrue = new Set(
  sensors.flatMap(({ truths }) =>
    truths.flatMap((truth) => Object.entries(truth).map(([name, value]) => `${name} ${value}`)),
  ),
);
const LINES = 30;
const LEAST_FRAMES = 100_000;
const REQUEST_BYTES = 8;

/** A line whose faults change, and that counts what goes over it. */
class ChangingLine implements LineEffect {
  frames = 0;
  damaged = 0;
  #effect: LineEffect = faultyLine({}, Math.random);

  become(faults: LineFaults): void {
    this.#effect = faultyLine(faults, Math.random);
  }

  toDevice(bytes: Buffer): Buffer {
    this.frames += bytes.length / REQUEST_BYTES;
    return this.#counted(bytes, this.#effect.toDevice(bytes));
  }

  toHost(bytes: Buffer): Buffer {
    this.frames++;
    return this.#counted(bytes, this.#effect.toHost(bytes));
  }

  #counted(bytes: Buffer, carried: Buffer): Buffer {
    if (!bytes.equals(carried)) this.damaged++;
    return carried;
  }
}

const airLines: Fault = {
  part: 'environment',
  kind: 'wrong',
  fault: 'its line damages what goes over it, and its cable is pulled',
  seen: { code: 'DEVICE_ENVIRONMENT' },
  lost: 'values of that time; none is told that no sensor had',
  recovers: 'by itself, when the line is good',
};
it(
  'comes back from whatever happens to a line, and tells nothing that no sensor had',
  shows(airLines, { timeout: 300_000 }),
  async () => {
    const used = (index: number) => (index % 3 === 0 ? sensors : sensors.filter((_, at) => at !== index % 3));
    const rooms = Array.from({ length: LINES }, (_, index) => {
      const line = new ChangingLine();
      const wired = new WiredSensors({
        sensors: used(index).map(({ model, address }) => ({ model, address })),
        everyS: 0,
        timing: { thinkMs: 15, silenceMs: 1, longestSilenceMs: 20, lateMs: 400 },
        // Some are as slow as they would be.
        port: { effect: line, ...(index >= LINES - 2 && { baud: 9600 }) },
      });
      return { wired, line, sensors: used(index), told: 0, pulled: 0 };
    });
    const total = () => rooms.reduce((sum, { line }) => sum + Math.floor(line.frames), 0);
    const startMs = performance.now();
    await Promise.all(
      rooms.map(async (room) => {
        const { wired, line, sensors: wiredSensors } = room;
        const script = fc.sample(phaseOf(wiredSensors.map(({ address }) => address)), 400);
        const check = () => {
          for (const { quantity, value } of wired.readings)
            expect(isTrue, `${quantity} ${value}`).toContain(`${quantity} ${value}`);
          room.told += wired.readings.length;
        };
        const changing = setInterval(() => {
          for (const { address, truths } of wiredSensors)
            wired.simulated.set(address, truths[Math.floor(Math.random() * truths.length)]!);
        }, 97);
        for (const { address, truths } of wiredSensors) wired.simulated.set(address, truths[0]!);
        await wired.start();
        for (const { faults, lengthMs, pullsCable, trouble } of script) {
          if (total() >= LEAST_FRAMES) break;
          line.become(faults);
          if (trouble) wired.simulated.fail(trouble.address, trouble.kind);
          await new Promise((resolve) => setTimeout(resolve, lengthMs));
          if (pullsCable) {
            room.pulled++;
            await wired.unplug();
            await new Promise((resolve) => setTimeout(resolve, 30));
            await wired.plug();
          }
          if (trouble) wired.simulated.fail(trouble.address, null);
          check();
          const { state } = wired;
          wired.forget();
          if (state) wired.news.push(state);
        }
        line.become({});
        await vi.waitFor(() => expect(wired.state?.state, wired.state?.cause?.message).toBe('ok'), { timeout: 20_000 });
        wired.forget();
        const all = wiredSensors.flatMap(({ truths }) => Object.keys(truths[0]!));
        await vi.waitFor(
          () => expect(new Set(wired.readings.map(({ quantity }) => quantity))).toEqual(new Set(all)),
          20_000,
        );
        check();
        clearInterval(changing);
        await wired.stop();
      }),
    );
    const sum = (of: (room: (typeof rooms)[number]) => number) => rooms.reduce((all, room) => all + of(room), 0);
    console.log(
      `${total()} frames over ${LINES} lines in ${Math.round((performance.now() - startMs) / 1000)} s, ` +
        `${sum(({ line }) => line.damaged)} damaged, ${sum(({ pulled }) => pulled)} cables pulled, ` +
        `${sum(({ told }) => told)} values told, none wrong`,
    );
    expect(total()).toBeGreaterThanOrEqual(LEAST_FRAMES);
    expect(sum(({ told }) => told)).toBeGreaterThan(1_000);
  },
);
