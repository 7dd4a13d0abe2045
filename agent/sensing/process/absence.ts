import type { SourceState } from '../capture/capture-message.ts';

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

  note(state: SourceState, nowMs: number): void {
    // What has come to its end, as a file does, is not missed.
    const isMissing = state.state === 'opening' || (state.state === 'lost' && state.retryInMs !== null);
    if (!isMissing) this.end();
    else this.#timer ??= setTimeout(() => this.#tell(nowMs), this.#patienceMs);
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
