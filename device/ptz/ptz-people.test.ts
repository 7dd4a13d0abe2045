import { createSocket } from 'node:dgram';
import { afterEach, expect, it, vi } from 'vitest';
import { type Fault, shows } from '../../test/faults/fault.ts';
import { boardPlace, classPlace, PtzBench } from '../../test/fixtures/ptz-bench.ts';
import { HotPlug } from '../line/hot-plug.ts';
import { PtzDriver } from './ptz-driver.ts';
import { ptzSettingsSchema } from './ptz-settings.ts';

const PATIENCE = { timeout: 15_000, interval: 10 };
let bench: PtzBench | undefined;
afterEach(async () => {
  await bench?.stop();
  bench = undefined;
});

const stands = (at: string | null) =>
  vi.waitFor(() => expect(bench!.ptz, JSON.stringify(bench!.news.at(-1))).toEqual({ isMoving: false, at }), PATIENCE);
const isState = (state: string) => vi.waitFor(() => expect(bench!.state).toBe(state), PATIENCE);
/** As with the remote control. */
const switchByHand = (on: boolean) => bench!.camera.take([0x01, 0x04, 0x00, on ? 0x02 : 0x03], () => {});
/** So many looks of the driver. */
async function looks(count: number) {
  const { camera } = bench!;
  const from = camera.understood;
  await vi.waitFor(() => expect(camera.understood).toBeGreaterThan(from + count), PATIENCE);
}

it.each(['serial', 'udp'] as const)(
  'a camera by %s that people switch off stays off',
  async (way) => {
    bench = await PtzBench.start(way, { camera: { isOn: false } });
    const { camera, driver } = bench;
    driver.take({ do: 'preset', preset: 'class' });
    await stands('class');
    expect(camera.took.powerOns).toBe(1);
    switchByHand(false);
    await stands(null);
    await looks(20);
    // As when it is to be brought back to its place.
    driver.take({ do: 'preset', preset: 'class', wakes: false });
    await looks(20);
    expect(camera.isOn).toBe(false);
    driver.take({ do: 'preset', preset: 'board' });
    await stands('board');
    expect(camera.took.powerOns, 'the next lesson wants it again').toBe(2);
  },
  40_000,
);

it('one that is off is not switched on while it is held, nor when nothing is wanted any more', async () => {
  bench = await PtzBench.start('udp', { camera: { isOn: false } });
  const { camera, driver } = bench;
  driver.take({ do: 'hold', isHeld: true });
  driver.take({ do: 'preset', preset: 'class' });
  await looks(20);
  driver.take({ do: 'rest' });
  driver.take({ do: 'hold', isHeld: false });
  await looks(20);
  expect(camera.took).toEqual({ recalls: 0, powerOns: 0 });
}, 40_000);

it('one that refuses to be switched on says so, and is asked less often', async () => {
  bench = await PtzBench.start('udp', { camera: { isOn: false }, timing: { refusedRetryMs: 60_000 } });
  const { driver, camera } = bench;
  const [take, refused] = [camera.take.bind(camera), { orders: 0 }];
  camera.take = (asked, reply) => {
    if (asked[0] !== 0x01 || asked[1] !== 0x04 || asked[2] !== 0x00) return take(asked, reply);
    refused.orders++;
    reply([0x60, 0x41]);
  };
  driver.take({ do: 'preset', preset: 'class' });
  await isState('DEVICE_REFUSED');
  const { orders } = refused;
  await looks(40);
  expect(refused.orders).toBe(orders);
  expect(bench.state).toBe('DEVICE_REFUSED');
}, 40_000);

const ptzBlocked: Fault = {
  part: 'ptz',
  kind: 'killed',
  fault: 'something stops it on its way',
  seen: { code: 'DEVICE_PTZ' },
  lost: 'what its camera would have seen from its place',
  recovers: 'it is tried less and less often, and goes on when its way is clear',
};
it(
  'one that is stopped far from its preset says so, is pushed less and less, and goes on when its way is clear',
  shows(ptzBlocked, { timeout: 40_000 }),
  async () => {
    bench = await PtzBench.start('udp', { timing: { refusedRetryMs: 300 } });
    const { camera, driver } = bench;
    driver.take({ do: 'preset', preset: 'class' });
    await stands('class');
    driver.take({ do: 'preset', preset: 'board' });
    await stands('board');
    camera.store(1, { pan: 300, tilt: 100, zoom: 1000 });
    const { recalls } = camera.took;
    driver.take({ do: 'preset', preset: 'class' });
    await isState('DEVICE_REFUSED');
    await stands(null);
    await looks(200);
    expect(camera.took.recalls - recalls, 'it is not pushed all the time').toBeLessThan(12);
    expect(bench.state).toBe('DEVICE_REFUSED');
    expect(bench.ptz?.at).toBeNull();
    camera.store(1, classPlace);
    await stands('class');
    await isState('ok');
  },
);

