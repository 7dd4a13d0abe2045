import type { SensingSwitch } from '../store/sensing-switch.ts';

/** Why nothing may be sensed. */
export type NotPermitted = 'sensing-off' | 'no-lamp';

/** A lamp that is plugged in needs some seconds to say that it is there; until then nothing is sensed, and nobody is called. */
const LAMP_PATIENCE_MS = 5_000;

/**
 * Whether the room may be sensed: people's switch, and, where the room or its region asks for it, a lamp that shows that it is.
 */
export class SensingPermit {
  readonly #switch: SensingSwitch;
  readonly #lampShows: (() => boolean) | null;
  /** What holds, also when the switch could not be written down. */
  #isOn = true;
  /** Since when a lamp that is asked for is missing, on the monotonic clock; null while it is there. */
  #noLampSinceMs: number | null;

  /** @param lampShows null where no lamp is asked for */
  constructor(sensingSwitch: SensingSwitch, lampShows: (() => boolean) | null) {
    this.#switch = sensingSwitch;
    this.#lampShows = lampShows;
    this.#noLampSinceMs = lampShows ? Number.POSITIVE_INFINITY : null;
  }

  /** Takes the switch as it was left. */
  recall(): void {
    this.#isOn = this.#switch.isOn;
  }

  /** How the switch stands. */
  get isOn(): boolean {
    return this.#isOn;
  }

  /** Looks for the lamp, once a second. @param nowMs of the monotonic clock */
  look(nowMs: number): void {
    if (!this.#lampShows || this.#lampShows()) this.#noLampSinceMs = null;
    else this.#noLampSinceMs = Math.min(this.#noLampSinceMs ?? nowMs, nowMs);
  }

  /** By the last look. */
  get refusal(): NotPermitted | null {
    if (!this.#isOn) return 'sensing-off';
    return this.#noLampSinceMs === null ? null : 'no-lamp';
  }

  /** Somebody should look after the lamp. @param nowMs of the monotonic clock */
  isLampAwaited(nowMs: number): boolean {
    return this.refusal === 'no-lamp' && nowMs - this.#noLampSinceMs! >= LAMP_PATIENCE_MS;
  }

  /** @throws StoreError when it could not be written down: it holds, but only until the agent ends */
  set(on: boolean): void {
    this.#isOn = on;
    this.#switch.set(on);
  }
}
