import type { FigureUnit } from '../../../indicators/definitions/definition.ts';
import type { Indicator } from '../../../indicators/indicator.ts';
import type { LessonMode } from '../../../indicators/st-curves.ts';
import { countsPeople } from '../../../indicators/unit-names.ts';
import { lengthText } from './facts.ts';
import { minuteNumber, percent, tenths } from './format.ts';
import type { Texts } from './texts.ts';

/** A figure with its unit, as the table shows it; a figure without a value says so. */
export function figureText(texts: Texts, indicator: Indicator, unit: FigureUnit): string {
  const { id, value, atMs } = indicator;
  if (value === null) return texts.notEnoughData;
  const text = typeof value === 'string' ? modeText(texts, value) : numberText(texts, id, value, unit);
  return atMs === undefined ? text : `${text} · ${texts.minuteNumber(minuteNumber(atMs))}`;
}

function numberText(texts: Texts, id: string, value: number, unit: FigureUnit): string {
  switch (unit) {
    case 'share':
      return percent(value);
    case 's':
      return value < 60 ? texts.seconds(tenths(value)) : lengthText(texts, value * 1000);
    case 'dBFS':
      return `${Math.round(value)} dBFS`;
    case 'syllables/min':
      return texts.syllablesPerMinute(Math.round(value));
    case 'count':
      return countsPeople(id) ? texts.people(value) : texts.times(value);
    case 'mode':
      return String(value);
  }
}

/** The name of a lesson mode; an unknown one, from a newer agent, stays as it is. */
export function modeText(texts: Texts, mode: string): string {
  return mode in texts.modes ? texts.modes[mode as LessonMode] : mode;
}
