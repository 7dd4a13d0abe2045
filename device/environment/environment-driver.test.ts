import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type Fault, shows } from '../../test/faults/fault.ts';
import { driverNewsSchema } from '../process/device-message.ts';
import { PollPlan } from './poll-plan.ts';
import { quick, WiredSensors, type Wiring } from './testing/wired-sensors.ts';

const room = {
  co2Ppm: 873,
  temperatureC: 22.4,
  humidityPercent: 51.3,
  illuminanceLux: 412.5,
  pm25UgM3: 31,
  noiseDba: 54.2,
};
const three = [
  { model: 'xy-md02', address: 1 },
  { model: 'senseair-s8', address: 2 },
  { model: 'wb-msw-v3', address: 3 },
];
let wired: WiredSensors;
const wire = async (wiring: Wiring) => {
  wired = new WiredSensors({ room: () => room, ...wiring });
  await wired.start();
};
afterEach(() => wired.stop());
const soon = { timeout: 10_000, interval: 10 };

it('tells what every sensor of the line measures, and what they are', async () => {
  await wire({ sensors: [...three, { model: 'ss-rftm-lq-ps-co2', address: 4 }] });
  await vi.waitFor(() => expect(wired.state?.state).toBe('ok'), soon);
  const told = Object.fromEntries(wired.readings.map(({ quantity, value }) => [quantity, value]));
  expect(told).toEqual(room);
  for (const news of wired.news) expect(driverNewsSchema.parse(news)).toEqual(news);
  expect(wired.news.findLast((news) => news.says === 'identity')).toEqual({
    says: 'identity',
    text: '1: XY-MD02 (SHT20), 2: Senseair S8, 3: Wiren Board WB-MSW v.3, 4: S+S AERASGARD RFTM-LQ-PS-CO2-Modbus',
  });
  // Told once for each change, not with every reading.
  expect(wired.news.filter((news) => news.says === 'state').map(({ state }) => state)).toEqual(['connecting', 'ok']);
});

it('tells what many sensors measure in few words', async () => {
  const sensors = Array.from({ length: 16 }, (_, index) => ({ model: 'wb-msw-v3', address: index + 1 }));
  await wire({ sensors, everyS: 0.2 });
  await vi.waitFor(() => expect(wired.readings.length).toBeGreaterThan(400), soon);
  const words = wired.news.filter(({ says }) => says === 'readings');
  expect(wired.readings.length / words.length).toBeGreaterThan(20);
  for (const news of words) expect(driverNewsSchema.safeParse(news).success).toBe(true);
});

describe('of three sensors', () => {
  const oneSilent: Fault = {
    part: 'environment',
    kind: 'silent',
    fault: 'one of three sensors does not answer',
    seen: { code: 'DEVICE_ENVIRONMENT' },
    lost: 'its values; the others go on as before',
    recovers: 'as soon as it answers',
  };
  it(
    'names the one that is silent, goes on asking the others as often, and takes it back',
    shows(oneSilent),
    async () => {
      await wire({ sensors: three });
      await vi.waitFor(() => expect(wired.state?.state).toBe('ok'), soon);
      wired.simulated.fail(2, 'silent');
      await vi.waitFor(() => expect(wired.state?.state).toBe('faulty'), soon);
      const cause = wired.state!.cause!;
      expect(cause.code).toBe('DEVICE_SILENT');
      expect(cause.message).toContain('address 2 (senseair-s8)');
      expect(cause.message).not.toMatch(/address [13]/);
      wired.forget();
      // Its time-outs are 60 ms and more: without the longer and longer pauses they would take most of the line's time.
      const before = wired.simulated.answered;
      await vi.waitFor(() => expect(wired.simulated.answered - before).toBeGreaterThan(60), soon);
      const counted = (quantity: string) => wired.readings.filter((reading) => reading.quantity === quantity).length;
      expect(counted('temperatureC')).toBeGreaterThan(15);
      wired.simulated.fail(2, null);
      await vi.waitFor(() => expect(wired.state?.state).toBe('ok'), soon);
      expect(counted('co2Ppm')).toBeGreaterThan(0);
    },
  );

  const sensorRefuses: Fault = {
    part: 'environment',
    kind: 'refused',
    fault: 'a sensor refuses to be read',
    seen: { code: 'DEVICE_ENVIRONMENT' },
    lost: 'its values',
    recovers: 'as soon as it lets itself be read',
  };
  it('says which refuses to be read', shows(sensorRefuses), async () => {
    await wire({ sensors: three });
    wired.simulated.fail(3, 'exception');
    await vi.waitFor(() => expect(wired.state?.cause?.code).toBe('DEVICE_REFUSED'), soon);
    expect(wired.state!.cause!.message).toMatch(/address 3 \(wb-msw-v3\).*exception 4/);
    wired.simulated.fail(3, null);
    await vi.waitFor(() => expect(wired.state?.state).toBe('ok'), soon);
  });

  const implausible: Fault = {
    part: 'environment',
    kind: 'wrong',
    fault: 'a sensor says that it is 99 °C, or that it is not well itself',
    seen: { code: 'DEVICE_ENVIRONMENT' },
    lost: 'its values: what no room has is not believed',
    recovers: 'as soon as it is plausible',
  };
  it('believes neither what no room has nor what a sensor says that is not well', shows(implausible), async () => {
    await wire({ sensors: three });
    await vi.waitFor(() => expect(wired.state?.state).toBe('ok'), soon);
    wired.simulated.fail(1, 'implausible');
    await vi.waitFor(() => expect(wired.state?.cause?.code).toBe('DEVICE_IMPLAUSIBLE'), soon);
    expect(wired.state!.cause!.message).toMatch(/address 1 \(xy-md02\): says temperature is 99 °C/);
    wired.simulated.complain(2, 0b100_0001);
    await vi.waitFor(() => expect(wired.state?.cause?.message).toContain('fatal error, memory error'), soon);
    wired.simulated.set(3, { temperatureC: 22.4 });
    wired.forget();
    await vi.waitFor(() => expect(wired.readings.length).toBeGreaterThan(10), soon);
    // The one that is well is heard.
    expect(new Set(wired.readings.map(({ value }) => value))).toEqual(new Set([54.2, 22.4, 51.3, 873, 412.5]));
    wired.simulated.fail(1, null);
    wired.simulated.complain(2, 0);
    await vi.waitFor(() => expect(wired.state?.state).toBe('ok'), soon);
  });
});

