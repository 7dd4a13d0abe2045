import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { type OpenStudentCamera, openStudentCamera } from '../../agent/sensing/camera/open-student-camera.ts';
import { probeVideo } from '../../agent/sensing/capture/media-probe.ts';
import { type Frame, videoFrames, workingFormat } from '../../agent/sensing/capture/video-frames.ts';
import { makeCrowd } from '../fixtures/crowd-film.ts';
import { EverythingChanges } from '../fixtures/everything-changes.ts';
import { Evaluation } from './evaluation.ts';

/** The seats are learned, with every tiling, before this. */
const LEARNED_MS = 32_000;
const MEBI = 2 ** 20;

const program = new Command('eval:look')
  .description(
    'Measures what a look at a class of 48 in a 1920×1080 picture costs (four moments of a film side by side).',
  )
  .argument('<dir>', 'folder with student.mp4')
  .option('--looks <number>', 'looks with motion gating; the film is repeated when it is too short', Number, 100)
  .option('--json', 'print one JSON document')
  .action(async (dir: string, options: { looks: number; json?: boolean }) => {
    const film = join(dir, 'student.mp4');
    if (!existsSync(film)) throw new Error(`there is no student.mp4 in ${dir}`);
    const result = new Evaluation('eval:look', dir);
    const folder = mkdtempSync(join(tmpdir(), 'lectern-look-'));
    try {
      const crowd = makeCrowd(film, join(folder, 'crowd.mp4'));
      const everything = await openStudentCamera(new EverythingChanges());
      const gated = await openStudentCamera();
      await measure('every part', everything, crowd, 70, result);
      await measure('gated', gated, crowd, options.looks, result);
    } finally {
      rmSync(folder, { recursive: true });
    }
    result.print(options.json === true);
  });

/** Looks once a second; figures are of the looks after the seats were learned. */
async function measure(
  name: string,
  { camera, sessionsMs }: OpenStudentCamera,
  film: string,
  looks: number,
  result: Evaluation,
): Promise<void> {
  const wall: number[] = [];
  const memory: number[] = [];
  let [inModels, students] = [0, 0];
  for await (const frame of repeated(film)) {
    if (frame.atMs >= looks * 1000) break;
    const before = sessionsMs();
    const start = performance.now();
    const seen = await camera.look(frame);
    memory.push(process.memoryUsage.rss() / MEBI);
    if (frame.atMs < LEARNED_MS) continue;
    wall.push(performance.now() - start);
    inModels += sessionsMs() - before;
    students = seen.occupied;
  }
  const total = wall.reduce((sum, ms) => sum + ms, 0);
  result.figure(`${name}/students`, students);
  result.figure(`${name}/lookMs.median`, median(wall));
  result.figure(`${name}/lookMs.most`, Math.max(...wall));
  result.figure(`${name}/wallOverSessions`, total / inModels);
  result.figure(`${name}/memoryMiB.most`, Math.max(...memory));
  const [early, late] = [memory.slice(memory.length / 4, memory.length / 2), memory.slice(memory.length / 2)];
  result.figure(`${name}/memoryMiB.growth`, median(late) - median(early));
}

/** The film again and again, on one clock. */
async function* repeated(path: string): AsyncGenerator<Frame> {
  const stream = await probeVideo(path);
  const format = workingFormat(stream, 1);
  for (let startAtMs = 0; ; ) {
    let lastMs = startAtMs;
    for await (const frame of videoFrames({ path, startAtMs: 0 }, stream, format, AbortSignal.any([]))) {
      lastMs = startAtMs + frame.atMs;
      yield { ...frame, atMs: lastMs };
    }
    startAtMs = lastMs + 1000;
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

try {
  await program.parseAsync();
} catch (error) {
  console.error(`eval:look: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
