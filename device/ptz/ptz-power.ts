/** A camera that takes the order to be switched on, and stays off, is told so often. */
const MOST_ORDERS = 3;

/**
 * Switches a camera on or off once for each order. One that was seen to be so, and then was switched by somebody, stays as
 * people have it.
 */
export class PtzPower {
  readonly #againMs: number;
  #wanted: boolean | null = null;
  #given = 0;
  #givenMs = 0;
  /** It was seen so in the last look too: one answer may be an old or a damaged one. */
  #wasSo = false;

  /** @param againMs a camera that is switched on may take so long */
  constructor(againMs: number) {
    this.#againMs = againMs;
  }

  /** @param on null: as it is */
  want(on: boolean | null): void {
    this.#wanted = on;
    this.#given = 0;
    this.#wasSo = false;
  }

  /**
   * @param isHeld it must not move, so it is not switched on
   * @returns what it must be told; `wait` when it was told; undefined when nothing is wanted of its power
   */
  next(power: 'on' | 'off', nowMs: number, isHeld: boolean): 'on' | 'off' | 'wait' | undefined {
    const wanted = this.#wanted;
    if (wanted === null || (wanted && isHeld)) return undefined;
    if (wanted === (power === 'on')) {
      if (this.#wasSo) this.#wanted = null;
      this.#wasSo = true;
      return undefined;
    }
    this.#wasSo = false;
    if (this.#given > 0 && nowMs - this.#givenMs < this.#againMs) return 'wait';
    if (this.#given < MOST_ORDERS) return wanted ? 'on' : 'off';
    this.#wanted = null;
    return undefined;
  }

  /** It has taken the order. */
  given(power: 'on' | 'off', nowMs: number): void {
    // Meanwhile something else may be wanted.
    if (this.#wanted !== (power === 'on')) return;
    this.#given++;
    this.#givenMs = nowMs;
  }
}
