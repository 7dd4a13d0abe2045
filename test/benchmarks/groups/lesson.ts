import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
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
const SETTLED_SHARE = 0.5;
/** So often in a row. */
const LONG_FILMS = 3;
const WINDOW_S = 30;
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
  await measureSlope(roomPlan, run);
}

/** The sensor with the most memory, alone: the film some times in a row, as one recording. */
async function measureSlope(roomPlan: ReturnType<typeof roomPlanOfFilm>, run: BenchRun): Promise<void> {
  run.progress('memory of the student camera alone');
  const folder = mkdtempSync(join(tmpdir(), 'lectern-long-'));
  const path = join(folder, 'long.mp4');
  const film = join(filmFolder, 'student.mp4');
  execFileSync('ffmpeg', ['-v', 'error', '-stream_loop', String(LONG_FILMS - 1), '-i', film, '-c', 'copy', path]);
  const mib: number[] = [];
  let pid: number | null = null;
  try {
    await runSensorGroup(
      [
        {
          ...{ sensor: 'student-camera' as const, roomPlan, samplesPerS: 1, restarts: 0 },
          media: { kind: 'recording', path, startAtMs: 0 },
        },
      ],
      {
        observation: () => {},
        degraded: () => {},
        process: (_, id) => {
          pid = id;
        },
        progress: (reached) => {
          const second = Math.floor((reached.get('student-camera') ?? 0) / 1000);
          if (pid !== null) mib[second] = ownBytes(pid) / MEBI;
        },
      },
      AbortSignal.any([]),
      true,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
  const settled = mib.slice(Math.floor(mib.length * SETTLED_SHARE)).filter((each) => each > 0);
  // Between two collections memory rises and falls by more than it grows: what is left after each is looked at.
  const least = Array.from({ length: Math.floor(settled.length / WINDOW_S) }, (_, i) =>
    Math.min(...settled.slice(i * WINDOW_S, (i + 1) * WINDOW_S)),
  );
  run.figure('lesson.memory.slope', slopeOf(least) * (3600 / WINDOW_S));
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
      what: 'growth of the student camera’s process in an hour of lesson, by least squares over the least of each half minute in the second half of the film three times in a row: minutes, of which an hour is only reckoned; `npm run soak` tells of hours',
    },
  ],
  measure,
};
