/** What is wrong (or worth knowing) at one place of a file; said in Chinese and in English. */
export interface TimetableProblem {
  file?: string;
  /** Line of the file, from 1. */
  line?: number;
  /** The column's heading as the file has it, or the path in a stored timetable. */
  column?: string;
  zh: string;
  en: string;
}

/** More problems than this are only counted: nobody reads on, and a wrong file has one in each row. */
export const MOST_PROBLEMS = 100;

/** A timetable that cannot be used; holds every problem at once. Nothing of it was taken over. */
export class TimetableError extends Error {
  readonly code = 'TIMETABLE_INVALID';
  /** At most `MOST_PROBLEMS`, in the order of files and lines. */
  readonly problems: readonly TimetableProblem[];
  /** How many more there are. */
  readonly more: number;

  constructor(problems: readonly TimetableProblem[]) {
    const shown = problems.slice(0, MOST_PROBLEMS);
    const more = problems.length - shown.length;
    const head =
      `课表有 ${problems.length} 处问题，未导入任何内容。` +
      `The timetable has ${problems.length} problem${problems.length === 1 ? '' : 's'}; nothing was taken over.`;
    const rest = more > 0 ? [`  … 还有 ${more} 处 (${more} more)`] : [];
    super([head, ...shown.map((problem) => `  ${problemText(problem)}`), ...rest].join('\n'));
    this.problems = shown;
    this.more = more;
  }
}

/** `lessons.csv:12 [周次] 中文 / English` */
export function problemText({ file, line, column, zh, en }: TimetableProblem): string {
  const where = [file, line].filter((part) => part !== undefined).join(':');
  return [where, column && `[${column}]`, `${zh} / ${en}`].filter(Boolean).join(' ');
}
