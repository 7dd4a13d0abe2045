import { catalogueEntry, figureEntries } from '../indicators/catalogue.ts';
import type { FigureUnit } from '../indicators/definitions/definition.ts';
import type { Indicator } from '../indicators/indicator.ts';
import { isMode, modeNames } from '../indicators/mode-names.ts';
import { padded } from './padded.ts';

const NAME_WIDTH = Math.max(...figureEntries.map(({ id }) => id.length));
const VALUE_WIDTH = 20;

/** The figures as lines for a terminal, beside the truth when there is one. */
export function figureTable(indicators: readonly Indicator[], truth?: readonly Indicator[]): string {
  const head = ['', padded('', NAME_WIDTH), padded('测得 measured', VALUE_WIDTH), ...(truth ? ['真值 truth'] : [])];
  const lines = indicators.map((indicator) => {
    const { zh } = catalogueEntry(indicator.id);
    const true_ = truth?.find(({ id }) => id === indicator.id);
    const cells = [
      padded(indicator.id, NAME_WIDTH),
      padded(shown(indicator), VALUE_WIDTH),
      ...(truth ? [padded(true_ ? shown(true_) : '–', VALUE_WIDTH)] : []),
      zh,
    ];
    return `  ${cells.join(' ').trimEnd()}`;
  });
  return [head.join('  ').trimEnd(), ...lines].join('\n');
}

function shown({ id, value, atMs }: Indicator): string {
  if (value === null) return '数据不足 no data';
  if (typeof value === 'string') return isMode(value) ? `${modeNames[value].zh} ${modeNames[value].en}` : value;
  const text = numberIn(catalogueEntry(id).unit, value);
  return atMs === undefined ? text : `${text} @ ${(atMs / 1000).toFixed(0)} s`;
}

function numberIn(unit: FigureUnit, value: number): string {
  switch (unit) {
    case 'share':
      return value.toFixed(3);
    case 'count':
      return String(value);
    case 's':
    case '°C':
      return `${value.toFixed(1)} ${unit}`;
    case 'mode':
      return '';
    default:
      return `${value.toFixed(0)} ${unit}`;
  }
}
