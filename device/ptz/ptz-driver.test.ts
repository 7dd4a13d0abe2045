import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type Fault, shows } from '../../test/faults/fault.ts';
import { boardPlace, classPlace, PtzBench, type PtzBenchOptions } from '../../test/fixtures/ptz-bench.ts';
import { SimulatedCamera } from './simulated-camera.ts';
import { SimulatedPtz } from './simulated-ptz.ts';
import { writeDatagram } from './visca-over-ip.ts';

const PATIENCE = { timeout: 15_000, interval: 10 };
let bench: PtzBench;
afterEach(() => bench.stop());

const stands = (at: string | null) =>
  vi.waitFor(() => expect(bench.ptz, JSON.stringify(bench.news.at(-1))).toEqual({ isMoving: false, at }), PATIENCE);
const isState = (state: string) => vi.waitFor(() => expect(bench.state).toBe(state), PATIENCE);

describe.each(['serial', 'udp'] as const)('a camera by %s', { timeout: 60_000 }, (way) => {
  const start = async (options?: PtzBenchOptions) => {
    bench = await PtzBench.start(way, options);
  };

  it('is sent to its places, and says where it is and what it is', async () => {
    await start();
    await isState('ok');
    expect(bench.news).toContainEqual({ says: 'identity', text: 'VISCA 0001:0511, ROM 0100' });
    await stands(null);
    for (const [preset, place] of [
      ['class', classPlace],
      ['board', boardPlace],
      ['class', classPlace],
    ] as const) {
      bench.news.length = 0;
      bench.driver.take({ do: 'preset', preset });
      await stands(preset);
      expect(bench.camera.place).toEqual(place);
      expect(bench.news).toContainEqual({ says: 'ptz', isMoving: true, at: null });
    }
  });

  it('goes where it was told last', async () => {
    await start({ camera: { unitsPerS: 2_000 } });
    for (const preset of ['class', 'board', 'class', 'board', 'class', 'board'] as const) {
      bench.driver.take({ do: 'preset', preset });
      await delay(30);
    }
    await stands('board');
    expect(bench.camera.place).toEqual(boardPlace);
  });

  it('is switched on when it is needed, and off when it is told', async () => {
    await start({ camera: { isOn: false } });
    await isState('ok');
    expect(bench.camera.isOn).toBe(false);
    bench.driver.take({ do: 'preset', preset: 'class' });
    await stands('class');
    expect(bench.camera.isOn).toBe(true);
    bench.driver.take({ do: 'power', on: false });
    await vi.waitFor(() => expect(bench.camera.isOn).toBe(false), PATIENCE);
    await stands(null);
  });

  const ptzPulled: Fault = {
    part: 'ptz',
    kind: 'lost',
    fault: 'its cable is pulled while it turns',
    seen: { code: 'DEVICE_PTZ' },
    lost: 'what its camera would have seen meanwhile',
    recovers: 'it goes on to its place when the cable is in',
  };
  it('arrives although its cable was pulled on the way', shows(ptzPulled), async () => {
    await start({ camera: { unitsPerS: 3_000 } });
    bench.driver.take({ do: 'preset', preset: 'class' });
    await stands('class');
    bench.driver.take({ do: 'preset', preset: 'board' });
    await vi.waitFor(() => expect(bench.camera.isMoving).toBe(true), PATIENCE);
    await bench.unplug();
    await isState(way === 'udp' ? 'DEVICE_SILENT' : 'DEVICE_ABSENT');
    await bench.plug();
    await stands('board');
    expect(bench.camera.place).toEqual(boardPlace);
    await isState('ok');
  });

  it('stands while it is held, and goes on when it is let', async () => {
    await start({ camera: { unitsPerS: 1_000 } });
    bench.driver.take({ do: 'preset', preset: 'board' });
    await vi.waitFor(() => expect(bench.camera.isMoving).toBe(true), PATIENCE);
    bench.driver.take({ do: 'hold', isHeld: true });
    await vi.waitFor(() => expect(bench.camera.isMoving).toBe(false), PATIENCE);
    await stands(null);
    const held = bench.camera.place;
    bench.driver.take({ do: 'preset', preset: 'class' });
    await delay(300);
    expect(bench.camera.place).toEqual(held);
    bench.driver.take({ do: 'hold', isHeld: false });
    await stands('class');
  });

  it('is seen to be elsewhere when somebody turns it, and left there', async () => {
    await start();
    bench.driver.take({ do: 'preset', preset: 'class' });
    await stands('class');
    bench.camera.turnTo({ pan: 500 });
    await stands(null);
    expect(bench.camera.place.pan).toBe(500);
    bench.camera.turnTo(classPlace);
    await stands('class');
    bench.camera.turnTo({ zoom: 9_000 });
    await stands(null);
  });

  const ptzNoPlace: Fault = {
    part: 'ptz',
    kind: 'refused',
    fault: 'it has no such place stored',
    seen: { code: 'DEVICE_PTZ' },
    lost: 'that its camera stands where it should',
    recovers: 'as soon as the place is stored',
  };
  it('that has no such place says so, and is asked again', shows(ptzNoPlace), async () => {
    await start({ settings: { presets: { class: 7 } } });
    bench.driver.take({ do: 'preset', preset: 'class' });
    await isState('DEVICE_REFUSED');
    bench.camera.store(7, classPlace);
    await stands('class');
    await isState('ok');
  });

  it('follows the teacher within its limits, and goes back to the board when they are gone', async () => {
    // At the back, looking to the board; 10 units a degree.
    const follow = {
      pos: [0, 8, 2.5] as [number, number, number],
      facingDeg: 180,
      panDeg: [-30, 30] as [number, number],
      deadZoneDeg: 5,
      speedDegPerS: 30,
      unitsPerDeg: 10,
      lostS: 2,
    };
    await start({ settings: { follow } });
    bench.driver.take({ do: 'preset', preset: 'board' });
    await stands('board');
    const follows = setInterval(() => bench.driver.take({ do: 'follow', teacher }), 50);
    let teacher: { xM: number; yM: number } | null = { xM: 4, yM: 4 };
    try {
      await vi.waitFor(() => expect(bench.camera.place.pan).toBeLessThan(-280), PATIENCE);
      await delay(300);
      expect(bench.camera.place.pan).toBeGreaterThanOrEqual(-300);
      expect(bench.ptz?.at).toBeNull();
      teacher = null;
      await stands('board');
    } finally {
      clearInterval(follows);
    }
  });
});

