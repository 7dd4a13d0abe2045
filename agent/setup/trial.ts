import type { Trial } from '../screen/setup/controls/checks.ts';
import type { Done } from './progress.ts';

/** Where what a try came to is kept over restarts. */
export interface Memory<Result> {
  recall(): Done<Result> | undefined;
  /** @throws SetupError when the disk does not take it */
  keep(done: Done<Result>): void;
}

/** Something that is tried on demand, one at a time; what came of it the last time is remembered. */
export class RememberedTrial<Result> {
  readonly #wallMs: () => number;
  readonly #memory: Memory<Result>;
  #now: { endsAtMs: number } | undefined;
  #last: Trial<Result>;

  constructor(wallMs: () => number, memory: Memory<Result>) {
    this.#wallMs = wallMs;
    this.#memory = memory;
    const before = memory.recall();
    this.#last = before ? { state: 'done', ...before } : { state: 'never' };
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
    void this.#outcome(attempt).then((last) => {
      this.#last = last;
      this.#now = undefined;
    });
  }

  async #outcome(attempt: () => Promise<Result>): Promise<Trial<Result>> {
    try {
      const done = { result: await attempt(), atMs: this.#wallMs() };
      this.#memory.keep(done);
      return { state: 'done', ...done };
    } catch (error) {
      const { code = 'SETUP_FAULT', message } = error as Error & { code?: string };
      return { state: 'failed', atMs: this.#wallMs(), code, message };
    }
  }
}
