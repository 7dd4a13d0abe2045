import { loadTalkClassifier } from '../../agent/sensing/microphone/load-talk-classifier.ts';
import type { TalkClassifier } from '../../agent/sensing/microphone/talk-classifier.ts';
import { VoiceActivity } from '../../agent/sensing/microphone/voice-activity.ts';
import { loadModel } from '../../models/session.ts';
import { hearLesson, type LabelledLesson, labelledLessons } from '../../models/tools/labelled-lessons.ts';
import type { Evaluation } from './evaluation.ts';
import type { JudgedLesson } from './judged-lesson.ts';
import { reportOf, speechFigures } from './speech-figures.ts';

export interface SpeechOptions {
  /** Folder of the talk nets that judge a lesson; the shipped ones when not given. */
  netsFor?: (lesson: LabelledLesson) => string;
  /** Told what is being done. */
  say?: (text: string) => void;
}

/**
 * Judges every labelled lesson of a folder by ear and puts the figures of `eval:speech` into the result.
 * @throws Error when the folder holds no labelled lesson
 */
export async function evaluateSpeech(dir: string, result: Evaluation, options: SpeechOptions = {}): Promise<void> {
  const lessons = labelledLessons(dir);
  if (lessons.length === 0) throw new Error(`${dir}: holds no NAME.opus, .wav or .flac with a NAME.json beside it`);
  const voice = await loadModel(VoiceActivity.model);
  const classifiers = new Map<string | undefined, TalkClassifier>();
  const judged: JudgedLesson[] = [];
  const startedMs = performance.now();
  for (const lesson of lessons) {
    options.say?.(`hearing ${lesson.name} (${judged.length + 1} of ${lessons.length})`);
    const folder = options.netsFor?.(lesson);
    if (!classifiers.has(folder))
      classifiers.set(folder, (await loadTalkClassifier(folder === undefined ? {} : { builtDir: folder })).classifier);
    const hearing = await hearLesson(lesson.path, voice);
    const talk = await hearing.talk(classifiers.get(folder)!);
    judged.push({ lesson, report: reportOf(talk, lesson.durationS), levelDbfs: hearing.frames.levelDbfs });
  }
  const wallMs = performance.now() - startedMs;
  options.say?.('');
  speechFigures(judged, result);
  const mediaS = lessons.reduce((sum, { durationS }) => sum + durationS, 0);
  result.figure('cost.xrealtime', (mediaS * 1000) / wallMs);
  result.note('cost.xrealtime: media / wall seconds of decoding, features and nets, one thread beside ffmpeg');
}