const stuckValue: Fault = {
  part: 'environment',
  kind: 'wrong',
  fault: 'a sensor says exactly the same for hours',
  seen: { code: 'DEVICE_ENVIRONMENT' },
  lost: 'the hours until it is noticed, in which the value was told',
  recovers: 'as soon as it changes',
};
it('notices what has not changed for hours, and believes it again when it does', shows(stuckValue), async () => {
  let hours = 0;
  await wire({
    sensors: [{ model: 'senseair-s8', address: 2 }],
    room: (atMs) => ({ co2Ppm: 800 + Math.round(20 * Math.sin(atMs)) }),
    timing: { ...quick, nowMs: () => performance.now() + hours * 3_600_000 },
  });
  await vi.waitFor(() => expect(wired.state?.state).toBe('ok'), soon);
  wired.simulated.fail(2, 'stuck');
  wired.forget();
  await vi.waitFor(() => expect(wired.readings.length).toBeGreaterThan(5), soon);
  expect(new Set(wired.readings.slice(-5).map(({ value }) => value)).size).toBe(1);
  hours = 7;
  await vi.waitFor(() => expect(wired.state?.cause?.message).toMatch(/CO2 has been exactly \d+ ppm for hours/), soon);
  expect(wired.state?.cause?.code).toBe('DEVICE_IMPLAUSIBLE');
  wired.simulated.fail(2, null);
  await vi.waitFor(() => expect(wired.state?.state).toBe('ok'), soon);
});

it('is content with what a sensor has when the rest is not asked of it', async () => {
  const values = { temperatureC: 21, humidityPercent: 40, noiseDba: 50, illuminanceLux: 300 };
  await wire({ sensors: [{ model: 'wb-msw-v3', address: 1 }], room: () => values });
  await vi.waitFor(() => expect(wired.state?.cause?.message).toContain('has no reading of CO2'), soon);
  await wired.stop();
  const quantities = ['temperatureC', 'humidityPercent', 'noiseDba', 'illuminanceLux'] as const;
  await wire({ sensors: [{ model: 'wb-msw-v3', address: 1, quantities: [...quantities] }], room: () => values });
  await vi.waitFor(() => expect(wired.state?.state).toBe('ok'), soon);
  expect(Object.fromEntries(wired.readings.map(({ quantity, value }) => [quantity, value]))).toEqual(values);
});

const airPulled: Fault = {
  part: 'environment',
  kind: 'killed',
  fault: 'its cable is pulled in the middle of an answer',
  seen: { code: 'DEVICE_ENVIRONMENT' },
  lost: 'values meanwhile',
  recovers: 'by itself, when it is plugged in',
};
it('goes on after the cable was pulled in the middle, again and again', shows(airPulled), async () => {
  await wire({ sensors: three });
  for (let round = 0; round < 3; round++) {
    await vi.waitFor(() => expect(wired.state?.state).toBe('ok'), soon);
    await wired.unplug();
    await vi.waitFor(() => expect(wired.state?.state).toBe('faulty'), soon);
    expect(wired.state!.cause!.code).toMatch(/^DEVICE_(LOST|ABSENT)$/);
    wired.forget();
    await wired.plug();
  }
  await vi.waitFor(() => expect(wired.state?.state).toBe('ok'), soon);
  expect(Object.fromEntries(wired.readings.map(({ quantity, value }) => [quantity, value]))).toMatchObject({
    co2Ppm: 873,
    temperatureC: 22.4,
  });
});

