import { talkClasses } from '../../agent/lesson/observation.ts';

/** The figures by which filmed variants are compared; names as in eval:lesson. */
export const LESSON_COLUMNS = [
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

/** The figures by which variants of sound are compared; names as in eval:speech, and what is lost of the mean accuracy. */
export const SOUND_COLUMNS = [
  'accuracy.mean',
  'loss',
  'accuracy.worst',
  ...talkClasses.flatMap((talk) => [`${talk}.recall`, `${talk}.precision`]),
  'share.teacher.error.mean',
] as const;

/** One line for each variant; a figure that could not be had is a dash. */
export function variantTable(
  rows: ReadonlyMap<string, Readonly<Record<string, number>>>,
  columns: readonly string[],
): string {
  const nameWidth = Math.max(...[...rows.keys()].map((name) => name.length));
  const line = (name: string, cells: readonly string[]) =>
    [name.padEnd(nameWidth), ...cells.map((cell, i) => cell.padStart(columns[i]!.length))].join('  ');
  const cell = (value: number | undefined) => (value === undefined ? '–' : String(Math.round(value * 1000) / 1000));
  return [
    line('', columns),
    ...[...rows].map(([name, figures]) =>
      line(
        name,
        columns.map((column) => cell(figures[column])),
      ),
    ),
  ].join('\n');
}
