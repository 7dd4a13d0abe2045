import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { LiveRoom } from '../fixtures/live-room.ts';
import { descendants, processesWith } from '../fixtures/process-tree.ts';
import { slopeOf } from './slope.ts';

/**
 * Lesson after lesson in a room in which everything goes wrong: each is a quarter of a minute long and has one fault. After each the
 * agent must be as it was after those before: as large, with as many descriptors, and nothing of the lesson left running.
 */

const LESSON_S = 15;
/** The first lessons make what is made once. */
const WARM_UP = 4;
/** A process that lives for years may grow by this much in a lesson before it is said to leak, MB and descriptors. */
const MOST_GROWTH = { mb: 0.25, descriptors: 0.05 };

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '60' }, help: { type: 'boolean' } } });
if (values.help) {
  console.log(
    'usage: npm run soak [-- --minutes 60]\nLessons of a quarter of a minute with faults; exits 1 when the agent leaks.',
  );
  process.exit(0);
}

const room = new LiveRoom();
await room.start('lesson: { begins: hand }');
const agent = room.agent();
const pid = agent.child.pid!;
const sensors = () => descendants(pid).filter(({ line }) => /-process\.ts|microphone\/process\.ts/.test(line));

const faults: Record<string, () => Promise<void>> = {
  'cameras away': async () => {
    await room.camera.stop();
    await delay(4000);
    await room.cameraReturns(0);
  },
  'microphone unplugged': async () => {
    room.air.unplug();
    await delay(4000);
    room.air.plugIn();
  },
  'a sensor killed': async () => {
    const all = sensors();
    const one = all[Math.floor(Math.random() * all.length)];
    if (one) process.kill(one.pid, 'SIGKILL');
  },
  'ffmpeg killed': async () => {
    for (const { pid: each, line } of descendants(pid)) if (line.startsWith('ffmpeg')) process.kill(each, 'SIGKILL');
  },
  'sensing off and on': async () => {
    await room.post('/api/sensing', { on: false });
    await delay(3000);
    await room.post('/api/sensing', { on: true });
  },
  'wrong password': async () => {
    await room.camera.stop();
    await room.cameraReturns(0, 'changed');
    await delay(4000);
    await room.camera.stop();
    await room.cameraReturns(0);
  },
};

interface Sample {
  lesson: number;
  fault: string;
  mb: number;
  descriptors: number;
  left: string[];
}
const samples: Sample[] = [];
const reportsIn = (text: string) => text.match(/"lesson reported"/g)?.length ?? 0;
const endMs = performance.now() + Number(values.minutes) * 60_000;
try {
  await agent.until(() => agent.stderr.includes('"ready"'));
  for (let lesson = 1; performance.now() < endMs; lesson++) {
    const names = Object.keys(faults);
    const fault = names[lesson % names.length]!;
    await room.post('/api/lesson/start', {});
    room.roll();
    await delay(8000);
    await faults[fault]!();
    await delay((LESSON_S - 8) * 1000);
    await room.post('/api/lesson/end', {});
    await agent.until(() => reportsIn(agent.stderr) === lesson);
    await room.camera.stop();
    await room.camera.start();
    await delay(1500);
    samples.push({
      lesson,
      fault,
      mb: Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) / 1024,
      descriptors: readdirSync(`/proc/${pid}/fd`).length,
      left: descendants(pid).map(({ line }) => line.slice(0, 80)),
    });
    const { mb, descriptors, left } = samples.at(-1)!;
    console.log(`${lesson}. ${fault}: ${mb.toFixed(1)} MB, ${descriptors} descriptors, ${left.length} processes left`);
  }
} finally {
  agent.child.kill('SIGTERM');
  await agent.finished();
  await room.stop();
}
const settled = samples.slice(WARM_UP);
const growth = {
  mb: slopeOf(settled.map(({ mb }) => mb)),
  descriptors: slopeOf(settled.map(({ descriptors }) => descriptors)),
};
const left = samples.flatMap((sample) => sample.left);
const orphans = processesWith(room.folder).map(({ line }) => line);
console.log(
  `${samples.length} lessons; growth a lesson: ${growth.mb.toFixed(3)} MB, ${growth.descriptors.toFixed(3)} descriptors; ` +
    `left running: ${left.length}; orphans: ${orphans.length}`,
);
const isWell =
  growth.mb <= MOST_GROWTH.mb && growth.descriptors <= MOST_GROWTH.descriptors && left.length + orphans.length === 0;
process.exitCode = isWell ? 0 : 1;
