import type { LessonReport } from '../../agent/indicators/indicator.ts';
import { lessonReport } from '../../agent/indicators/lesson-report.ts';
import { median } from '../../agent/indicators/median.ts';
import { waitSpans } from '../../agent/indicators/waits.ts';
import { type TalkSegment, talkClasses } from '../../agent/lesson/observation.ts';
import { frameClasses, TalkConfusion } from '../../agent/validation/talk-confusion.ts';
import type { LabelledLesson } from '../../models/tools/labelled-lessons.ts';
import type { Evaluation } from './evaluation.ts';
import type { JudgedLesson } from './judged-lesson.ts';
import { loudStudentRecall } from './loud-students.ts';

const LONG_WAIT_S = 3;

/** What the product would store of a lesson with this talk and no cameras. */
export function reportOf(talk: TalkSegment[], durationS: number): LessonReport {
  const lesson = { id: '', room: { region: '', school: '', room: '' }, labels: {}, startedAtMs: 0 };
  const timeline = {
    durationMs: durationS * 1000,
    talk,
    students: [],
    teacher: [],
    cameras: [],
    microphones: [],
    seats: null,
    bookmarks: [],
    environment: [],
  };
  return lessonReport({ lesson, timeline, models: {} });
}

/** Puts the figures of `eval:speech` into the result (names and rules: EVALUATION in the documentation). */
export function speechFigures(judged: readonly JudgedLesson[], result: Evaluation): void {
  const confusion = new TalkConfusion();
  const accuracy = judged.map(({ lesson, report }) => ({
    name: lesson.name,
    value: confusion.add(found(report), lesson.talk, lesson.durationS),
  }));
  result.figure('accuracy.mean', mean(accuracy.map(({ value }) => value)));
  const least = accuracy.toSorted((a, b) => a.value - b.value)[0]!;
  result.figure('accuracy.worst', least.value);
  result.worst('accuracy', least.value, least.name);
  for (const talk of ['teacher', 'student', 'many', 'none'] as const) {
    result.figure(`${talk}.recall`, confusion.recall(talk));
    result.figure(`${talk}.precision`, confusion.precision(talk));
  }
  const byLesson = (name: string, error: (one: JudgedLesson) => number | null) => {
    const errors = judged.flatMap((one) => {
      const value = error(one);
      return value === null ? [] : [{ name: one.lesson.name, value }];
    });
    const worst = errors.toSorted((a, b) => Math.abs(b.value) - Math.abs(a.value))[0];
    if (worst) result.worst(name, worst.value, worst.name);
    return errors.map(({ value }) => value);
  };
  const loud = loudStudentRecall(judged);
  if (loud !== null) result.figure('student.loud.recall', loud);
  const truths = new Map(judged.map(({ lesson }) => [lesson, reportOf(trueTalk(lesson), lesson.durationS)]));
  const shareErrors = byLesson('share.teacher.error', ({ lesson, report }) =>
    Math.abs(value(report, 'talk.teacher.share') - value(truths.get(lesson)!, 'talk.teacher.share')),
  );
  result.figure('share.teacher.error.mean', mean(shareErrors));
  result.figure('share.teacher.error.worst', Math.max(...shareErrors));
  evaluateWaits(judged, byLesson, result);
  const turnErrors = byLesson('turns.error', ({ lesson, report }) => {
    const trueTurns = value(truths.get(lesson)!, 'talk.turns');
    return trueTurns === 0 ? null : Math.abs(value(report, 'talk.turns') - trueTurns) / trueTurns;
  });
  if (turnErrors.length > 0) result.figure('turns.error.mean', mean(turnErrors));
  result.figure('vad.f1', voiceF1(judged));
}

/** Waits: a true one is right when the found one that overlaps it is on the same side of 3 s. */
function evaluateWaits(
  judged: readonly JudgedLesson[],
  byLesson: (name: string, error: (one: JudgedLesson) => number | null) => number[],
  result: Evaluation,
): void {
  let right = 0;
  let total = 0;
  const errorsS: number[] = [];
  for (const { lesson, report } of judged) {
    const spans = waitSpans(report.talk, 'teacher', 'student');
    for (const [startS, endS] of lesson.waits) {
      total++;
      const match = spans.find((span) => span.startMs < endS * 1000 && startS * 1000 < span.endMs);
      const long = endS - startS >= LONG_WAIT_S;
      if (match && match.endMs - match.startMs >= LONG_WAIT_S * 1000 === long) right++;
      if (match) errorsS.push((match.endMs - match.startMs) / 1000 - (endS - startS));
    }
  }
  if (total > 0) result.figure('wait.ge3.correct', right / total);
  if (errorsS.length > 0) {
    result.figure('wait.found', errorsS.length / total);
    result.figure('wait.errorS.median', median(errorsS.map(Math.abs))!);
    result.figure('wait.biasS.median', median(errorsS)!);
  }
  const medianErrors = byLesson('wait.medianErrorS', ({ lesson, report }) => {
    const trueMedian = median(lesson.waits.map(([startS, endS]) => endS - startS));
    const foundMedian = report.indicators.find(({ id }) => id === 'talk.wait1.median')?.value;
    return trueMedian === null || typeof foundMedian !== 'number' ? null : foundMedian - trueMedian;
  });
  if (medianErrors.length > 0) result.figure('wait.medianErrorS', median(medianErrors)!);
  result.note('wait.medianErrorS: median over lessons of found median − true median');
}

/** Frames with a voice: what is stored as anything but none, against the truth's spans of real voice. */
function voiceF1(judged: readonly JudgedLesson[]): number {
  let both = 0;
  let either = 0;
  const none = talkClasses.indexOf('none');
  for (const { lesson, report } of judged) {
    const frames = Math.round(lesson.durationS * 100);
    const said = frameClasses(found(report), frames);
    const voiced = new Uint8Array(frames);
    for (const [startS, endS] of lesson.voice) voiced.fill(1, Math.round(startS * 100), Math.round(endS * 100));
    for (let i = 0; i < frames; i++) {
      const heard = said[i] !== none;
      if (heard && voiced[i]) both++;
      either += (heard ? 1 : 0) + voiced[i]!;
    }
  }
  return either === 0 ? 1 : (2 * both) / either;
}

const found = (report: LessonReport) =>
  report.talk.map(({ startMs, endMs, talk }) => ({ startS: startMs / 1000, endS: endMs / 1000, talk }));

/** The truth as segments; it has no levels. */
const trueTalk = ({ talk }: LabelledLesson): TalkSegment[] =>
  talk.map(({ startS, endS, talk }) => ({
    startMs: startS * 1000,
    endMs: endS * 1000,
    talk,
    levelDbfs: -120,
    syllables: 0,
    uncertain: false,
  }));

const value = (report: LessonReport, id: string): number =>
  Number(report.indicators.find((one) => one.id === id)?.value ?? 0);
const mean = (values: readonly number[]): number => values.reduce((sum, one) => sum + one, 0) / values.length;
