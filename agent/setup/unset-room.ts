import type { RoomProblem, RoomState } from '../lesson/room-state.ts';
import type { SensingSwitch } from '../store/sensing-switch.ts';
import { SetupError } from './setup-error.ts';

export interface UnsetRoomOptions {
  configFile: string;
  sensingSwitch: SensingSwitch;
  /** What else is to be mended. */
  problems(): RoomProblem[];
  /** The privacy switch was turned: what must not be open any more is to be closed. */
  changed(): void;
}

/** The room of an agent that nobody has set up yet: it has no sources and records nothing. The privacy switch holds. */
export class UnsetRoom {
  readonly #options: UnsetRoomOptions;
  #isSensing: boolean;
  #isPreviewed = false;

  constructor(options: UnsetRoomOptions) {
    this.#options = options;
    this.#isSensing = options.sensingSwitch.isOn;
  }

  state(): RoomState {
    const { configFile, problems } = this.#options;
    return {
      sensing: this.#isSensing ? 'on' : 'off',
      activity: 'idle',
      why: this.#isSensing ? 'no-lesson' : 'sensing-off',
      ...(this.#isPreviewed && { preview: true as const }),
      sources: [],
      problems: [
        {
          code: 'ROOM_NOT_SET_UP',
          message: `${configFile}: there is none yet, so nothing is recorded; set the room up on the page School IT (/it.html)`,
        },
        ...problems(),
      ],
    };
  }

  /** @throws SetupError always */
  startLesson(): never {
    throw notSetUp();
  }

  /** @throws SetupError always */
  endLesson(): never {
    throw notSetUp();
  }

  /** @throws SetupError always */
  bookmark(): never {
    throw notSetUp();
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
}

const notSetUp = () =>
  new SetupError('SETUP_NOT_SET_UP', 'this room is not set up yet; set it up on the page School IT (/it.html)');
