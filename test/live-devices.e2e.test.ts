import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Lamp } from '../device/process/device-message.ts';
import { SimulatedRoom } from '../device/simulation/simulated-room.ts';
import type { RunningCommand } from './cli.ts';
import { type Fault, shows } from './faults/fault.ts';
import { FloodingPort } from './fixtures/flooding-port.ts';
import { LEAD_S, LiveRoom } from './fixtures/live-room.ts';
import { descendants } from './fixtures/process-tree.ts';

/** The film is 150 s long. */
const LESSON_S = LEAD_S + 150;
const BOOKMARK_S = 40;
const OFF_S = 70;
const OFF_FOR_S = 20;
const TURNED_S = 120;
const TURNED_FOR_S = 12;
const TICKS_PER_S = 100;

const room = new LiveRoom();
const lamps: string[] = [];
const hardware = new SimulatedRoom({
  folder: room.at('ports'),
  air: () => ({
    co2Ppm: 1620,
    temperatureC: 23.4,
    humidityPercent: 48,
    illuminanceLux: 410,
    noiseDba: 55,
    pm25UgM3: 20,
  }),
  lampChanged: ({ light, blink }: Lamp) => lamps.push(`${light} ${blink}`),
});
const noisy = new FloodingPort(room.at('noisy'));
let agent: RunningCommand;

beforeAll(async () => {
  await hardware.start();
  await noisy.start();
  const settings = [hardware.settings, `  noisy: { kind: board, port: ${noisy.port} }`];
  await room.start([...settings, 'privacy: { lampRequired: true }', 'lesson: { begins: hand }'].join('\n'));
  agent = room.agent();
  await agent.until(() => agent.stderr.includes('"ready"'));
}, 60_000);

afterAll(async () => {
  await room.stop();
  await hardware.stop();
  await noisy.stop();
});

const sensors = () => descendants(agent.child.pid!).filter(({ line }) => /ffmpeg|ffprobe|pactl/.test(line));
const deviceProcess = () => descendants(agent.child.pid!).find(({ line }) => line.includes('device-process'))!;
/** Seconds of a processor that a process has used, without its children. */
function processorS(pid: number): number {
  const [user, system] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ').slice(11, 13).map(Number);
  return (user! + system!) / TICKS_PER_S;
}
const residentMb = (pid: number) =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
const until = async (is: () => Promise<boolean> | boolean, what: string) => {
  for (let waitedMs = 0; !(await is()); waitedMs += 100) {
    if (waitedMs > 20_000) throw new Error(`not in time: ${what}; ${agent.stderr.slice(-2_000)}`);
    await delay(100);
  }
};

