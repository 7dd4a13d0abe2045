import type { Indicator, LessonReport } from '../../../indicators/indicator.ts';
import { lengthOf, minuteNumber, tenths } from './format.ts';
import type { Sentence, Texts } from './texts.ts';

/** The report's indicator of an id; a report of an older version may lack it. */
export function indicatorOf(report: LessonReport, id: string): Indicator | undefined {
  return report.indicators.find((indicator) => indicator.id === id);
}

/** An indicator's number, or null when there was not enough data. */
export function numberOf(report: LessonReport, id: string): number | null {
  const value = indicatorOf(report, id)?.value;
  return typeof value === 'number' ? value : null;
}

/** Less sound than this share of the lesson is worth a word in the sentences. */
const NEARLY_ALL = 0.95;

/** A length in words: `24 分钟`, `42 s`. */
export function lengthText(texts: Texts, ms: number): string {
  const { text, unit } = lengthOf(ms);
  return unit === 's' ? texts.seconds(text) : texts.minutes(text);
}

/** What a colleague could say about the lesson: three sentences, or four when much of the sound was missing. */
export function lessonSentences(report: LessonReport, texts: Texts): Sentence[] {
  return [...talkSentences(report, texts), waitSentence(report, texts), handsSentence(report, texts)];
}

function talkSentences(report: LessonReport, texts: Texts): Sentence[] {
  const isRemote = report.lesson.labels.role === 'remote';
  const teacher = indicatorOf(report, isRemote ? 'talk.remote.share' : 'talk.teacher.share');
  const student = numberOf(report, 'talk.student.share');
  const many = numberOf(report, 'talk.many.share');
  if (typeof teacher?.value !== 'number' || student === null || many === null) return [texts.sentences.talkUnknown];
  // The shares are of the time with valid sound, so that time is what turns them into minutes.
  const heardMs = teacher.coverage * report.durationMs;
  const inWords = (share: number) => lengthText(texts, share * heardMs);
  const { sentences } = texts;
  const said = (isRemote ? sentences.talkRemote : sentences.talk)(inWords(teacher.value), inWords(student + many));
  return teacher.coverage < NEARLY_ALL ? [said, sentences.talkHeard(inWords(1))] : [said];
}

function waitSentence(report: LessonReport, { sentences, seconds }: Texts): Sentence {
  const wait = numberOf(report, 'talk.wait1.median');
  if (wait === null) return sentences.waitUnknown;
  const isRemote = report.lesson.labels.role === 'remote';
  return (isRemote ? sentences.waitRemote : sentences.wait)(seconds(tenths(wait)));
}

function handsSentence(report: LessonReport, { sentences }: Texts): Sentence {
  const peak = indicatorOf(report, 'students.hands.peak');
  if (peak?.value === 0) return sentences.handsNone;
  if (typeof peak?.value !== 'number' || peak.atMs === undefined) return sentences.handsUnknown;
  return sentences.hands(minuteNumber(peak.atMs), peak.value, peak.atMs);
}
