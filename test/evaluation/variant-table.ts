/** The figures by which variants are compared; names as in eval:lesson. */
const COLUMNS = [
  'present.within1',
  'headup.mae',
  'hands.f1',
  'standing.f1',
  'slumped.delayS',
  'slumped.false',
  'zone.accuracy',
  'board.errorS',
  'patrol.error',
] as const;

/** One line for each variant; a figure that could not be had is a dash. */
export function variantTable(rows: ReadonlyMap<string, Readonly<Record<string, number>>>): string {
  const nameWidth = Math.max(...[...rows.keys()].map((name) => name.length));
  const line = (name: string, cells: readonly string[]) =>
    [name.padEnd(nameWidth), ...cells.map((cell, i) => cell.padStart(COLUMNS[i]!.length))].join('  ');
  const cell = (value: number | undefined) => (value === undefined ? '–' : String(Math.round(value * 1000) / 1000));
  return [
    line('', COLUMNS),
    ...[...rows].map(([name, figures]) =>
      line(
        name,
        COLUMNS.map((column) => cell(figures[column])),
      ),
    ),
  ].join('\n');
}
