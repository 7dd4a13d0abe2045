import { columnsOf, padded } from './padded.ts';

/** Rows under headings as lines for a terminal, indented. The last cell of a row fills up no column. */
export function textTable(heads: readonly string[], rows: readonly string[][]): string {
  const widths = heads.map((head, column) =>
    Math.max(columnsOf(head), ...rows.map((row) => (column < row.length - 1 ? columnsOf(row[column]!) : 0))),
  );
  return [heads, ...rows]
    .map((row) => row.map((cell, column) => padded(cell, widths[column] ?? 0)).join('  '))
    .map((line) => `  ${line.trimEnd()}`)
    .join('\n');
}
