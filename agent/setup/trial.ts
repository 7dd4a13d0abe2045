import type { Trial } from '../screen/setup/controls/checks.ts';

/** Something that is tried on demand, one at a time; what came of it the last time is remembered. */
export class RememberedTrial<Result> {
  readonly #wallMs: () => number;
  #now: { endsAtMs: number } | undefined;
  #last: Trial<Result> = { state: 'never' };

  constructor(wallMs: () => number) {
    this.#wallMs = wallMs;
  }

  get isRunning(): boolean {
    return this.#now !== undefined;
  }

  get status(): Trial<Result> {
    if (!this.#now) return this.#last;
    return { state: 'running', leftS: Math.max(0, Math.ceil((this.#now.endsAtMs - performance.now()) / 1000)) };
  }

  /** Begins one, unless one is running. @param expectedMs how long it will take */
  begin(expectedMs: number, attempt: () => Promise<Result>): void {
    if (this.#now) return;
    this.#now = { endsAtMs: performance.now() + expectedMs };
    void attempt()
      .then(
        (result): Trial<Result> => ({ state: 'done', atMs: this.#wallMs(), result }),
        (error: Error & { code?: string }): Trial<Result> => ({
          state: 'failed',
          atMs: this.#wallMs(),
          code: error.code ?? 'SETUP_FAULT',
          message: error.message,
        }),
      )
      .then((last) => {
        this.#last = last;
        this.#now = undefined;
      });
  }
}
