import { existsSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LessonReport } from '../agent/indicators/indicator.ts';
import type { RoomState } from '../agent/lesson/room-state.ts';
import type { RunningCommand } from './cli.ts';
import { LiveRoom } from './fixtures/live-room.ts';
import { descendants, processesWith } from './fixtures/process-tree.ts';

const FAKETIME = '/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1';
const HOUR_S = 3600;
/** The timetable's lesson is three minutes long, from 08:00 on; the agent starts a little before. */
const PLANNED_S = 180;
const BEFORE_S = 4;
const room = new LiveRoom();
let agent: RunningCommand;
/** Everything that all agents of the test wrote to their log. */
let log = '';

/** Sets the wall clock of the agent and of everything it starts, in seconds beside this machine's. */
const setWallClock = (offsetS: number) => writeFileSync(room.at('wall'), `${offsetS.toFixed(0)}\n`);

function startAgent(): void {
  agent = room.agent({
    LD_PRELOAD: FAKETIME,
    FAKETIME_TIMESTAMP_FILE: room.at('wall'),
    FAKETIME_NO_CACHE: '1',
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
  });
  const { stderr } = agent.child;
  stderr!.on('data', (text: string) => {
    log += text;
  });
}

/** As when the power is cut, but for the machine itself. */
async function killAgent(): Promise<void> {
  const own = descendants(agent.child.pid!);
  agent.child.kill('SIGKILL');
  await agent.finished();
  // What it had started ends by itself, and lets go of the devices.
  for (let tries = 0; processesWith('').some(({ pid, line }) => own.some((o) => o.pid === pid && o.line === line)); tries++) {
    if (tries > 100) throw new Error(`left over: ${JSON.stringify(own)}`);
    await delay(100);
  }
}

interface Seen {
  atS: number;
  state: RoomState;
  up: Record<string, string>;
}
const seen: Seen[] = [];
let beganMs = 0;
const nowS = () => (performance.now() - beganMs) / 1000;
const until = (atS: number) => delay(Math.max(0, atS - nowS()) * 1000);

async function look(): Promise<void> {
  try {
    const [state, metrics] = await Promise.all([room.state(), room.text('/metrics')]);
    const up = Object.fromEntries([...metrics.matchAll(/^lectern_source_up\{source="(.*?)"\} (\d)/gm)].map((m) => [m[1]!, m[2]!]));
    seen.push({ atS: nowS(), state, up });
  } catch {
    // There is no agent just now.
  }
}

let report: LessonReport;
let reports: LessonReport[];
let reportAfterS: number;

beforeAll(async () => {
  if (!existsSync(FAKETIME)) throw new Error(`${FAKETIME} is missing; run: node provisioning/setup/setup.mjs test`);
  await room.start('timetable: r301.json\nlesson: { overMin: 0, samplesPerS: 0.5 }');
  writeFileSync(
    room.at('r301.json'),
    JSON.stringify({
      version: 1,
      room: 'r301',
      timeZone: 'UTC',
      term: { start: '2026-09-01', weeks: 20 },
      lessons: [
        { weekday: 2, weeks: [1], start: '08:00', end: '08:03', className: '七年级 3 班', subject: '数学', period: 1 },
      ],
    }),
  );
  const toLesson = Date.UTC(2026, 8, 1, 8, 0, 0) / 1000 - BEFORE_S - Date.now() / 1000;
  setWallClock(toLesson);
  startAgent();
  beganMs = performance.now();
  await agent.until(() => agent.stderr.includes('lesson begun'));
  // Seconds are counted from the lesson's first.
  beganMs = performance.now();
  const looking = setInterval(() => void look(), 1000);
  room.roll();

  await until(25);
  await room.camera.stop();
  await until(40);
  room.air.unplug();
  await until(50);
  room.air.plugIn();
  await until(65);
  await room.cameraReturns(65, 'changed');
  await until(72);
  await room.camera.stop();
  await room.cameraReturns(72);
  await until(100);
  await killAgent();
  startAgent();
  await until(120);
  setWallClock(toLesson - HOUR_S);
  await until(135);
  await killAgent();
  startAgent();
  await until(PLANNED_S - 5);
  await agent.until(() => agent.stderr.includes('lesson reported'));
  reportAfterS = nowS() - PLANNED_S;
  await until(PLANNED_S + 6);
  clearInterval(looking);
  reports = await room.reports();
  report = reports[0]!;
}, 400_000);

afterAll(() => room.stop());
