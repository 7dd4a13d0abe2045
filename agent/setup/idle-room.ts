import type { RoomProblem, RoomState } from '../lesson/room-state.ts';
import type { SensingSwitch } from '../store/sensing-switch.ts';
import { SetupError } from './setup-error.ts';

export interface IdleRoomOptions {
  /** Why nothing is recorded. */
  problem: RoomProblem;
  sensingSwitch: SensingSwitch;
  /** Nothing may be sensed, nor shown, without a lamp; and no lamp is lit by an agent that drives no hardware. */
  lampRequired: boolean;
  /** What else is to be mended. */
  problems(): RoomProblem[];
  /** The privacy switch was turned: what must not be open any more is to be closed. */
  changed(): void;
}

/** The room of an agent that nobody has set up yet, or in safe mode: it has no sources and records nothing. The privacy switch holds. */
export class IdleRoom {
  readonly #options: IdleRoomOptions;
  #isSensing: boolean;
  #isPreviewed = false;

  constructor(options: IdleRoomOptions) {
    this.#options = options;
    this.#isSensing = options.sensingSwitch.isOn;
  }

  state(): RoomState {
    const { problem, problems, lampRequired } = this.#options;
    return {
      sensing: this.#isSensing ? 'on' : 'off',
      activity: 'idle',
      why: !this.#isSensing ? 'sensing-off' : lampRequired ? 'no-lamp' : 'no-lesson',
      ...(this.#isPreviewed && { preview: true as const }),
      sources: [],
      problems: [problem, ...problems()],
    };
  }

  /** @throws SetupError always */
  startLesson(): never {
    throw this.#nothing();
  }

  /** @throws SetupError always */
  endLesson(): never {
    throw this.#nothing();
  }

  /** @throws SetupError always */
  bookmark(): never {
    throw this.#nothing();
  }

  /** @throws StoreError when it could not be written down: it holds, but only until the agent ends */
  setSensing(on: boolean): void {
    this.#isSensing = on;
    try {
      this.#options.sensingSwitch.set(on);
    } finally {
      this.#options.changed();
    }
  }

  setPreviewed(isPreviewed: boolean): void {
    this.#isPreviewed = isPreviewed;
  }

  #nothing(): SetupError {
    return new SetupError('SETUP_NOT_SET_UP', this.#options.problem.message);
  }
}
