import type { RoomState } from '../../../lesson/room-state.ts';
import { fetchRoom } from '../api.ts';

/**
 * The room as the page knows it: not asked yet, none at all (the agent of the demo has no room), or how it was when the agent
 * last answered, if it ever did.
 */
export type RoomView =
  | { kind: 'asking' }
  | { kind: 'none' }
  | { kind: 'here'; state: RoomState | null; isLost: boolean };

const ASK_EVERY_MS = 1_000;
/** An agent that is started again is back within seconds, and nobody needs to read of that. */
const LOST_AFTER_MS = 5_000;

/** Asks the agent once a second how the room is, for as long as the page can be seen. */
export class RoomFeed {
  readonly #tell: (view: RoomView) => void;
  #view: RoomView = { kind: 'asking' };
  #isAsking = false;
  #heardMs = 0;
  #turn = 0;

  constructor(tell: (view: RoomView) => void) {
    this.#tell = tell;
  }

  /** @returns how to stop */
  start(): () => void {
    // Nothing was asked while the page could not be seen.
    const wake = () => {
      this.#heardMs = performance.now();
      void this.#ask();
    };
    const timer = setInterval(() => void this.#ask(), ASK_EVERY_MS);
    document.addEventListener('visibilitychange', wake);
    wake();
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', wake);
    };
  }

  /** Takes what a command answered: it is newer than the answer to any question asked before. */
  take(state: RoomState): void {
    this.#turn++;
    this.#heard(state);
  }

  async #ask(): Promise<void> {
    if (document.hidden || this.#view.kind === 'none') return;
    this.#noteSilence();
    if (this.#isAsking) return;
    this.#isAsking = true;
    const turn = this.#turn;
    const answer = await fetchRoom();
    this.#isAsking = false;
    if (turn !== this.#turn) return;
    if (answer.kind === 'here') this.#heard(answer.data);
    else if (this.#view.kind === 'asking') {
      this.#show(answer.kind === 'unknown' ? { kind: 'none' } : { kind: 'here', state: null, isLost: false });
    }
  }

  #heard(state: RoomState): void {
    this.#heardMs = performance.now();
    this.#show({ kind: 'here', state, isLost: false });
  }

  #noteSilence(): void {
    const isLost = performance.now() - this.#heardMs >= LOST_AFTER_MS;
    if (isLost && this.#view.kind === 'here' && !this.#view.isLost) this.#show({ ...this.#view, isLost });
  }

  #show(view: RoomView): void {
    this.#view = view;
    this.#tell(view);
  }
}
