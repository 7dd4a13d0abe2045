import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { filmFolder } from '../demo/lesson-film.ts';
import { type Check, ok, warn } from '../health/doctor/check.ts';
import type { SensorName } from '../sensing/process/sensor-message.ts';
import { SensorSupervisor } from '../sensing/process/sensor-supervisor.ts';
import { RoomClient } from './room-client.ts';

/** So much of the film is worked on; the first seconds of a camera cost more than those after. */
const MEDIA_MS = 25_000;
const PATIENCE_MS = 45_000;
/** What the microphone, the agent and the system need, in cores. */
const RESERVED_CORES = 0.4;
/** A machine that is always busy gets hot and drops pictures. */
const USABLE_SHARE = 0.75;
/** /proc counts time in hundredths of a second (USER_HZ). */
const TICKS_PER_S = 100;

/**
 * How many cameras this machine can do: the cameras of the lesson film are worked on as a room's would be, one after the
 * other, and the processor time is taken. Not while a lesson is recorded, which it would disturb.
 */
export function speedCheck(cores: number, port: number): Check {
  return {
    id: 'speed',
    zh: '识别速度',
    en: 'speed of the models',
    examine: async (signal) => {
      const state = await new RoomClient(port, 2000).state().catch(() => undefined);
      if (state && state.activity !== 'idle' && state.activity !== 'watching')
        return ok('not measured while a lesson is recorded');
      const students = await coresOf('student-camera', 'student.mp4', signal);
      const teacher = await coresOf('teacher-camera', 'teacher.mp4', signal);
      return verdictOf({ students, teacher }, cores);
    },
  };
}

/** @param cost cores that each camera takes at one look a second */
export function verdictOf({ students, teacher }: { students: number; teacher: number }, cores: number) {
  const usable = Math.max(0, cores * USABLE_SHARE - RESERVED_CORES);
  const both = students + teacher;
  const taken = `student camera ${students.toFixed(2)} cores, teacher camera ${teacher.toFixed(2)}, of ${cores}`;
  if (usable >= both) return ok(`this machine can do 2 cameras at ${rateText(usable / both)} (${taken})`);
  const alone = usable / students;
  if (alone >= 1)
    return warn(
      `this machine can do 1 camera at ${rateText(alone)}, or 2 at ${rateText(usable / both)} (${taken})`,
      `两路摄像机时请降低频率：sudo lectern config set lesson.samplesPerS ${slower(usable / both)}`,
      `with two cameras let it look more seldom: sudo lectern config set lesson.samplesPerS ${slower(usable / both)}`,
    );
  return warn(
    `this machine can do 1 camera at ${rateText(alone)} (${taken})`,
    `机器较慢：请只接一路摄像机，并运行 sudo lectern config set lesson.samplesPerS ${slower(alone)}`,
    `is slow: use one camera, and run sudo lectern config set lesson.samplesPerS ${slower(alone)}`,
  );
}

/** Looks a second: whole ones are enough to say, and five are the most that can be configured. */
function rateText(rate: number): string {
  if (rate >= 5) return '5 samples/s';
  return rate >= 1 ? `${Math.floor(rate)} sample${rate >= 2 ? 's' : ''}/s` : `${slower(rate)} samples/s`;
}

const slower = (rate: number) => Math.max(0.1, Math.floor(rate * 10) / 10).toString();

/** Cores that a camera's process takes with its ffmpeg, at one look a second. */
async function coresOf(sensor: SensorName, film: string, signal: AbortSignal): Promise<number> {
  const stop = new AbortController();
  const until = AbortSignal.any([signal, stop.signal, AbortSignal.timeout(PATIENCE_MS)]);
  let pid: number | null = null;
  let begun: { mediaMs: number; cpuS: number } | undefined;
  let last: { mediaMs: number; cpuS: number } | undefined;
  const supervisor = new SensorSupervisor(
    {
      ...{ sensor, roomPlan: null, samplesPerS: 1, restarts: 0 },
      media: { kind: 'recording', path: join(filmFolder, film), startAtMs: 0 },
    },
    {
      ...{ ready: () => {}, observation: () => {}, source: () => {}, warning: () => {}, degraded: () => {} },
      process: (_, id) => {
        pid = id ?? pid;
      },
      progress: (_, mediaMs) => {
        if (pid === null || mediaMs === 0) return;
        const now = { mediaMs, cpuS: treeCpuS(pid) };
        begun ??= now;
        if (mediaMs > begun.mediaMs) last = now;
        if (mediaMs >= MEDIA_MS) stop.abort();
      },
    },
  );
  await supervisor.run(until);
  if (!begun || !last) throw new Error(`${sensor}: was too slow to be measured`);
  return (last.cpuS - begun.cpuS) / ((last.mediaMs - begun.mediaMs) / 1000);
}

/** Processor time that a process and those it has started have taken, seconds. */
function treeCpuS(root: number): number {
  const processes = readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? (statOf(Number(name)) ?? []) : []));
  const tree = new Set([root]);
  for (let size = 0; size < tree.size; ) {
    size = tree.size;
    for (const { pid, parent } of processes) if (tree.has(parent)) tree.add(pid);
  }
  return processes.filter(({ pid }) => tree.has(pid)).reduce((sum, { cpuS }) => sum + cpuS, 0);
}

/** Of /proc/PID/stat (proc_pid_stat(5)): the name in brackets may hold spaces, so it is counted from behind it. */
function statOf(pid: number): { pid: number; parent: number; cpuS: number } | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    const [user = 0, system = 0, childUser = 0, childSystem = 0] = fields.slice(11, 15);
    return { pid, parent: fields[1]!, cpuS: (user + system + childUser + childSystem) / TICKS_PER_S };
  } catch {
    // It has ended meanwhile.
    return undefined;
  }
}
