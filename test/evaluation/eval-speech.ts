import { Command } from 'commander';
import type { LessonReport } from '../../agent/indicators/indicator.ts';
import { lessonReport } from '../../agent/indicators/lesson-report.ts';
import { median } from '../../agent/indicators/median.ts';
import { waitSpans } from '../../agent/indicators/speech-time.ts';
import { type TalkSegment, talkClasses } from '../../agent/lesson/observation.ts';
import type { SoundFrames } from '../../agent/sensing/microphone/sound-frames.ts';
import { TalkClassifier } from '../../agent/sensing/microphone/talk-classifier.ts';
import { talkModels, talkNet } from '../../agent/sensing/microphone/talk-net.ts';
import { VoiceActivity } from '../../agent/sensing/microphone/voice-activity.ts';
import { loadModel } from '../../models/session.ts';
import { type LabelledLesson, labelledLessons, soundFramesOf } from '../../models/tools/labelled-lessons.ts';
import { perceptronNet } from '../../models/tools/perceptron.ts';
import { trainTalk } from '../../models/tools/talk-training.ts';
import { Evaluation } from './evaluation.ts';
import { frameClasses, TalkConfusion } from './talk-frames.ts';

const LONG_WAIT_S = 3;

interface Heard {
  lesson: LabelledLesson;
  frames: SoundFrames;
}

interface Judged {
  lesson: LabelledLesson;
  report: LessonReport;
}

const program = new Command('eval:speech')
  .description('Judges labelled lessons by ear and compares what would be stored with their truth.')
  .argument('<dir>', 'folder of NAME.{opus,wav,flac} with NAME.json beside each')
  .option('--json', 'print one JSON document')
  .option('--leave-one-teacher-out', 'refit the trained nets without the judged teacher')
  .action(async (dir: string, options: { json?: boolean; leaveOneTeacherOut?: boolean }) => {
    const lessons = labelledLessons(dir);
    if (lessons.length === 0) throw new Error(`${dir}: holds no NAME.opus, .wav or .flac with a NAME.json beside it`);
    const result = new Evaluation('eval:speech', dir);
    const voice = await loadModel(VoiceActivity.model);
    const say = (text: string) => process.stderr.isTTY && process.stderr.write(`\r\x1b[K${text}`);
    const startedMs = performance.now();
    const heard: Heard[] = [];
    for (const lesson of lessons) {
      say(`hearing ${lesson.name} (${heard.length + 1} of ${lessons.length})`);
      heard.push({ lesson, frames: await soundFramesOf(lesson.path, new VoiceActivity(voice)) });
    }
    const hearingMs = performance.now() - startedMs;
    const judged: Judged[] = [];
    let judgingMs = 0;
    const judge = async (classifier: TalkClassifier, { lesson, frames }: Heard) => {
      const beganMs = performance.now();
      const talk = await classifier.classify(frames, 0);
      judgingMs += performance.now() - beganMs;
      judged.push({ lesson, report: reportOf(talk, lesson.durationS) });
    };
    if (options.leaveOneTeacherOut) {
      const teachers = [...new Set(lessons.map(({ teacher }) => teacher))];
      if (teachers.length < 2) throw new Error(`${dir}: one teacher cannot be left out, there is no other to fit on`);
      for (const [index, teacher] of teachers.entries()) {
        say(`fitting without ${teacher} (${index + 1} of ${teachers.length})`);
        const { first, second } = await trainTalk(heard.filter(({ lesson }) => lesson.teacher !== teacher));
        const classifier = new TalkClassifier(perceptronNet(first), perceptronNet(second));
        for (const one of heard.filter(({ lesson }) => lesson.teacher === teacher)) await judge(classifier, one);
      }
      result.note(`${teachers.length} fits, each without one teacher's lessons`);
    } else {
      const [first, second] = [await loadModel(talkModels.first), await loadModel(talkModels.second)];
      for (const one of heard) await judge(new TalkClassifier(talkNet(first), talkNet(second)), one);
    }
    say('');
    const mediaS = lessons.reduce((sum, { durationS }) => sum + durationS, 0);
    evaluate(judged, result);
    result.figure('cost.xrealtime', (mediaS * 1000) / (hearingMs + judgingMs));
    result.note('cost.xrealtime: media / wall seconds of decoding, features and nets, one thread beside ffmpeg');
    result.print(options.json === true);
  });

/** What the product would store of a lesson with this talk and no cameras. */
function reportOf(talk: TalkSegment[], durationS: number): LessonReport {
  const lesson = { id: '', room: { region: '', school: '', room: '' }, labels: {}, startedAtMs: 0 };
  const timeline = {
    durationMs: durationS * 1000,
    talk,
    students: [],
    teacher: [],
    cameras: [],
    seats: null,
  };
  return lessonReport({ lesson, timeline, models: {} });
}

function evaluate(judged: readonly Judged[], result: Evaluation): void {
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
  const byLesson = (name: string, error: (one: Judged) => number | null) => {
    const errors = judged.flatMap((one) => {
      const value = error(one);
      return value === null ? [] : [{ name: one.lesson.name, value }];
    });
    const worst = errors.toSorted((a, b) => Math.abs(b.value) - Math.abs(a.value))[0];
    if (worst) result.worst(name, worst.value, worst.name);
    return errors.map(({ value }) => value);
  };
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
  judged: readonly Judged[],
  byLesson: (name: string, error: (one: Judged) => number | null) => number[],
  result: Evaluation,
): void {
  let right = 0;
  let total = 0;
  for (const { lesson, report } of judged) {
    const spans = waitSpans(report.talk, 'teacher', 'student');
    for (const [startS, endS] of lesson.waits) {
      total++;
      const match = spans.find((span) => span.startMs < endS * 1000 && startS * 1000 < span.endMs);
      const long = endS - startS >= LONG_WAIT_S;
      if (match && match.endMs - match.startMs >= LONG_WAIT_S * 1000 === long) right++;
    }
  }
  if (total > 0) result.figure('wait.ge3.correct', right / total);
  const medianErrors = byLesson('wait.medianErrorS', ({ lesson, report }) => {
    const trueMedian = median(lesson.waits.map(([startS, endS]) => endS - startS));
    const foundMedian = report.indicators.find(({ id }) => id === 'talk.wait1.median')?.value;
    return trueMedian === null || typeof foundMedian !== 'number' ? null : foundMedian - trueMedian;
  });
  if (medianErrors.length > 0) result.figure('wait.medianErrorS', median(medianErrors)!);
  result.note('wait.medianErrorS: median over lessons of found median − true median');
}

/** Frames with a voice: what is stored as anything but none, against the truth's spans of real voice. */
function voiceF1(judged: readonly Judged[]): number {
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
  talk.map(({ startS, endS, talk }) => ({ startMs: startS * 1000, endMs: endS * 1000, talk, levelDbfs: -120 }));

const value = (report: LessonReport, id: string): number =>
  Number(report.indicators.find((one) => one.id === id)?.value ?? 0);
const mean = (values: readonly number[]): number => values.reduce((sum, one) => sum + one, 0) / values.length;

try {
  await program.parseAsync();
} catch (error) {
  console.error(`eval:speech: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
