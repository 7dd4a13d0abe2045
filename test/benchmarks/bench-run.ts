import { z } from 'zod';
import type { Figure } from './figure.ts';

/** What was measured of a figure. */
export const measuredSchema = z.strictObject({
  /** The median of its turns. */
  value: z.number(),
  turns: z.number().int().min(1),
  /** Half the distance of the quartiles over the median; null of one turn. */
  spread: z.number().min(0).nullable(),
  lowest: z.number(),
  highest: z.number(),
});
export type Measured = z.infer<typeof measuredSchema>;

/** What one group found. */
export const groupResultSchema = z.strictObject({
  measured: z.record(z.string(), measuredSchema),
  /** Figures that this machine could not give → why. */
  lacking: z.record(z.string(), z.string()),
  notes: z.array(z.string()),
});
export type GroupResult = z.infer<typeof groupResultSchema>;

/** Takes down what a group measures. A figure that the group did not announce is a mistake, and so is one that it forgets. */
export class BenchRun {
  readonly #figures: ReadonlySet<string>;
  readonly #progress: (text: string) => void;
  readonly #result: GroupResult = { measured: {}, lacking: {}, notes: [] };

  constructor(figures: readonly Figure[], progress: (text: string) => void = () => {}) {
    this.#figures = new Set(figures.map(({ name }) => name));
    this.#progress = progress;
  }

  /** Takes down a figure that was measured in some turns, or in one. */
  figure(name: string, turns: number | readonly number[]): void {
    const values = (typeof turns === 'number' ? [turns] : [...turns]).sort((a, b) => a - b);
    if (values.length === 0 || !values.every(Number.isFinite)) throw new Error(`${name}: ${values.join(', ')}`);
    this.#known(name);
    const value = quantile(values, 0.5);
    const spread = values.length < 2 ? null : (quantile(values, 0.75) - quantile(values, 0.25)) / 2 / Math.abs(value);
    this.#result.measured[name] = {
      ...{ value, turns: values.length, lowest: values[0]!, highest: values.at(-1)! },
      spread: spread !== null && Number.isFinite(spread) ? spread : null,
    };
  }

  /** These cannot be had on this machine. */
  lacks(names: readonly string[], reason: string): void {
    for (const name of names) {
      this.#known(name);
      this.#result.lacking[name] = reason;
    }
  }

  note(text: string): void {
    this.#result.notes.push(text);
  }

  /** Tells people who wait what is being done. */
  progress(text: string): void {
    this.#progress(text);
  }

  /** @throws Error when a figure is missing */
  result(): GroupResult {
    const { measured, lacking } = this.#result;
    const missing = [...this.#figures].filter((name) => !(name in measured) && !(name in lacking));
    if (missing.length > 0) throw new Error(`not measured: ${missing.join(', ')}`);
    return this.#result;
  }

  #known(name: string): void {
    if (!this.#figures.has(name)) throw new Error(`${name} is no figure of this group`);
  }
}

/** Between the values on both sides. @param sorted not empty, rising */
export function quantile(sorted: readonly number[], share: number): number {
  const at = share * (sorted.length - 1);
  const below = Math.floor(at);
  const above = Math.min(sorted.length - 1, below + 1);
  return sorted[below]! + (at - below) * (sorted[above]! - sorted[below]!);
}
