/** Tells of a source that has been away for so long that it is missed; a short absence is no news. */
export class Absence {
  readonly #patienceMs: number;
  readonly #tell: (sinceMs: number) => void;
  #timer: NodeJS.Timeout | undefined;

  /** @param tell is given the monotonic time at which it went */
  constructor(patienceMs: number, tell: (sinceMs: number) => void) {
    this.#patienceMs = patienceMs;
    this.#tell = tell;
  }

  note(isThere: boolean, nowMs: number): void {
    if (isThere) this.end();
    else this.#timer ??= setTimeout(() => this.#tell(nowMs), this.#patienceMs);
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
