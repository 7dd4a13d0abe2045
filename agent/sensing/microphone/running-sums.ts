/** Sums over any window of a sequence in constant time. */
export class RunningSums {
  readonly #sums: Float64Array;

  constructor(length: number, value: (index: number) => number) {
    this.#sums = new Float64Array(length + 1);
    for (let i = 0; i < length; i++) this.#sums[i + 1] = this.#sums[i]! + value(i);
  }

  /** Sum over [from, to). */
  over(from: number, to: number): number {
    return this.#sums[to]! - this.#sums[from]!;
  }
}
