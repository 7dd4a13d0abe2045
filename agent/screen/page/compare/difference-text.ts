import type { FigureEntry } from '../../../indicators/catalogue.ts';
import type { Indicator } from '../../../indicators/indicator.ts';
import { changeText } from '../portrait/change-text.ts';
import { bareNumberText } from '../words/figure-text.ts';
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
  const isSame = bareNumberText(first.value, unit) === bareNumberText(second.value, unit);
  if (isSame) return compare.same;
  // What is read as 29 % and 30 % differs by one.
  const [from, to] = unit === 'share' ? [inPercent(first.value), inPercent(second.value)] : [first.value, second.value];
  return changeText(texts, id, to - from, unit);
}

const inPercent = (share: number): number => Math.round(share * 100) / 100;
