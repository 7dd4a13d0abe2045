/** More presses than a hand makes: so many in so long, and the button counts as stuck until it has been quiet for as long. */
const MOST_PRESSES = 8;
const WINDOW_MS = 10_000;

/** Tells a press from one that is said again, and a hand from a button that is stuck. */
export class PressCounter {
  #boot: number | undefined;
  #count = 0;
  readonly #latestMs: number[] = [];
  #isFlooding = false;

  /** The board has started: what it counts begins anew. A board that did not start since goes on. */
  begin(boot: number): void {
    if (boot !== this.#boot) this.#count = 0;
    this.#boot = boot;
  }

  /** Presses are not listened to at present. @param nowMs any monotonic clock */
  isFlooding(nowMs: number): boolean {
    if (nowMs - (this.#latestMs.at(-1) ?? Number.NEGATIVE_INFINITY) >= WINDOW_MS) this.#isFlooding = false;
    return this.#isFlooding;
  }

  /** @param nowMs any monotonic clock */
  isNew({ boot, count }: { boot: number; count: number }, nowMs: number): boolean {
    this.begin(boot);
    if (count <= this.#count) return false;
    this.#count = count;
    this.isFlooding(nowMs);
    this.#latestMs.push(nowMs);
    while (this.#latestMs.length > MOST_PRESSES) this.#latestMs.shift();
    const spanMs = nowMs - this.#latestMs[0]!;
    if (this.#latestMs.length === MOST_PRESSES && spanMs < WINDOW_MS) this.#isFlooding = true;
    return !this.#isFlooding;
  }
}
