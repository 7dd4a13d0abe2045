import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as ort from 'onnxruntime-node';
import { z } from 'zod';
import { filmFolder, readFilmTruth, roomPlanOfFilm } from '../../../agent/demo/lesson-film.ts';
import type { Eye } from '../../../agent/sensing/camera/eye.ts';
import { openStudentEye } from '../../../agent/sensing/camera/student-eye.ts';
import { openTeacherEye } from '../../../agent/sensing/camera/teacher-eye.ts';
import { probeVideo } from '../../../agent/sensing/capture/media-probe.ts';
import { videoFrames, workingFormat } from '../../../agent/sensing/capture/video-frames.ts';
import { BUILT_DIR, builtPath } from '../../../models/built-models.ts';
import { findModel, readManifest } from '../../../models/manifest.ts';
import { syntheticInput } from '../../../models/synthetic-input.ts';
import type { BenchGroup } from '../bench-group.ts';
import type { BenchRun } from '../bench-run.ts';

/** Seconds of the film: enough that looks after learning outweigh it. */
const SECONDS = { student: 100, teacher: 60, class: 60 } as const;
const PROFILED = ['face-detector-full-range', 'student-states', 'movenet-lightning', 'movenet-multipose'] as const;
const RUNS = 30;

/** From the pipe to the observation, the picture's own decoding in ffmpeg apart. */
async function wallOverSessions(eye: Eye, file: string, seconds: number): Promise<number[]> {
  const path = join(filmFolder, file);
  const stream = await probeVideo(path);
  const ratios: number[] = [];
  let [wallMs, sessionsMs] = [0, 0];
  for await (const frame of videoFrames(
    { path, startAtMs: 0 },
    stream,
    workingFormat(stream, 1),
    AbortSignal.any([]),
  )) {
    if (frame.atMs >= seconds * 1000) break;
    const before = eye.sessionsMs();
    const startedMs = performance.now();
    await eye.look(frame);
    wallMs += performance.now() - startedMs;
    sessionsMs += eye.sessionsMs() - before;
    if (frame.atMs % 10_000 !== 9_000) continue;
    // Ten seconds of film are a turn; the first compiles.
    if (frame.atMs > 10_000) ratios.push(wallMs / sessionsMs);
    [wallMs, sessionsMs] = [0, 0];
  }
  return ratios;
}

const profileSchema = z.array(
  z.object({
    cat: z.string(),
    name: z.string(),
    dur: z.number(),
    args: z.object({ op_name: z.string().optional() }).default({}),
  }),
);

/** Share of a net's own time that its convolutions take, by the runtime's profile. */
async function convolutionShare(id: string, folder: string): Promise<number> {
  const session = await ort.InferenceSession.create(builtPath(BUILT_DIR, id), {
    ...{ intraOpNumThreads: 1, interOpNumThreads: 1, executionMode: 'sequential', graphOptimizationLevel: 'all' },
    ...{ enableProfiling: true, profileFilePrefix: join(folder, id), logSeverityLevel: 3 },
  });
  const feeds = syntheticInput(findModel(await readManifest(), id), 1);
  for (let i = 0; i < RUNS; i++) await session.run(feeds);
  session.endProfiling();
  const file = readdirSync(folder).find((name) => name.startsWith(id))!;
  const events = profileSchema.parse(JSON.parse(readFileSync(join(folder, file), 'utf8')));
  const kernels = events.filter(({ cat, name }) => cat === 'Node' && name.endsWith('_kernel_time'));
  const us = (is: (operation: string) => boolean) =>
    kernels.filter(({ args }) => is(args.op_name ?? '')).reduce((total, { dur }) => total + dur, 0);
  return us((operation) => /Conv/.test(operation)) / us(() => true);
}

async function measure(run: BenchRun): Promise<void> {
  const output = { observe: () => {} };
  const plan = roomPlanOfFilm(readFilmTruth(filmFolder));
  run.progress('student camera');
  const student = await openStudentEye(output);
  run.figure('pipeline.student', await wallOverSessions(student, 'student.mp4', SECONDS.student));
  run.progress('teacher among the class');
  const inClass = await openTeacherEye('student', plan, output);
  run.figure('pipeline.class', await wallOverSessions(inClass, 'student.mp4', SECONDS.class));
  run.progress('teacher camera');
  const teacher = await openTeacherEye('teacher', plan, output);
  run.figure('pipeline.teacher', await wallOverSessions(teacher, 'teacher.mp4', SECONDS.teacher));
  const folder = mkdtempSync(join(tmpdir(), 'lectern-profile-'));
  try {
    for (const id of PROFILED) run.figure(`pipeline.convolutions.${id}`, await convolutionShare(id, folder));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const against = 'Σ `session.run` of the same looks';

export const pipeline: BenchGroup = {
  name: 'pipeline',
  title: 'What is not the nets',
  figures: [
    {
      name: 'pipeline.student',
      unit: 'ratio',
      against,
      what: 'time of the student camera’s looks at the film, all that is not the nets included: the watch over the camera, gating, cutting out, seats, states',
      floor:
        'two thirds of what lies outside the nets is cutting out their pictures: a tile of 192×192 is 36,864 pixels of four taps and three channels, some 7 ns a pixel, which is what one core does without vector instructions. They are not open to JavaScript; the same in WebAssembly would be a second language here for some tenth of a look',
    },
    {
      name: 'pipeline.class',
      unit: 'ratio',
      against,
      what: 'the same of the teacher among the class, in the student camera’s picture',
      floor: 'squares as high as the picture are shrunk to 256 px: each pixel of theirs is read once and added up',
    },
    { name: 'pipeline.teacher', unit: 'ratio', against, what: 'the same of the teacher camera' },
    ...PROFILED.map((id) => ({
      name: `pipeline.convolutions.${id}`,
      unit: 'share' as const,
      what: `share of a run of ${id} that its convolutions take, by ONNX Runtime’s profile`,
    })),
  ],
  measure,
};
