/** Cells that may differ in a frozen picture: a recorder that has lost its camera may go on writing the time into it. */
const TICKING_SHARE = 0.001;
/** A frozen picture that is encoded anew from time to time differs from itself by this much luma at most. */
const ENCODING_LUMA = 3;
/** So many cells of a frozen picture are exactly as in the look before, in the mean: no camera repeats its noise. */
const REPEATED_SHARE = 0.35;
/** Weight of the newest look in that mean; less where it falls, since encoders touch up the whole picture now and then. */
const RATE = { rising: 0.5, falling: 0.25 };

/**
 * Tells for how long a picture has been standing still; every camera that sees anything has at least its own noise. A
 * frozen picture whose every cell flickers, as a starved encoder makes it, cannot be told from a quiet room.
 */
export class Stillness {
  #first: Float32Array | undefined;
  #previous: Float32Array | undefined;
  #sinceMs = 0;
  #repeated = 0;

  /** Since when (same clock as `atMs`) each look has shown one and the same picture; `atMs` itself when it has changed. */
  look(cells: Float32Array, atMs: number): number {
    const repeated = this.#previous ? 1 - differing(cells, this.#previous, 0) : 0;
    this.#repeated += RATE[repeated > this.#repeated ? 'rising' : 'falling'] * (repeated - this.#repeated);
    this.#previous = cells.slice();
    const still =
      this.#first !== undefined &&
      this.#repeated >= REPEATED_SHARE &&
      differing(cells, this.#first, ENCODING_LUMA) <= TICKING_SHARE;
    if (!still) {
      this.#first = this.#previous;
      this.#sinceMs = atMs;
    }
    return this.#sinceMs;
  }
}

/** Share of the cells that differ by more than so much luma. */
function differing(a: Float32Array, b: Float32Array, luma: number): number {
  let count = 0;
  for (let i = 0; i < a.length; i++) if (Math.abs(a[i]! - b[i]!) > luma) count++;
  return count / a.length;
}
