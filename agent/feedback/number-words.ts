import { isMode, modeNames } from '../indicators/mode-names.ts';
import type { LessonMode } from '../indicators/st-curves.ts';
import { unitName } from '../indicators/unit-names.ts';
import type { Span } from '../lesson/timeline.ts';
import type { Quantity, QuantityUnit } from './quantity.ts';

/** How numbers, times and names are said in a sentence of each language. */
export const languages = ['zh', 'en'] as const;
export type Language = (typeof languages)[number];

export const lessonModes = Object.keys(modeNames) as LessonMode[];

/** A value with its unit: `1.8 秒`, `7 minutes`, `46%`; a count is the bare number, what is counted stands beside it. */
export function valueWords(value: number | string, unit: QuantityUnit, language: Language): string {
  if (typeof value === 'string') return isMode(value) ? modeNames[value][language] : value;
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
    case '°C':
      return `${value.toFixed(1)} ${language === 'zh' ? '℃' : '°C'}`;
    case '%':
      return `${Math.round(value)}%`;
    case 'ppm':
    case 'lx':
    case 'µg/m³':
    case 'dB(A)':
      return `${Math.round(value)} ${unit}`;
    case 'mode':
      return String(value);
  }
}

/** A value as a sentence tells it: a share that rounds to 0% is told as less than one. */
export function toldWords(value: number | string, unit: QuantityUnit, language: Language): string {
  if (unit === 'share' && typeof value === 'number' && Math.round(value * 100) === 0) {
    return language === 'zh' ? '不到 1%' : 'under 1%';
  }
  return valueWords(value, unit, language);
}

/** A median as what lessons mostly were: `多在 2.8 分钟左右`, `around 20%`; one of zero is no number to be around. */
export function usualWords(median: number, { terms, unit }: Quantity, language: Language): string {
  const words = valueWords(median, unit, language);
  if (!/[1-9]/.test(words)) return language === 'zh' ? '多半没有' : 'mostly none';
  if (language === 'en') return `around ${words}`;
  const counted = unit === 'count' ? unitName({ id: terms[0]!.id, unit }).zh : '';
  return `多在 ${words}${counted}左右`;
}

/** Chinese with one space between numbers and characters, and none between characters, whatever a text was put together from. */
export function spaced(text: string): string {
  return text
    .replace(/(?<=\p{Script=Han}) +(?=\p{Script=Han})/gu, '')
    .replace(/(?<=\p{Script=Han})(?=[\dA-Za-z])|(?<=[\dA-Za-z%])(?=\p{Script=Han})/gu, ' ');
}

/** A length as a person says it: tenths under ten seconds, whole seconds under a minute, then minutes. */
export function lengthWords(seconds: number, language: Language): string {
  const size = Math.abs(seconds);
  if (size < 59.5) {
    const number = size >= 9.95 ? String(Math.round(seconds)) : size < 0.05 ? '0' : seconds.toFixed(1);
    return language === 'zh' ? `${number} 秒` : `${number} seconds`;
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