const floodInLesson: Fault = {
  part: 'device-process',
  kind: 'overload',
  fault: 'a device floods for a whole lesson',
  seen: 'the device is named to IT',
  lost: 'what that device says; no more than a tenth of a core',
  recovers: 'when the device stops',
};
it(
  'the film with a scripted button, sensors and a device that floods: the report shows the gap, the mark and the air',
  shows(floodInLesson, { timeout: 400_000 }),
  async () => {
    await until(
      async () => (await room.state()).devices?.find(({ name }) => name === 'desk')?.state === 'ok',
      'the board',
    );
    await until(async () => (await room.state()).why !== 'no-lamp', 'the lamp');
    hardware.press('double');
    await until(async () => (await room.state()).activity === 'recording', 'the lesson');
    const began = performance.now();
    const at = (seconds: number) => delay(Math.max(0, seconds * 1000 - (performance.now() - began)));
    room.roll();
    const [device, own] = [deviceProcess().pid, agent.child.pid!];
    const usedBefore = { device: processorS(device), own: processorS(own) };
    await at(BOOKMARK_S);
    expect(hardware.board.lamp.light, 'the lamp says that a lesson is recorded').toBe('lesson');
    expect(hardware.projector.power).toBe('off');
    hardware.press('short');
    await at(OFF_S);
    hardware.press('long');
    await until(async () => (await room.state()).activity === 'held', 'sensing is off');
    await until(() => sensors().length === 0, 'every camera and microphone is closed');
    await until(() => hardware.board.lamp.light === 'off', 'the lamp is dark');
    await at(OFF_S + OFF_FOR_S);
    hardware.press('long');
    await until(async () => (await room.state()).activity === 'recording', 'sensing is on');
    // A sensor's plug is moved in the middle of the lesson: its port comes back under another name.
    await hardware.replug('air', () => delay(2_000));
    await until(
      async () => (await room.state()).devices?.find(({ name }) => name === 'air')?.state === 'ok',
      'the air is back',
    );
    await at(TURNED_S);
    hardware.turnCamera({ pan: 400, tilt: 0 });
    await at(TURNED_S + TURNED_FOR_S);
    hardware.turnCamera();
    await at(LESSON_S - 5);
    const state = await room.state();
    expect(state.air?.co2Ppm).toBe(1620);
    expect(state.devices?.find(({ name }) => name === 'noisy')?.cause?.code).toBe('DEVICE_FLOODS');
    const lessonS = (performance.now() - began) / 1000;
    const used = { device: processorS(device) - usedBefore.device, own: processorS(own) - usedBefore.own };
    console.log(
      `in ${lessonS.toFixed(0)} s: device process ${((100 * used.device) / lessonS).toFixed(1)} % of a core, ` +
        `${residentMb(device).toFixed(0)} MB; agent ${((100 * used.own) / lessonS).toFixed(1)} %, ${residentMb(own).toFixed(0)} MB`,
    );
    expect(used.device / lessonS, 'share of a core, one device flooding').toBeLessThan(0.1);
    expect(residentMb(device)).toBeLessThan(200);
    hardware.press('double');
    await agent.until(() => agent.stderr.includes('lesson reported'));
    await until(() => hardware.projector.power === 'on', 'the projector is woken for the report');

    const [report, ...others] = await room.reports();
    expect(others).toEqual([]);
    expect(report!.bookmarks).toHaveLength(1);
    expect(Math.abs(report!.bookmarks![0]! / 1000 - BOOKMARK_S)).toBeLessThan(3);
    for (const track of ['talk', 'students', 'teacher']) {
      const [gap] = report!.gaps.filter((each) => each.track === track && each.startMs > 40_000);
      expect(gap, track).toBeDefined();
      expect(Math.abs(gap!.startMs / 1000 - OFF_S), `${track} from ${gap!.startMs}`).toBeLessThan(4);
      // Cameras take a moment to be opened again.
      expect(Math.abs(gap!.endMs / 1000 - OFF_S - OFF_FOR_S), `${track} to ${gap!.endMs}`).toBeLessThan(15);
    }
    expect(report!.pauses, 'the gap has its reason').toHaveLength(1);
    expect(Math.abs(report!.pauses![0]!.endMs / 1000 - OFF_S - OFF_FOR_S)).toBeLessThan(5);
    const turned = report!.cameraFaults?.find(({ state, startMs }) => state === 'moving' && startMs > 100_000);
    expect(turned, 'nothing is said of the class while its camera is turned').toMatchObject({ camera: 'student' });
    expect(Math.abs(turned!.startMs / 1000 - TURNED_S), `turned from ${turned!.startMs}`).toBeLessThan(6);
    expect(Math.abs(turned!.endMs / 1000 - TURNED_S - TURNED_FOR_S), `to ${turned!.endMs}`).toBeLessThan(10);
    const figure = (id: string) => report!.indicators.find((each) => each.id === id);
    expect(figure('room.co2.median')?.value).toBe(1620);
    expect(figure('room.temperature.median')?.value).toBeCloseTo(23.4, 1);
    expect(figure('room.co2.median')!.coverage).toBeGreaterThan(0.9);
    expect(figure('talk.teacher.share')!.coverage, 'all but the gap').toBeGreaterThan(0.75);
    expect(
      lamps.filter((lamp, i) => lamp.split(' ')[0] !== lamps[i - 1]?.split(' ')[0]).map((lamp) => lamp.split(' ')[0]),
    ).toEqual(['lesson', 'off', 'lesson', 'off']);
  },
);

it('without a lamp nothing is sensed, where that is asked for', async () => {
  await until(async () => (await room.state()).activity === 'idle', 'the lesson is over');
  await hardware.replug('desk', async () => {
    await until(async () => (await room.state()).why === 'no-lamp', 'the room knows');
    expect(await room.post('/api/lesson/start', {})).toBe(409);
    expect(sensors()).toEqual([]);
  });
  await until(async () => (await room.post('/api/lesson/start', {})) === 200, 'the lamp is back');
  await until(() => sensors().length > 0, 'the sensors');
  expect(await room.post('/api/lesson/end', {})).toBe(200);
}, 120_000);
