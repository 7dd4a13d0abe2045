import type { BenchGroup } from './bench-group.ts';
import type { GroupResult, Measured } from './bench-run.ts';
import { type Aim, type Figure, isMet } from './figure.ts';

/** The figures for somebody who looks at a terminal. */
export function figureTable(groups: readonly BenchGroup[], { measured, lacking, notes }: GroupResult): string {
  const rows = groups.flatMap(({ figures }) =>
    figures.flatMap((figure) => {
      const found = measured[figure.name];
      if (found)
        return [[figure.name, valueText(figure, found.value), spreadText(found), aimText(figure, found.value)]];
      return figure.name in lacking ? [[figure.name, 'not measured', '', lacking[figure.name]!]] : [];
    }),
  );
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]!.length)) + 2);
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('')
      .trimEnd(),
  );
  return [...lines, ...notes.map((note) => `note: ${note}`)].join('\n');
}

/** Three digits that count, with the unit of what is absolute. */
export function valueText({ unit }: Pick<Figure, 'unit'>, value: number): string {
  const size = Math.abs(value);
  const text =
    size >= 100 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(size >= 10 ? 3 : 2)));
  return ['ratio', 'share', 'count'].includes(unit) ? text : `${text} ${unit}`;
}

export function spreadText({ spread }: Measured): string {
  return spread === null ? '' : `±${Math.round(spread * 100)} %`;
}

/** The aim, and whether it is met; nothing where there is none. */
export function aimText({ aim, unit }: Figure, value: number | undefined): string {
  if (!aim) return '';
  const met = value === undefined ? '' : isMet(aim, value) ? ', met' : ', **not met**';
  return `${limitText(aim, unit)}${met}`;
}

function limitText(aim: Aim, unit: Figure['unit']): string {
  return 'atMost' in aim ? `≤ ${valueText({ unit }, aim.atMost)}` : `≥ ${valueText({ unit }, aim.atLeast)}`;
}
