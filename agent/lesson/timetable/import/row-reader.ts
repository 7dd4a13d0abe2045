import { CellProblem } from './cell-problem.ts';
import type { Table, TableRow } from './csv-table.ts';
import { type Field, headingOf } from './headings.ts';
import type { ProblemList } from './problem-list.ts';

/** Reads the cells of one row; what is wrong is listed with line and column, and reading goes on. */
export class RowReader {
  readonly #table: Table;
  readonly #row: TableRow;
  readonly #list: ProblemList;
  #failed = false;

  constructor(table: Table, row: TableRow, list: ProblemList) {
    this.#table = table;
    this.#row = row;
    this.#list = list;
  }

  /** Whether any cell was wrong: such a row is not taken. */
  get failed(): boolean {
    return this.#failed;
  }

  get place(): { file: string; line: number } {
    return { file: this.#table.file, line: this.#row.line };
  }

  text(field: Field): string | undefined {
    return this.#row.cells[field];
  }

  /** The cell's value; undefined when it is empty or wrong. */
  read<T>(field: Field, reader: (text: string) => T): T | undefined {
    const text = this.text(field);
    return text === undefined ? undefined : this.attempt(() => reader(text), field);
  }

  /** As `read`, but an empty cell is wrong too. */
  need<T>(field: Field, reader: (text: string) => T): T | undefined {
    if (this.text(field) === undefined) this.fail(new CellProblem('未填写', 'is empty'), field);
    return this.read(field, reader);
  }

  /** What can only be said from several cells. */
  attempt<T>(reader: () => T, field?: Field): T | undefined {
    try {
      return reader();
    } catch (error) {
      if (!(error instanceof CellProblem)) throw error;
      this.fail(error, field);
      return undefined;
    }
  }

  fail({ zh, en }: { zh: string; en: string }, field?: Field): void {
    this.#failed = true;
    const column = field && (this.#table.columns[field] ?? headingOf(field));
    this.#list.add({ ...this.place, ...(column !== undefined && { column }), zh, en });
  }
}
