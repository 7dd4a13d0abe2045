import type { SensingSwitch } from '../store/sensing-switch.ts';

/** Why nothing may be sensed. */
export type NotPermitted = 'sensing-off' | 'no-lamp';

/**
 * Whether the room may be sensed: people's switch, and, where the room or its region asks for it, a lamp that shows that it is.
 */
export class SensingPermit {
  readonly #switch: SensingSwitch;
  readonly #lampShows: (() => boolean) | null;
  /** What holds, also when the switch could not be written down. */
  #isOn = true;

  /** @param lampShows null where no lamp is asked for */
  constructor(sensingSwitch: SensingSwitch, lampShows: (() => boolean) | null) {
    this.#switch = sensingSwitch;
    this.#lampShows = lampShows;
  }

  /** Takes the switch as it was left. */
  recall(): void {
    this.#isOn = this.#switch.isOn;
  }

  /** How the switch stands. */
  get isOn(): boolean {
    return this.#isOn;
  }

  get refusal(): NotPermitted | null {
    if (!this.#isOn) return 'sensing-off';
    return this.#lampShows && !this.#lampShows() ? 'no-lamp' : null;
  }

  /** @throws StoreError when it could not be written down: it holds, but only until the agent ends */
  set(on: boolean): void {
    this.#isOn = on;
    this.#switch.set(on);
  }
}
