/** What a figure should be at most, or at least. */
export type Aim = { atMost: number } | { atLeast: number };

/** A figure of the bench, in words that stand beside what measures it and make the table of docs/performance.md. */
export interface Figure {
  /** Its name in the document and in the table; unique in the bench. */
  name: string;
  /** What it is and how it is measured. */
  what: string;
  /** A ratio or a share is of this very run; anything else is absolute: compare it only with others of the same machine. */
  unit: 'ratio' | 'share' | 'count' | 'ms' | 'MiB' | 'kB' | 'per s' | 'bytes per s' | 'µs' | 'MiB per h';
  /** What it is compared with; of a ratio always. */
  against?: string;
  aim?: Aim;
  /** Why it cannot be better, or why it is not; what of that was measured is another figure. */
  floor?: string;
}

const RATIOS: readonly Figure['unit'][] = ['ratio', 'share', 'count'];

/** Whether it says as much on another machine. */
export function isRatio({ unit }: Figure): boolean {
  return RATIOS.includes(unit);
}

/** Whether a value is as it should be; null where nothing was set. */
export function isMet(aim: Aim | undefined, value: number): boolean | null {
  if (!aim) return null;
  return 'atMost' in aim ? value <= aim.atMost : value >= aim.atLeast;
}
