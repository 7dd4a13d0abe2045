import type { FigureUnit } from '../../../indicators/definitions/definition.ts';
import { numberText } from '../words/figure-text.ts';
import type { Texts } from '../words/texts.ts';

/** A change in words: by how much more or less, a share in percentage points. Neither is better. */
export function changeText(texts: Texts, id: string, change: number, unit: FigureUnit): string {
  const { points, more, less } = texts.portrait;
  const by = Math.abs(change);
  const text = byText();
  return change > 0 ? more(text) : less(text);

  function byText(): string {
    if (unit === 'share') return points(Math.round(by * 100));
    return unit === 'dBFS' ? `${Math.round(by)} dB` : numberText(texts, id, by, unit);
  }
}
