import type { BoardSettings, ButtonAction } from '../../device/board/board-settings.ts';
import type { Press } from '../../device/process/device-message.ts';
import type { RoomState } from '../lesson/room-state.ts';

/** A finger that presses twice means once. */
const AGAIN_MS = 1_000;

/** What a button can do of the room. */
export interface ButtonRoom {
  state(): Pick<RoomState, 'sensing' | 'lesson'>;
  startLesson(labels: object): void;
  endLesson(): void;
  bookmark(): number;
  setSensing(on: boolean): void;
}

export interface ButtonEvents {
  done(what: string): void;
  /** What was asked cannot be done now. */
  refused(message: string): void;
}

/** The button on the teacher's desk. */
export class Button {
  readonly #room: ButtonRoom;
  readonly #events: ButtonEvents;
  readonly #monotonicMs: () => number;
  #last: { action: ButtonAction; atMs: number } = { action: 'none', atMs: Number.NEGATIVE_INFINITY };

  constructor(room: ButtonRoom, events: ButtonEvents, monotonicMs: () => number) {
    this.#room = room;
    this.#events = events;
    this.#monotonicMs = monotonicMs;
  }

  /** Does what the press means by the board's settings. Never throws: what is refused is told. */
  pressed(press: Press, meanings: BoardSettings['button']): void {
    const action = meanings[press];
    const nowMs = this.#monotonicMs();
    const isAgain = this.#last.action === action && nowMs - this.#last.atMs < AGAIN_MS;
    if (action === 'none' || isAgain) return;
    this.#last = { action, atMs: nowMs };
    try {
      this.#events.done(this.#do(action));
    } catch (error) {
      this.#events.refused((error as Error).message);
    }
  }

  #do(action: Exclude<ButtonAction, 'none'>): string {
    const { sensing, lesson } = this.#room.state();
    switch (action) {
      case 'privacy':
        this.#room.setSensing(sensing === 'off');
        return `sensing ${sensing === 'off' ? 'on' : 'off'}`;
      case 'bookmark':
        return `bookmark at ${Math.round(this.#room.bookmark() / 1000)} s`;
      case 'start-stop':
        if (lesson) this.#room.endLesson();
        else this.#room.startLesson({});
        return lesson ? 'lesson ended' : 'lesson started';
    }
  }
}
