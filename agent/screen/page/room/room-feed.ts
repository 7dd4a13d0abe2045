import type { RoomState } from '../../../lesson/room-state.ts';

/**
 * The room as the page knows it: not asked yet, none at all (the agent of the demo has no room, and over the network nobody
 * who has not signed in sees one), or how it was when the agent last told, if it ever did.
 */
export type RoomView =
  | { kind: 'asking' }
  | { kind: 'none' }
  | { kind: 'here'; state: RoomState | null; isLost: boolean };

export interface RoomFeedEvents {
  view(view: RoomView): void;
  /** Whoever was signed in may no longer be. */
  locked(): void;
}

/** An agent that is started again is back within seconds, and nobody needs to read of that. */
const LOST_AFTER_MS = 5_000;
const LOOK_EVERY_MS = 1_000;
/** Between two tries of a page that is not let in. */
const REFUSED_MS = 5_000;

/** Hears from the agent how the room is, for as long as the page can be seen. */
export class RoomFeed {
  readonly #events: RoomFeedEvents;
  #view: RoomView = { kind: 'asking' };
  #stream: EventSource | undefined;
  #heardMs = 0;
  #refusedMs = 0;

  constructor(events: RoomFeedEvents) {
    this.#events = events;
  }

  /** @returns how to stop */
  start(): () => void {
    const timer = setInterval(() => this.#look(), LOOK_EVERY_MS);
    document.addEventListener('visibilitychange', this.restart);
    this.restart();
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', this.restart);
      this.#stream?.close();
    };
  }

  /** Listens anew: somebody has signed in or out, or sees the page again. Nothing is heard while nobody sees it. */
  readonly restart = (): void => {
    this.#stream?.close();
    this.#stream = undefined;
    this.#heardMs = performance.now();
    if (!document.hidden) this.#listen();
  };

  /** Takes what a command answered: it is newer than what the stream said before. */
  take(state: RoomState): void {
    this.#heard({ kind: 'here', state, isLost: false });
  }

  #listen(): void {
    const stream = new EventSource('/api/events');
    this.#stream = stream;
    stream.addEventListener('room', ({ data }: MessageEvent<string>) => {
      const state = JSON.parse(data) as RoomState | null;
      this.#heard(state ? { kind: 'here', state, isLost: false } : { kind: 'none' });
    });
    stream.addEventListener('beat', () => {
      if (this.#view.kind === 'here') this.#heard({ ...this.#view, isLost: false });
    });
    stream.addEventListener('locked', () => this.#events.locked());
    // A browser tries again by itself after a break, but not when it was refused.
    stream.addEventListener('error', () => {
      if (this.#view.kind === 'asking') this.#show({ kind: 'here', state: null, isLost: false });
      if (stream.readyState !== EventSource.CLOSED) return;
      this.#refusedMs = performance.now();
      this.#events.locked();
    });
  }

  #heard(view: RoomView): void {
    this.#heardMs = performance.now();
    this.#show(view);
  }

  #look(): void {
    if (document.hidden) return;
    const isSilent = performance.now() - this.#heardMs >= LOST_AFTER_MS;
    if (isSilent && this.#view.kind === 'here' && !this.#view.isLost) this.#show({ ...this.#view, isLost: true });
    const isRefused = this.#stream?.readyState === EventSource.CLOSED;
    if (isRefused && performance.now() - this.#refusedMs >= REFUSED_MS) this.#listen();
  }

  #show(view: RoomView): void {
    this.#view = view;
    this.#events.view(view);
  }
}
