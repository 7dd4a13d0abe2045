import type { Reading } from '../../device/process/device-message.ts';
import type { EnvironmentQuantity, EnvironmentValues } from '../lesson/environment.ts';

/** A reading of a device speaks for no longer than this: a sensor that has gone is not part of a mean of later. */
const READING_HOLDS_MS = 120_000;
const WINDOW_MS = 60_000;
/** A minute that took longer was slept through: what was measured in it is no mean of it. */
const SLEPT_MS = 2 * WINDOW_MS;

export interface Means {
  values: EnvironmentValues;
  /** On the monotonic clock. */
  sinceMs: number;
}

/** The room's air and light by the minute: the mean of every reading of every sensor. */
export class EnvironmentMeans {
  readonly #monotonicMs: () => number;
  #sinceMs: number;
  #sums = new Map<EnvironmentQuantity, { sum: number; count: number }>();
  readonly #latest = new Map<EnvironmentQuantity, { value: number; atMs: number }>();

  constructor(monotonicMs: () => number) {
    this.#monotonicMs = monotonicMs;
    this.#sinceMs = monotonicMs();
  }

  /** @param isSensed while people have switched sensing off nothing is heard, not even how loud it is */
  add(readings: readonly Reading[], isSensed: boolean): void {
    const heard = readings.filter(({ quantity }) => isSensed || quantity !== 'noiseDba');
    for (const { quantity, value } of heard) {
      const { sum, count } = this.#sums.get(quantity) ?? { sum: 0, count: 0 };
      this.#sums.set(quantity, { sum: sum + value, count: count + 1 });
    }
    const atMs = this.#monotonicMs();
    for (const { quantity, value } of heard) this.#latest.set(quantity, { value, atMs });
  }

  /** What was last measured, for the screen; undefined when that is long ago. */
  get now(): EnvironmentValues | undefined {
    const nowMs = this.#monotonicMs();
    const fresh = [...this.#latest].filter(([, { atMs }]) => nowMs - atMs < READING_HOLDS_MS);
    return fresh.length > 0 ? Object.fromEntries(fresh.map(([quantity, { value }]) => [quantity, value])) : undefined;
  }

  /** The means of the minute so far; undefined where nothing was measured. */
  get soFar(): Means | undefined {
    if (this.#sums.size === 0 || this.#monotonicMs() - this.#sinceMs > SLEPT_MS) return undefined;
    const means = [...this.#sums].map(([quantity, { sum, count }]) => [quantity, rounded(sum / count)]);
    return { values: Object.fromEntries(means), sinceMs: this.#sinceMs };
  }

  get isMinuteOver(): boolean {
    return this.#monotonicMs() - this.#sinceMs >= WINDOW_MS;
  }

  /**
   * Ends the minute, also before its time, as when a lesson begins: what is measured from now on is of the next.
   * @returns its means; undefined where nothing was measured
   */
  take(): (Means & { periodS: number }) | undefined {
    const means = this.soFar;
    const periodMs = this.#monotonicMs() - this.#sinceMs;
    this.#sinceMs = this.#monotonicMs();
    this.#sums = new Map();
    return means && { ...means, periodS: Math.max(1, Math.round(periodMs / 1000)) };
  }

  /** Sensing is switched off: how loud it was last is no longer shown. */
  forgetNoise(): void {
    this.#latest.delete('noiseDba');
  }
}

const rounded = (value: number) => Math.round(value * 100) / 100;
