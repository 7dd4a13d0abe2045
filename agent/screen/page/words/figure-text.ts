import type { FigureUnit } from '../../../indicators/definitions/definition.ts';
import type { Indicator } from '../../../indicators/indicator.ts';
import type { LessonMode } from '../../../indicators/st-curves.ts';
import { countsPeople } from '../../../indicators/unit-names.ts';
import { lengthText } from './facts.ts';
import { clockText, minuteNumber, percent, tenths } from './format.ts';
import type { Texts } from './texts.ts';

/** A figure with its unit, as the table shows it; a figure without a value says so. */
export function figureText(texts: Texts, indicator: Indicator, unit: FigureUnit): string {
  const { id, value, atMs } = indicator;
  if (value === null) return texts.notEnoughData;
  const text = typeof value === 'string' ? modeText(texts, value) : numberText(texts, id, value, unit);
  return atMs === undefined ? text : `${text} · ${texts.minuteNumber(minuteNumber(atMs))}`;
}

/** A number of a figure in its unit. */
export function numberText(texts: Texts, id: string, value: number, unit: FigureUnit): string {
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
      // Half a count may lie between two lessons.
      return (countsPeople(id) ? texts.people : texts.times)(Math.round(value * 2) / 2);
    case '°C':
      return `${value.toFixed(1)} ${texts.degrees}`;
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

/** A number of a figure without its unit, for where that stands beside it; from a minute on as minutes and seconds. */
export function bareNumberText(value: number, unit: FigureUnit): string {
  switch (unit) {
    case 'share':
      return percent(value);
    case 's':
      return value < 60 ? tenths(value) : clockText(value * 1000);
    case 'count':
      return String(Math.round(value * 2) / 2);
    case '°C':
      return value.toFixed(1);
    default:
      return String(Math.round(value));
  }
}

/** The name of a lesson mode; an unknown one, from a newer agent, stays as it is. */
export function modeText(texts: Texts, mode: string): string {
  return Object.hasOwn(texts.modes, mode) ? texts.modes[mode as LessonMode] : mode;
}
