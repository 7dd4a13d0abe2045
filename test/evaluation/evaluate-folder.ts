import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { faultLines } from '../../agent/commands/fault-lines.ts';
import { readFilmTruth, roomPlanOfFilm, trueActivities } from '../../agent/demo/lesson-film.ts';
import { systemClock } from '../../agent/lesson/clock.ts';
import { measureLesson } from '../../agent/measure-lesson.ts';
import type { Evaluation } from './evaluation.ts';
import {
  evaluateActivities,
  evaluateShape,
  evaluateStudents,
  evaluateTalk,
  evaluateTeacher,
} from './lesson-figures.ts';

const SLOT_MS = 10_000;

/**
 * Measures the lesson of a folder with truth.json and any of student.mp4, teacher.mp4 and room.opus, and puts the figures
 * of `eval:lesson` into the result; what could not be compared is noted.
 * @param samplesPerS looks a second at each camera
 * @throws SensorError when a source cannot be read; ZodError or SyntaxError when the truth cannot
 */
export async function evaluateFolder(dir: string, samplesPerS: number, result: Evaluation): Promise<void> {
  const truth = readFilmTruth(dir);
  const at = (name: string) => (existsSync(join(dir, name)) ? join(dir, name) : undefined);
  const sources = { studentCamera: at('student.mp4'), teacherCamera: at('teacher.mp4'), microphone: at('room.opus') };
  const startedMs = performance.now();
  const { report, mediaMs } = await measureLesson(
    {
      sources,
      room: { region: '', school: '', room: '' },
      labels: {},
      roomPlan: roomPlanOfFilm(truth),
      samplesPerS,
      slotMs: SLOT_MS,
      failFast: true,
    },
    systemClock,
    new AbortController().signal,
    { progress: () => {}, degraded: () => {}, camera: () => {}, microphone: () => {} },
  );
  const wallMs = performance.now() - startedMs;
  if (sources.studentCamera && truth.perSecond.length > 0) evaluateStudents(report, truth, result);
  else result.note('students: no student.mp4 or no truth for it');
  if (sources.teacherCamera && truth.teacherTrack.length > 0) evaluateTeacher(report, truth, result);
  else result.note('teacher: no teacher.mp4 or no truth for it');
  if (sources.microphone && truth.audio?.talk) {
    evaluateTalk(report, truth, result);
    evaluateShape(report, truth, SLOT_MS, result);
  } else result.note('talk and S-T: no room.opus or no truth for it');
  for (const line of faultLines(report)) result.note(line);
  const labels = trueActivities(truth);
  if (sources.microphone && labels?.length) evaluateActivities(report, labels, result);
  else result.note('activity.*: no room.opus or no activities in the truth');
  result.figure('xrealtime', mediaMs / wallMs);
}