const ptzSilent: Fault[] = [
  {
    part: 'ptz',
    kind: 'silent',
    fault: 'it does not answer',
    seen: { code: 'DEVICE_PTZ' },
    lost: 'that its camera is turned',
    recovers: 'as soon as it answers',
  },
  {
    part: 'ptz',
    kind: 'wrong',
    fault: 'its line has another speed',
    seen: { code: 'DEVICE_PTZ' },
    lost: 'that its camera is turned',
    recovers: 'as soon as the speed is right',
  },
];
it(
  'is not waited for when a serial line is silent or speaks something else',
  shows(ptzSilent, { timeout: 30_000 }),
  async () => {
    const nothing = { toDevice: () => Buffer.alloc(0), toHost: (bytes: Buffer) => bytes };
    bench = await PtzBench.start('serial', { effect: nothing });
    await isState('DEVICE_SILENT');
    await bench.stop();
    let isWrong = true;
    const wrongBaud = {
      toDevice: (bytes: Buffer) => bytes,
      toHost: (bytes: Buffer) => (isWrong ? Buffer.from(bytes.map((byte) => byte ^ 0x6a)) : bytes),
    };
    bench = await PtzBench.start('serial', { effect: wrongBaud });
    await isState('DEVICE_GARBLED');
    isWrong = false;
    await isState('ok');
  },
);

