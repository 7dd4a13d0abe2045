import { TimetableError, type TimetableProblem } from '../timetable-error.ts';

/** What was found while reading; problems stop the import, notices do not. */
export class ProblemList {
  readonly problems: TimetableProblem[] = [];
  readonly notices: TimetableProblem[] = [];

  add(problem: TimetableProblem): void {
    this.problems.push(problem);
  }

  note(notice: TimetableProblem): void {
    this.notices.push(notice);
  }

  /** @throws TimetableError with all of them, in the order of files and lines, when there are any */
  throwIfAny(): void {
    if (this.problems.length === 0) return;
    const files = [...new Set(this.problems.map(({ file }) => file))];
    const order = (problem: TimetableProblem) => files.indexOf(problem.file);
    throw new TimetableError(this.problems.toSorted((a, b) => order(a) - order(b) || (a.line ?? 0) - (b.line ?? 0)));
  }
}
