import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { readFilmTruth, roomPlanOfFilm } from '../../agent/demo/lesson-film.ts';
import { systemClock } from '../../agent/lesson/clock.ts';
import { measureLesson } from '../../agent/measure-lesson.ts';
import { Evaluation } from './evaluation.ts';
import { evaluateShape, evaluateStudents, evaluateTalk, evaluateTeacher } from './lesson-figures.ts';

const SLOT_MS = 10_000;

const program = new Command('eval:lesson')
  .description('Measures a filmed lesson and compares what would be stored with its truth.')
  .argument('<dir>', 'folder with truth.json and any of student.mp4, teacher.mp4, room.opus')
  .option('--json', 'print one JSON document')
  .option('--samples-per-s <number>', 'looks a second at each camera', Number, 1)
  .action(async (dir: string, options: { json?: boolean; samplesPerS: number }) => {
    const truth = readFilmTruth(dir);
    const result = new Evaluation('eval:lesson', dir);
    const at = (name: string) => (existsSync(join(dir, name)) ? join(dir, name) : undefined);
    const sources = { studentCamera: at('student.mp4'), teacherCamera: at('teacher.mp4'), microphone: at('room.opus') };
    const roomPlan = roomPlanOfFilm(truth);
    const startedMs = performance.now();
    const { report, mediaMs } = await measureLesson(
      {
        sources,
        room: { region: '', school: '', room: '' },
        labels: {},
        roomPlan,
        pace: 'fast',
        samplesPerS: options.samplesPerS,
        slotMs: SLOT_MS,
        failFast: true,
      },
      systemClock,
      new AbortController().signal,
      { progress: () => {}, degraded: () => {} },
    );
    const wallMs = performance.now() - startedMs;
    if (sources.studentCamera && truth.perSecond.length > 0) evaluateStudents(report, truth, result);
    else result.note('students: no student.mp4 or no truth for it');
    if (sources.teacherCamera && truth.teacherTrack.length > 0) evaluateTeacher(report, truth, result);
    else result.note('teacher: no teacher.mp4 or no truth for it');
    if (sources.microphone && truth.audio) {
      evaluateTalk(report, truth, result);
      evaluateShape(report, truth, SLOT_MS, result);
    } else result.note('talk and S-T: no room.opus or no truth for it');
    result.note('activity.*: this version finds no activities');
    result.figure('xrealtime', mediaMs / wallMs);
    result.print(options.json === true);
  });

try {
  await program.parseAsync();
} catch (error) {
  console.error(`eval:lesson: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
