/** A cell (or a property of an event) that does not say what it should. Thrown by the readers of single values only. */
export class CellProblem extends Error {
  readonly zh: string;
  readonly en: string;
  constructor(zh: string, en: string) {
    super(en);
    this.zh = zh;
    this.en = en;
  }
}
