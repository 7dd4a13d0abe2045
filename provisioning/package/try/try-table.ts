/** One thing that was tried. */
export interface Tried {
  machine: string;
  what: string;
  isGood: boolean;
  detail: string;
}

/** What was tried, and how it went: printed as it happens, and in the end as a table. */
export class TryTable {
  readonly #rows: Tried[] = [];

  get isGood(): boolean {
    return this.#rows.every(({ isGood }) => isGood);
  }

  note(machine: string, what: string, isGood: boolean, detail = ''): void {
    const row = { machine, what, isGood, detail: detail.replace(/\s+/g, ' ').trim().slice(0, 300) };
    this.#rows.push(row);
    console.log(lineOf(row));
  }

  text(): string {
    const failed = this.#rows.filter(({ isGood }) => !isGood);
    return [...this.#rows.map(lineOf), '', `${this.#rows.length - failed.length} good, ${failed.length} not`].join(
      '\n',
    );
  }
}

const lineOf = ({ machine, what, isGood, detail }: Tried) =>
  `${isGood ? 'good' : 'BAD '}  ${machine.padEnd(9)} ${what.padEnd(58)} ${detail}`;
