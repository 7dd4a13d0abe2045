import type { PanelPower } from './panel-control.ts';

export interface SimulatedProjectorOptions {
  warmUpMs?: number;
  coolDownMs?: number;
  lampHours?: number;
  isOn?: boolean;
  source?: string;
}

/** A panel or projector that is none: it warms up and cools down, and takes no other order meanwhile. */
export class SimulatedProjector {
  readonly #warmUpMs: number;
  readonly #coolDownMs: number;
  #state: 'on' | 'off';
  #changesUntilMs = 0;
  /** Orders that it took. */
  taken = 0;
  lampHours: number;
  source: string;
  complaints: string[] = [];

  constructor({
    warmUpMs = 3_000,
    coolDownMs = 3_000,
    lampHours = 1234,
    isOn = false,
    source = '',
  }: SimulatedProjectorOptions = {}) {
    this.#warmUpMs = warmUpMs;
    this.#coolDownMs = coolDownMs;
    this.lampHours = lampHours;
    this.#state = isOn ? 'on' : 'off';
    this.source = source;
  }

  get power(): Exclude<PanelPower, 'unknown'> {
    const changes = performance.now() < this.#changesUntilMs;
    if (this.#state === 'on') return changes ? 'warming' : 'on';
    return changes ? 'cooling' : 'off';
  }

  /** @returns whether it took the order */
  setPower(on: boolean): boolean {
    const { power } = this;
    if (power === 'warming' || power === 'cooling') return false;
    this.taken++;
    if ((power === 'on') === on) return true;
    this.#state = on ? 'on' : 'off';
    this.#changesUntilMs = performance.now() + (on ? this.#warmUpMs : this.#coolDownMs);
    return true;
  }

  /** @returns whether it took the order */
  setSource(source: string): boolean {
    if (this.power !== 'on') return false;
    this.taken++;
    this.source = source;
    return true;
  }
}
