/** Longer than any answer of a panel. */
const LONGEST = 80;

/** Cuts what comes in on a serial line into answers: each ends with a character that ends one, which belongs to it. */
export class AnswerTexts {
  readonly #ends: ReadonlySet<string>;
  #rest = '';
  #isOverlong = false;

  constructor(ends: readonly string[]) {
    this.#ends = new Set(ends);
  }

  forget(): void {
    this.#rest = '';
    this.#isOverlong = false;
  }

  /** @returns the answers that are whole now, without white space around them; none is empty */
  take(bytes: Buffer): string[] {
    const texts: string[] = [];
    for (const character of bytes.toString('latin1')) {
      if (this.#rest.length < LONGEST) this.#rest += character;
      else this.#isOverlong = true;
      if (!this.#ends.has(character)) continue;
      const text = this.#rest.trim();
      if (text && !this.#isOverlong) texts.push(text);
      this.forget();
    }
    return texts;
  }
}
