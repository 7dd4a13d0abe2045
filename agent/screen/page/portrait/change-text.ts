import type { FigureUnit } from '../../../indicators/definitions/definition.ts';
import { bareNumberText, numberText } from '../words/figure-text.ts';
import type { Texts } from '../words/texts.ts';

/** A change in words: by how much more or less, a share in percentage points. Neither is better. */
export function changeText(texts: Texts, id: string, change: number, unit: FigureUnit): string {
  const { more, less, moreCounted, fewerCounted } = texts.portrait;
  const text = differenceText(texts, id, Math.abs(change), unit);
  if (unit === 'count') {
    const bare = bareNumberText(Math.abs(change), unit);
    return change > 0 ? moreCounted(text, bare) : fewerCounted(text, bare);
  }
  return change > 0 ? more(text) : less(text);
}

function differenceText(texts: Texts, id: string, by: number, unit: FigureUnit): string {
  switch (unit) {
    case 'share':
      return texts.portrait.points(Math.round(by * 100));
    case '%':
      return texts.portrait.points(Math.round(by));
    case 'dBFS':
    case 'dB(A)':
      return `${Math.round(by)} dB`;
    case 'syllables/min':
      return texts.portrait.syllables(Math.round(by));
    default:
      return numberText(texts, id, by, unit);
  }
}
