import type { Reading } from '../../device/process/device-message.ts';
import type { EnvironmentQuantity, EnvironmentValues } from '../lesson/environment.ts';

/** A reading of a device speaks for no longer than this: a sensor that has gone is not part of a mean of later. */
const READING_HOLDS_MS = 120_000;
const WINDOW_MS = 60_000;

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
  #latest: { values: EnvironmentValues; atMs: number } = { values: {}, atMs: Number.NEGATIVE_INFINITY };

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
    const before = atMs - this.#latest.atMs < READING_HOLDS_MS ? this.#latest.values : {};
    const now = Object.fromEntries(heard.map(({ quantity, value }) => [quantity, value]));
    this.#latest = { values: { ...before, ...now }, atMs };
  }

  /** What was last measured, for the screen; undefined when that is long ago. */
  get now(): EnvironmentValues | undefined {
    const { values, atMs } = this.#latest;
    const isNew = this.#monotonicMs() - atMs < READING_HOLDS_MS && Object.keys(values).length > 0;
    return isNew ? values : undefined;
  }

  /** The means of the minute so far; undefined where nothing was measured. */
  get soFar(): Means | undefined {
    if (this.#sums.size === 0) return undefined;
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
    const { noiseDba, ...values } = this.#latest.values;
    this.#latest = { ...this.#latest, values };
  }
}

const rounded = (value: number) => Math.round(value * 100) / 100;
