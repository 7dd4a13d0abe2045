import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { SimulatedRoom } from '../../device/simulation/simulated-room.ts';
import { filmFolder } from '../demo/lesson-film.ts';
import type { LessonReport } from '../indicators/indicator.ts';
import type { RoomState } from '../lesson/room-state.ts';
import { openDatabaseToRead } from '../store/database.ts';
import { LessonStore } from '../store/lesson-store.ts';
import { AgentChild } from './agent-child.ts';
import type { DemoOptions } from './demo.ts';
import { startDemoRegion } from './demo-region.ts';
import { InterruptedError } from './exit-code.ts';
import { lessonTime } from './lesson-time.ts';
import { RoomClient } from './room-client.ts';
import { deviceLines } from './room-words.ts';

/** What happens in the lesson, seconds after it began. */
const script = { bookmarkS: 25, offS: 45, onS: 65, endS: 110 };
const PATIENCE_MS = 60_000;

/**
 * `lectern demo --devices`: the lesson film live, with each kind of hardware simulated on a port of its own. The button begins the
 * lesson, marks a moment, switches sensing off for twenty seconds and ends the lesson; the report has the gap, the mark and the air.
 */
export async function demoDevices(options: DemoOptions, signal: AbortSignal): Promise<void> {
  const say = (text: string) => console.error(text);
  const folder = join(options.data, 'devices');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const region = await startDemoRegion((message) => say(`lectern: ${message}`));
  const lamps: string[] = [];
  const room = new SimulatedRoom({
    folder: join(folder, 'ports'),
    lampChanged: ({ light, blink }) => {
      lamps.push(light);
      say(`  指示灯 lamp: ${light}${blink === 'none' ? '' : ` (${blink})`}`);
    },
  });
  const port = options.port === 0 ? await freePort() : options.port;
  const config = join(folder, 'lectern.yaml');
  let agent: AgentChild | undefined;
  try {
    await room.start();
    writeFileSync(config, configText(room.settings, port, region?.broker.url));
    agent = new AgentChild(['run', '--config', config, '--log-level', 'warn']);
    const client = new RoomClient(port);
    const until = (is: (state: RoomState) => boolean, what: string) => untilState(client, is, what, signal);
    await until(
      ({ devices = [] }) => devices.length > 0 && devices.every(({ state }) => state === 'ok'),
      'the devices',
    );
    say(`讲台 Lectern · screen http://127.0.0.1:${port}\n${deviceLines((await client.state()).devices!).join('\n')}`);
    say('双击按钮开始上课 the button is pressed twice: the lesson begins');
    room.press('double');
    await until(({ activity }) => activity === 'recording', 'the lesson');
    const lessonId = (await client.state()).lesson!.id;
    await played(room, say, signal);
    room.press('double');
    await until(({ activity }) => activity === 'idle', 'the report');
    const report = reportIn(folder, lessonId);
    const { devices = [] } = await client.state();
    if (options.json) console.log(JSON.stringify({ report, lamps, devices }));
    else console.log(`\n${reportLines(report).join('\n')}\n`);
    if (options.exit) return;
    say(`The screen stays up: http://127.0.0.1:${port}\nPress Ctrl-C to stop.`);
    await agent.ended(signal);
  } finally {
    await agent?.stop();
    await room.stop();
    await region?.stop();
  }
}

/** What somebody at the desk does during the lesson. */
async function played(room: SimulatedRoom, say: (text: string) => void, signal: AbortSignal): Promise<void> {
  const beganMs = performance.now();
  const at = (seconds: number) =>
    delay(Math.max(0, seconds * 1000 - (performance.now() - beganMs)), undefined, { signal }).catch(() => {
      throw new InterruptedError();
    });
  await at(script.bookmarkS);
  say('短按 a short press: 做标记 this moment is marked');
  room.press('short');
  await at(script.offS);
  say('长按 a long press: 感知关闭 20 秒 sensing is off for 20 s');
  room.press('long');
  await at(script.onS);
  say('长按 a long press: 感知打开 sensing is on again');
  room.press('long');
  await at(script.endS);
  say('双击 pressed twice: 下课 the lesson ends');
}

async function untilState(
  client: RoomClient,
  is: (state: RoomState) => boolean,
  what: string,
  signal: AbortSignal,
): Promise<void> {
  for (let waitedMs = 0; ; waitedMs += 200) {
    if (signal.aborted) throw new InterruptedError();
    const state = await client.state().catch(() => null);
    if (state && is(state)) return;
    if (waitedMs > PATIENCE_MS) throw new DemoStuckError(what);
    await delay(200);
  }
}

class DemoStuckError extends Error {
  readonly code = 'DEMO_STUCK';
  constructor(what: string) {
    super(`${what}: not there within ${PATIENCE_MS / 1000} s; see what the agent says above`);
  }
}

function configText(devices: string, port: number, broker: string | undefined): string {
  const source = (name: string) => `{ address: ${join(filmFolder, name)}, loop: true }`;
  return [
    'version: 1',
    'room: { region: "310104", school: "0000000000", room: demo }',
    'sources:',
    `  studentCamera: ${source('student.mp4')}`,
    `  teacherCamera: ${source('teacher.mp4')}`,
    `  microphone: ${source('room.opus')}`,
    `roomPlan: ${readFileSync(join(filmFolder, 'room-plan.json'), 'utf8').trim()}`,
    'store: { folder: data }',
    `screen: { port: ${port} }`,
    'lesson: { begins: hand, className: 七年级 3 班, subject: 法语 }',
    'privacy: { lampRequired: true, withholdHours: 0 }',
    devices,
    ...(broker ? [`hub: { url: "${broker}" }`] : []),
    '',
  ].join('\n');
}

function reportIn(folder: string, lessonId: string): LessonReport {
  const database = openDatabaseToRead(join(folder, 'data'));
  try {
    const report = new LessonStore(database).get(lessonId);
    if (!report) throw new DemoStuckError('the report');
    return report;
  } finally {
    database.close();
  }
}

function reportLines({ bookmarks = [], gaps, indicators }: LessonReport): string[] {
  const air = indicators.filter(({ id, value }) => id.startsWith('room.') && typeof value === 'number');
  return [
    `标记 marks: ${bookmarks.map(lessonTime).join(', ')}`,
    '没有感知的时间 gaps:',
    ...gaps.map(({ track, startMs, endMs }) => `  ${track} ${lessonTime(startMs)}–${lessonTime(endMs)}`),
    '教室空气和光线 air and light:',
    ...air.map(({ id, value, coverage }) => `  ${id} ${value} (${Math.round(coverage * 100)} %)`),
  ];
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