const lateAnswers: Fault = {
  part: 'environment',
  kind: 'overload',
  fault: 'it answers too late',
  seen: 'nothing',
  lost: 'values that came too late',
  recovers: 'by itself: a late answer is never taken for another',
};
it(
  'never takes an answer that comes late for that to another question',
  shows(lateAnswers, { timeout: 40_000 }),
  async () => {
    let late = 0;
    await wire({
      // Its registers 3 to 5 and 8 to 10 are asked for apart, and the answers look alike.
      sensors: [{ model: 'wb-msw-v3', address: 3 }],
      everyS: 0,
      timing: { thinkMs: 20, silenceMs: 1, longestSilenceMs: 20, lateMs: 200 },
      before: (sensors) => ({
        plugged: (say) =>
          sensors.plugged((bytes) => {
            const isLate = Math.random() < 0.2;
            if (isLate) late++;
            setTimeout(() => say(bytes), isLate ? 25 + 40 * Math.random() : 0);
          }),
        received: (bytes) => sensors.received(bytes),
        unplugged: () => sensors.unplugged(),
      }),
    });
    await vi.waitFor(() => expect(late).toBeGreaterThan(60), { timeout: 30_000 });
    const { pm25UgM3: _, ...measured } = room;
    expect(wired.readings.length).toBeGreaterThan(30);
    for (const { quantity, value } of wired.readings)
      expect({ [quantity]: value }).toEqual({ [quantity]: room[quantity] });
    expect(new Set(wired.readings.map(({ quantity }) => quantity))).toEqual(new Set(Object.keys(measured)));
  },
);

it('works through an adapter that echoes what is sent, and knows a silent sensor there', async () => {
  await wire({
    sensors: three.slice(0, 2),
    before: (sensors) => {
      let echo: (bytes: Uint8Array) => void = () => {};
      return {
        plugged: (say) => {
          echo = say;
          sensors.plugged(say);
        },
        received: (bytes) => {
          echo(bytes);
          sensors.received(bytes);
        },
        unplugged: () => sensors.unplugged(),
      };
    },
  });
  await vi.waitFor(() => expect(wired.state?.state).toBe('ok'), soon);
  wired.simulated.fail(2, 'silent');
  await vi.waitFor(() => expect(wired.state?.cause?.code).toBe('DEVICE_SILENT'), soon);
});

it.each([9600, 1200])('waits as long as a line of %i baud needs', async (baud) => {
  await wire({ sensors: three, baud, everyS: 0.3, port: { baud } });
  await vi.waitFor(() => expect(wired.state?.state).toBe('ok'), soon);
  await vi.waitFor(() => expect(wired.readings.length).toBeGreaterThan(30), soon);
  expect(wired.state?.state).toBe('ok');
});

const wrongMap: Fault = {
  part: 'environment',
  kind: 'absent',
  fault: 'the file that says where its values are is wrong',
  seen: { code: 'DEVICE_ENVIRONMENT' },
  lost: 'its values',
  recovers: 'as soon as the file is mended',
};
it(
  'is told by a file of one’s own where things are, and says what is wrong with the file',
  shows(wrongMap),
  async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'lectern-maps-')), 'maps.yaml');
    const text = (unit: string) => `version: 1
maps:
  our-sensor:
    name: Ours
    source: its manual
    function: 3
    registers:
      - { quantity: pm25UgM3, unit: ${unit}, address: 503 }
`;
    writeFileSync(file, text('µg/m³'));
    const sensors = [{ model: 'our-sensor', address: 9 }];
    wired = new WiredSensors({ sensors, maps: file, room: () => room, timing: { ...quick, mapsAgainMs: 50 } });
    writeFileSync(file, text('mg'));
    await wired.start();
    await vi.waitFor(() => expect(wired.state?.cause?.code).toBe('DEVICE_UNKNOWN'), soon);
    expect(wired.state!.cause!.message).toBe(
      `${file}:8: maps.our-sensor.registers.0.unit: must be "µg/m³" for pm25UgM3: set scale and offset so that it is`,
    );
    writeFileSync(file, text('µg/m³'));
    await vi.waitFor(() => expect(wired.readings).toContainEqual({ quantity: 'pm25UgM3', value: 31 }), soon);
  },
);

it('a line on which nobody answers is opened anew, is told of once, and goes on when they answer', async () => {
  await wire({ sensors: three.slice(0, 2), lineTiming: { reopenMs: 50, longestReopenMs: 50, retryMs: 5 } });
  await vi.waitFor(() => expect(wired.state?.state).toBe('ok'), soon);
  const reopened = vi.spyOn(PollPlan.prototype, 'askAgain');
  for (const address of [1, 2]) wired.simulated.fail(address, 'silent');
  await vi.waitFor(() => expect(wired.state?.cause?.message).toMatch(/address 1 .* address 2 /), soon);
  wired.forget();
  await vi.waitFor(() => expect(reopened.mock.calls.length).toBeGreaterThan(4), soon);
  expect(wired.news.filter(({ says }) => says === 'state')).toEqual([]);
  for (const address of [1, 2]) wired.simulated.fail(address, null);
  await vi.waitFor(() => expect(wired.state?.state).toBe('ok'), soon);
  reopened.mockRestore();
});
