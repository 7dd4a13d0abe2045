import type { FigureEntry } from '../../../indicators/catalogue.ts';
import type { FigureUnit } from '../../../indicators/definitions/definition.ts';
import type { Indicator } from '../../../indicators/indicator.ts';
import { changeText } from '../portrait/change-text.ts';
import type { Texts } from '../words/texts.ts';

/**
 * By how much the second lesson has more or less than the first, in words; '' where either is not known. What reads the same
 * is the same, however the digits behind it differ.
 */
export function differenceText(
  texts: Texts,
  { id, unit }: Pick<FigureEntry, 'id' | 'unit'>,
  first: Indicator | undefined,
  second: Indicator | undefined,
): string {
  const { compare } = texts;
  if (!first || !second || first.value === null || second.value === null) return '';
  if (first.version !== second.version) return compare.versions;
  if (typeof first.value !== 'number' || typeof second.value !== 'number')
    return first.value === second.value ? compare.same : '';
  // What is read as 29 % and 30 % differs by one.
  const [from, to] = [asRead(first.value, unit), asRead(second.value, unit)];
  if (from === to) return compare.same;
  return changeText(texts, id, to - from, unit);
}

/** A number as exactly as it is shown. */
function asRead(value: number, unit: FigureUnit): number {
  switch (unit) {
    case 'share':
      return Math.round(value * 100) / 100;
    case 's':
      return secondsAsRead(value);
    case 'count':
      return Math.round(value * 2) / 2;
    case '°C':
      return Math.round(value * 10) / 10;
    default:
      return Math.round(value);
  }
}

/** Tenths of a second, then tenths of a minute, then minutes. */
function secondsAsRead(seconds: number): number {
  if (seconds < 60) return Math.round(seconds * 10) / 10;
  const minutes = seconds / 60;
  return minutes < 9.95 ? Math.round(minutes * 10) * 6 : Math.round(minutes) * 60;
}