it('one with mechanical play is at its preset all the same, whenever the play began', async () => {
  bench = await PtzBench.start('udp', { camera: { playUnits: 12 } });
  const { camera, driver } = bench;
  driver.take({ do: 'preset', preset: 'class' });
  await stands('class');
  camera.playUnits = 0;
  driver.take({ do: 'preset', preset: 'board' });
  await stands('board');
  camera.playUnits = 16;
  driver.take({ do: 'preset', preset: 'class' });
  await stands('class');
  driver.take({ do: 'preset', preset: 'board' });
  await stands('board');
  const { recalls } = camera.took;
  await looks(40);
  expect(camera.took.recalls).toBe(recalls);
  expect(Math.abs(camera.place.pan - boardPlace.pan)).toBe(16);
  expect(bench.state).toBe('ok');
}, 40_000);

it('one that stands elsewhere after each recall says so, until nothing is wanted of it', async () => {
  bench = await PtzBench.start('udp', { camera: { playUnits: 120 } });
  const { camera, driver } = bench;
  driver.take({ do: 'preset', preset: 'class' });
  await isState('DEVICE_REFUSED');
  driver.take({ do: 'rest' });
  await isState('ok');
  const { recalls } = camera.took;
  await looks(40);
  expect(camera.took.recalls).toBe(recalls);
}, 40_000);

const follow = ptzSettingsSchema.parse({
  kind: 'ptz',
  host: 'camera',
  follow: { pos: [0, 8, 2.5], facingDeg: 180, speedDegPerS: 30 },
}).follow!;

it('one that says its pan with five half bytes is told it so, and follows', async () => {
  bench = await PtzBench.start('udp', { camera: { panNibbles: 5 }, settings: { follow } });
  const { driver, camera } = bench;
  await isState('ok');
  const follows = setInterval(() => driver.take({ do: 'follow', teacher: { xM: 3, yM: 1 } }), 50);
  try {
    await vi.waitFor(() => expect(camera.place.pan).toBeLessThan(-200), PATIENCE);
  } finally {
    clearInterval(follows);
  }
  expect(bench.state).toBe('ok');
}, 40_000);

it('one that refuses to be turned says so, and is asked less often', async () => {
  bench = await PtzBench.start('udp', { settings: { follow } });
  const { driver, camera } = bench;
  const [take, refused] = [camera.take.bind(camera), { moves: 0 }];
  camera.take = (asked, reply) => {
    if (asked[0] !== 0x01 || asked[1] !== 0x06 || asked[2] !== 0x02) return take(asked, reply);
    refused.moves++;
    reply([0x60, 0x02]);
  };
  const follows = setInterval(() => driver.take({ do: 'follow', teacher: { xM: 3, yM: 1 } }), 50);
  try {
    await isState('DEVICE_REFUSED');
    const { moves } = refused;
    await looks(150);
    // Each is said three times.
    expect(refused.moves - moves).toBeLessThan(60);
    expect(bench.state).toBe('DEVICE_REFUSED');
  } finally {
    clearInterval(follows);
  }
}, 40_000);

it('one in the network that stays silent is asked from another socket, as when this machine has another address', async () => {
  const [from, silent] = [new Set<number>(), createSocket('udp4')];
  silent.on('message', (_, { port }) => from.add(port));
  await new Promise<void>((resolve) => silent.bind(0, '127.0.0.1', resolve));
  const { port: udpPort } = silent.address();
  const hotPlug = new HotPlug({ folders: [], monitor: { command: '/no/udev', args: [] }, pollMs: 1_000 });
  const driver = new PtzDriver(
    ptzSettingsSchema.parse({ kind: 'ptz', host: '127.0.0.1', udpPort }),
    { hotPlug, tell: () => {} },
    { replyMs: 20, silentRetryMs: 10, resetPatienceMs: 10, retryMs: 10 },
  );
  const stopping = new AbortController();
  const running = driver.run(stopping.signal);
  await vi.waitFor(() => expect(from.size).toBeGreaterThanOrEqual(3), PATIENCE);
  stopping.abort();
  await running;
  silent.close();
}, 40_000);
