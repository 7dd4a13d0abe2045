import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { filmFolder, readFilmTruth, roomPlanOfFilm } from '../../../agent/demo/lesson-film.ts';
import { runSensorGroup } from '../../../agent/sensing/process/sensor-group.ts';
import type { SensorName } from '../../../agent/sensing/process/sensor-message.ts';
import { slopeOf } from '../../soak/slope.ts';
import type { BenchGroup } from '../bench-group.ts';
import type { BenchRun } from '../bench-run.ts';
import { cpuMs } from '../cpu-time.ts';
import { sum } from '../turns.ts';

const SAMPLE_EVERY_MS = 500;
const MEBI = 2 ** 20;
const PAGE_BYTES = 4096;
/** Until the nets are loaded and the seats are learned memory grows as it should. */
const SETTLED_SHARE = 0.4;
const sensors = ['student-camera', 'teacher-camera', 'teacher-in-class', 'microphone'] as const;

/** Resident bytes of a process that nobody else has in memory too; 0 when it has ended. */
function ownBytes(pid: number): number {
  try {
    const [, resident, shared] = readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ').map(Number);
    return (resident! - shared!) * PAGE_BYTES;
  } catch {
    return 0;
  }
}

async function measure(run: BenchRun): Promise<void> {
  const roomPlan = roomPlanOfFilm(readFilmTruth(filmFolder));
  const fileOf: Record<(typeof sensors)[number], string> = {
    'student-camera': 'student.mp4',
    'teacher-camera': 'teacher.mp4',
    'teacher-in-class': 'student.mp4',
    microphone: 'room.opus',
  };
  const pids = new Map<SensorName, number>();
  const spentMs = new Map<SensorName, number>();
  const memory: number[] = [];
  const sampling = setInterval(() => {
    for (const [sensor, pid] of pids) spentMs.set(sensor, Math.max(spentMs.get(sensor) ?? 0, cpuMs(pid)));
    memory.push(sum([...pids.values()].map(ownBytes)) / MEBI);
  }, SAMPLE_EVERY_MS);
  // Slopes are of a time in which all four are at work: of the student camera, which ends last.
  let together = 0;
  const startedMs = performance.now();
  const { mediaMs } = await runSensorGroup(
    sensors.map((sensor) => ({
      ...{ sensor, roomPlan, samplesPerS: 1, restarts: 0 },
      media: { kind: 'recording' as const, path: join(filmFolder, fileOf[sensor]), startAtMs: 0 },
    })),
    {
      observation: () => {},
      progress: () => {},
      degraded: (_, error) => run.note(error.message),
      process: (sensor, pid) => {
        if (pid !== null) pids.set(sensor, pid);
        else pids.delete(sensor);
        if (pids.size === sensors.length) together = memory.length;
      },
    },
    AbortSignal.any([]),
    true,
  );
  const wallMs = performance.now() - startedMs;
  clearInterval(sampling);
  run.figure('lesson.realtime', mediaMs / wallMs);
  for (const sensor of sensors) run.figure(`lesson.core.${sensor}`, (spentMs.get(sensor) ?? 0) / mediaMs);
  run.figure('lesson.core', sum([...spentMs.values()]) / mediaMs);
  run.figure('lesson.memory.peak', Math.max(...memory));
  run.note(`four sensors at work from sample ${together} of ${memory.length}`);
  await measureSlope(roomPlan, run);
}

/** The sensor that grows most, if any, alone and for the film's whole length. */
async function measureSlope(roomPlan: ReturnType<typeof roomPlanOfFilm>, run: BenchRun): Promise<void> {
  run.progress('memory of the student camera alone');
  const reached: { s: number; mib: number }[] = [];
  let pid: number | null = null;
  await runSensorGroup(
    [
      {
        ...{ sensor: 'student-camera' as const, roomPlan, samplesPerS: 1, restarts: 0 },
        media: { kind: 'recording', path: join(filmFolder, 'student.mp4'), startAtMs: 0 },
      },
    ],
    {
      observation: () => {},
      degraded: () => {},
      process: (_, id) => {
        pid = id;
      },
      progress: (media) => {
        const s = Math.floor((media.get('student-camera') ?? 0) / 1000);
        if (pid !== null && s > (reached.at(-1)?.s ?? -1)) reached.push({ s, mib: ownBytes(pid) / MEBI });
      },
    },
    AbortSignal.any([]),
    true,
  );
  const settled = reached.slice(Math.floor(reached.length * SETTLED_SHARE)).filter(({ mib }) => mib > 0);
  run.figure('lesson.memory.slope', slopeOf(settled.map(({ mib }) => mib)) * 3600);
}

export const lesson: BenchGroup = {
  name: 'lesson',
  title: 'A whole lesson from its files',
  figures: [
    {
      name: 'lesson.realtime',
      unit: 'ratio',
      against: 'the lesson’s own length',
      what: 'length of the film over the time in which its two cameras and its microphone are measured, four processes at once, their starts included; one look a second',
      floor:
        'half a minute of learning, which searches every tile of every look, is a fifth of the film and a hundredth of a lesson; the rest is `session.run`',
      aim: { atLeast: 1 },
    },
    {
      name: 'lesson.core',
      unit: 'share',
      what: 'processor time of all sensors, ffmpeg included, over the length of the film: cores that a live lesson needs',
    },
    ...sensors.map((sensor) => ({
      name: `lesson.core.${sensor}`,
      unit: 'share' as const,
      what: `the same of the process of ${sensor}`,
    })),
    {
      name: 'lesson.memory.peak',
      unit: 'MiB',
      what: 'most memory that the four sensors have of their own at one time, read twice a second from /proc/PID/statm',
    },
    {
      name: 'lesson.memory.slope',
      unit: 'MiB per h',
      what: 'growth of the student camera’s process in an hour of lesson, by least squares over the last three fifths of the film; `npm run soak` tells of hours',
    },
  ],
  measure,
};