const ptzBusy: Fault = {
  part: 'ptz',
  kind: 'overload',
  fault: 'a second controller keeps it busy',
  seen: 'nothing',
  lost: 'some seconds until it is in its place',
  recovers: 'by itself, when it is free',
};
it('both of whose sockets are taken is asked until one is free', shows(ptzBusy, { timeout: 30_000 }), async () => {
  bench = await PtzBench.start('serial', { camera: { unitsPerS: 1_500 } });
  await isState('ok');
  const refused: string[] = [];
  // Two long ways that somebody else ordered, as by a second controller.
  for (const pan of [0x0700, 0x0800])
    bench.camera.take([0x01, 0x06, 0x02, 1, 1, 0, pan >> 8, 0, 0, 0, 0, 0, 0], (said) => refused.push(String(said)));
  expect(refused).toEqual(['65', '66']);
  bench.driver.take({ do: 'preset', preset: 'class' });
  await stands('class');
  expect(bench.camera.place).toEqual(classPlace);
  expect(bench.state).toBe('ok');
});

it('in the network that has counted further begins to count anew', { timeout: 30_000 }, async () => {
  bench = await PtzBench.start('udp');
  await isState('ok');
  // As after another controller: everything that this one sends is too old for the camera.
  const other = createSocket('udp4');
  const payload = Uint8Array.of(0x81, 0x09, 0x04, 0x00, 0xff);
  other.send(writeDatagram({ type: 'inquiry', sequence: 5_000_000, payload }), bench.udpPort, '127.0.0.1');
  bench.driver.take({ do: 'preset', preset: 'board' });
  await stands('board');
  expect(bench.state).toBe('ok');
  other.close();
});

it('that does not say where it looks is there when its command is done, after some seconds', {
  timeout: 60_000,
}, async () => {
  bench = await PtzBench.start('serial', { camera: { isBlind: true } });
  bench.driver.take({ do: 'preset', preset: 'board' });
  await vi.waitFor(() => expect(bench.ptz).toEqual({ isMoving: true, at: null }), PATIENCE);
  await stands('board');
  expect(bench.camera.place).toEqual(boardPlace);
});

const ptzStarts: Fault = {
  part: 'ptz',
  kind: 'absent',
  fault: 'it is off, and takes long to start',
  seen: 'nothing',
  lost: 'what its camera would have seen until it is in its place',
  recovers: 'by itself',
};
it(
  'that takes long to start is asked until it can say where it looks',
  shows(ptzStarts, { timeout: 60_000 }),
  async () => {
    bench = await PtzBench.start('udp', {
      camera: { isOn: false, powerOnMs: 1_500 },
      timing: { refusedRetryMs: 20_000 },
    });
    bench.driver.take({ do: 'preset', preset: 'class' });
    await stands('class');
    expect(bench.camera.place).toEqual(classPlace);
  },
);

it('that speaks VISCA over TCP as on a serial line is driven like one on a line', { timeout: 30_000 }, async () => {
  const camera = new SimulatedCamera({ presets: { 1: classPlace }, unitsPerS: 8_000 });
  const server = createServer((socket) => {
    const device = new SimulatedPtz(camera);
    device.plugged((bytes) => socket.write(bytes));
    socket.on('data', (bytes: Buffer) => device.received(bytes));
    socket.on('error', () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  bench = await PtzBench.start('serial', { settings: { port: `tcp://127.0.0.1:${port}` } });
  bench.driver.take({ do: 'preset', preset: 'class' });
  await stands('class');
  expect(camera.place).toEqual(classPlace);
  server.close();
});

it('behind a serial server that is mute is reached over a new connection', { timeout: 30_000 }, async () => {
  const ptz = new SimulatedPtz(new SimulatedCamera());
  let connections = 0;
  const server = createServer((socket) => {
    socket.on('error', () => {});
    // The first two take everything and never answer.
    if (++connections < 3) return;
    ptz.plugged((bytes) => void socket.write(bytes));
    socket.on('data', (bytes: Buffer) => ptz.received(bytes));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const lineTiming = { reopenMs: 100, longestReopenMs: 200 };
  bench = await PtzBench.start('serial', { settings: { port: `tcp://127.0.0.1:${port}` }, lineTiming });
  await isState('ok');
  const states = bench.news.flatMap((news) => (news.says === 'state' ? [news.cause?.code ?? news.state] : []));
  expect(states).toEqual(['connecting', 'DEVICE_SILENT', 'ok']);
  expect(connections).toBe(3);
  server.close();
});
