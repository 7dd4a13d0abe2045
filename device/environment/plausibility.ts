import type { EnvironmentQuantity } from '../../agent/lesson/environment.ts';

const HOUR_MS = 3_600_000;

/** What can be in a room with people, and how it can change. */
interface Nature {
  /** No room is outside of these; sensors that are broken, warming up or wrongly mapped are. */
  least: number;
  most: number;
  /** No room changes by more between two readings; undefined where it can, as when a lamp is switched on. */
  step?: number;
  /** The very same raw value for so long is no measurement any more. */
  stuckMs: number;
  /** At and below it a room may well stay the same for days. */
  restsAt?: number;
  /** Two readings a moment apart are as near as this, or nearer than a tenth of themselves. */
  near: number;
}

/**
 * Air outdoors has 420 ppm of CO2, a breath 40,000: a sensor that says less than 250 is not well, one before which somebody
 * breathes says much at once, but not 1500 ppm more in its few seconds. Sensors of CO2 tell single ppm and waver by some of them;
 * an empty room at night may hold still for an hour or two, not for six. Temperature and humidity come in tenths and drift by more
 * than one in half a day, with the sun and the heating. Light, particles and sound rest at their lowest (a dark room, clean air, a
 * silent building in the holidays) and are stuck only above it.
 */
const natures: Record<EnvironmentQuantity, Nature> = {
  co2Ppm: { least: 250, most: 20_000, step: 1_500, stuckMs: 6 * HOUR_MS, near: 50 },
  temperatureC: { least: -30, most: 60, step: 5, stuckMs: 12 * HOUR_MS, near: 0.5 },
  humidityPercent: { least: 1, most: 100, step: 25, stuckMs: 12 * HOUR_MS, near: 2 },
  illuminanceLux: { least: 0, most: 150_000, stuckMs: 12 * HOUR_MS, restsAt: 5, near: 50 },
  pm25UgM3: { least: 0, most: 2_000, step: 300, stuckMs: 12 * HOUR_MS, restsAt: 5, near: 10 },
  noiseDba: { least: 15, most: 130, stuckMs: 6 * HOUR_MS, restsAt: 40, near: 15 },
};

/** A reading speaks of the next only so long. */
const COMPARABLE_MS = 5 * 60_000;
/** So many steps that no room makes, within so many readings, and the sensor wavers. */
const WAVERS_AFTER = 5;
const WAVERS_WITHIN = 20;

/** Whether two readings of one moment can both be right. */
export function agree(quantity: EnvironmentQuantity, a: number, b: number): boolean {
  return Math.abs(a - b) <= Math.max(natures[quantity].near, Math.abs(a) / 10);
}

export type Doubt = 'range' | 'wavers' | 'stuck';

/** What is thought of a reading: it is told, waited for a second one, or not believed. */
export type Judgement = { told: number } | { held: true } | { doubt: Doubt };

/** Watches one quantity of one sensor: whether what it says can be. */
export class Plausibility {
  readonly #nature: Nature;
  /** The last that was believed. */
  #believed: { value: number; atMs: number } | undefined;
  /** A step that nothing has confirmed yet. */
  #held: number | undefined;
  #same: { raw: number; sinceMs: number } | undefined;
  /** Of the last readings, whether each was a step that no room makes. */
  #steps: boolean[] = [];

  constructor(quantity: EnvironmentQuantity) {
    this.#nature = natures[quantity];
  }

  /** Nothing that was said before counts, as after a long time without a reading. */
  forget(): void {
    this.#believed = undefined;
    this.#held = undefined;
    this.#same = undefined;
    this.#steps = [];
  }

  /**
   * @param raw as it stood in the register
   * @param nowMs any monotonic clock
   */
  judge(raw: number, value: number, nowMs: number): Judgement {
    const { least, most, stuckMs, restsAt = Number.NEGATIVE_INFINITY } = this.#nature;
    if (this.#same?.raw !== raw) this.#same = { raw, sinceMs: nowMs };
    if (!(value >= least && value <= most)) {
      this.#held = undefined;
      return { doubt: 'range' };
    }
    if (nowMs - this.#same.sinceMs >= stuckMs && value > restsAt) return { doubt: 'stuck' };
    const isStep = this.#isStep(value, nowMs);
    this.#steps = [...this.#steps, isStep].slice(-WAVERS_WITHIN);
    if (isStep) {
      this.#held = value;
      return this.#steps.filter(Boolean).length >= WAVERS_AFTER ? { doubt: 'wavers' } : { held: true };
    }
    this.#believed = { value, atMs: nowMs };
    this.#held = undefined;
    return { told: value };
  }

  /** A step away from what is believed; not when the reading before made the same one. */
  #isStep(value: number, nowMs: number): boolean {
    const { step } = this.#nature;
    if (step === undefined) return false;
    const isNear = (other: number | undefined) => other !== undefined && Math.abs(value - other) <= step;
    const believed = this.#believed && nowMs - this.#believed.atMs < COMPARABLE_MS ? this.#believed.value : undefined;
    if (believed === undefined) return false;
    return !isNear(believed) && !isNear(this.#held);
  }
}
