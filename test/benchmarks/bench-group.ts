import type { BenchRun } from './bench-run.ts';
import type { Figure } from './figure.ts';

/** Figures that are measured together, in a process of their own. */
export interface BenchGroup {
  name: string;
  /** In words, for the heading. */
  title: string;
  figures: readonly Figure[];
  /** Measures every one of them, or says which it cannot, and why. */
  measure(run: BenchRun): Promise<void>;
}
