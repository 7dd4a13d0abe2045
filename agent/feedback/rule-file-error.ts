/** What is wrong at one place of a rule file. */
export interface RuleProblem {
  /** From 1; absent when the file as a whole is meant. */
  line?: number;
  column?: number;
  /** The rule's id and the setting, as far as they are known. */
  where?: string;
  /** In Chinese and English. */
  reason: string;
}

/** What a file holds must not steer the terminal that it is printed on, nor look like another problem's line. */
const oneLine = (text: string) => text.replace(/\p{Cc}+/gu, ' ');

/** More than these nobody reads at once. */
const MOST_PROBLEMS = 20;

/** A rule file that is not used; nothing of it was taken over. The message has a line for each problem. */
export class RuleFileError extends Error {
  readonly code = 'RULES_UNREADABLE';
  readonly file: string;
  /** In the order of the file, at most 20. */
  readonly problems: readonly RuleProblem[];

  constructor(file: string, problems: readonly RuleProblem[]) {
    const shown = problems
      .toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0))
      .slice(0, MOST_PROBLEMS);
    const more = problems.length - shown.length;
    super(
      [
        ...shown.map(({ line, column, where, reason }) => {
          const place = [file, line, column].filter((part) => part !== undefined).join(':');
          return oneLine(`${place}: ${where ? `[${where}] ` : ''}${reason}`);
        }),
        ...(more > 0 ? [`${file}: 还有 ${more} 处 / ${more} more`] : []),
      ].join('\n'),
    );
    this.file = file;
    this.problems = shown;
  }
}
