import type { Activity } from '../indicators/activities/activity.ts';
import type { LessonMode } from '../indicators/st-curves.ts';
import type { Span } from '../lesson/timeline.ts';
import type { QuantityUnit } from './quantity.ts';

/** How numbers, times and names are said in a sentence of each language. */
export const languages = ['zh', 'en'] as const;
export type Language = (typeof languages)[number];

const modes: Record<LessonMode, Record<Language, string>> = {
  practice: { zh: '练习型', en: 'practice' },
  lecture: { zh: '讲授型', en: 'lecture' },
  dialogue: { zh: '对话型', en: 'dialogue' },
  mixed: { zh: '混合型', en: 'mixed' },
};
export const lessonModes = Object.keys(modes) as LessonMode[];

const activityNames: Record<Activity, Record<Language, string>> = {
  lecture: { zh: '讲授', en: 'teacher talk' },
  'question-and-answer': { zh: '问答', en: 'question and answer' },
  choral: { zh: '齐读齐答', en: 'reading or answering together' },
  'group-work': { zh: '小组讨论', en: 'group work' },
  'individual-work': { zh: '独立练习', en: 'individual work' },
  'student-presentation': { zh: '学生展示', en: 'a student presentation' },
  other: { zh: '其他活动', en: 'something else' },
};

/** A value with its unit: `1.8 秒`, `7 minutes`, `46%`; a count is the bare number, what is counted stands beside it. */
export function valueWords(value: number | string, unit: QuantityUnit, language: Language): string {
  if (typeof value === 'string') return isMode(value) ? modes[value][language] : value;
  switch (unit) {
    case 'share':
      return `${Math.round(value * 100)}%`;
    case 'count':
      return String(Math.round(value));
    case 's':
      return lengthWords(value, language);
    case 'dBFS':
      return `${Math.round(value)} dBFS`;
    case 'dB':
      return `${Math.round(value)}${language === 'zh' ? ' 分贝' : ' dB'}`;
    case 'syllables/min':
      return language === 'zh' ? `每分钟 ${Math.round(value)} 字` : `${Math.round(value)} syllables a minute`;
    case 'mode':
      return String(value);
  }
}

/** A length as a person says it: tenths under ten seconds, whole seconds under a minute, then minutes. */
export function lengthWords(seconds: number, language: Language): string {
  const size = Math.abs(seconds);
  if (size < 59.5) {
    const number = size < 9.95 ? seconds.toFixed(1) : String(Math.round(seconds));
    return language === 'zh' ? `${number} 秒` : `${number} ${number === '1.0' ? 'second' : 'seconds'}`;
  }
  const minutes = seconds / 60;
  const number = size < 597 ? minutes.toFixed(1).replace(/\.0$/, '') : String(Math.round(minutes));
  return language === 'zh' ? `${number} 分钟` : `${number} ${number === '1' ? 'minute' : 'minutes'}`;
}

/** The minutes of the lesson, counted from 1, in which a stretch begins and ends; a short one is told by its beginning. */
export function minutesOf({ startMs, endMs }: Span): { from: number; to: number } {
  const from = Math.floor(startMs / 60_000) + 1;
  return { from, to: endMs - startMs < 60_000 ? from : Math.ceil(endMs / 60_000) };
}

/** `第 12 到 19 分钟`, `minutes 12–19`. */
export function whenWords(span: Span, language: Language): string {
  const { from, to } = minutesOf(span);
  if (from === to) return language === 'zh' ? `第 ${from} 分钟` : `minute ${from}`;
  return language === 'zh' ? `第 ${from} 到 ${to} 分钟` : `minutes ${from}–${to}`;
}

export const activityWords = (activity: Activity, language: Language): string => activityNames[activity][language];

const isMode = (value: string): value is LessonMode => value in modes;
