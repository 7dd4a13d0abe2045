const KEPT_LINES = 100;
const LONGEST_LINE = 200;
/** A line that is not ended after so much is ended here. */
const LONGEST_UNFINISHED = 10_000;

/** The last 100 lines that ffmpeg said, to tell why it failed: short ones, and none with a secret in it. */
export class FfmpegLog {
  readonly #secrets: readonly string[];
  #lines: string[] = [];
  /** As it came: a secret may be cut in two by the end of a chunk. */
  #unfinished = '';

  /** @param secrets words that must not be in it */
  constructor(secrets: readonly string[] = []) {
    this.#secrets = secrets;
  }

  add(text: string): void {
    const lines = (this.#unfinished + text).split(/[\r\n]+/);
    this.#unfinished = lines.pop()!;
    if (this.#unfinished.length > LONGEST_UNFINISHED) {
      lines.push(this.#unfinished);
      this.#unfinished = '';
    }
    this.#lines = [...this.#lines, ...this.#cleaned(lines)].slice(-KEPT_LINES);
  }

  /** Oldest first. */
  get lines(): readonly string[] {
    return [...this.#lines, ...this.#cleaned([this.#unfinished])].slice(-KEPT_LINES);
  }

  #cleaned(lines: readonly string[]): string[] {
    return lines
      .filter((line) => line !== '')
      .map((line) => withoutSecrets(line, this.#secrets).slice(0, LONGEST_LINE));
  }
}

/** A line without what must not be in a log: the given words, plain or as an address holds them, and any user:password@. */
function withoutSecrets(line: string, secrets: readonly string[]): string {
  const forms = secrets.filter((secret) => secret !== '').flatMap((secret) => [secret, encodeURIComponent(secret)]);
  return forms.reduce((left, form) => left.replaceAll(form, '***'), line).replace(/\/\/[^/@\s']*@/g, '//');
}
