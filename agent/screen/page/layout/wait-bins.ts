import type { Span } from '../../../lesson/timeline.ts';

/** Waits from `fromS` to the next bin's start; the last bin has all longer ones. */
export interface WaitBin {
  fromS: number;
  waits: readonly Span[];
}

/** Bins of one second; what is longer than the last tells nothing more by its exact length. */
const BINS = 10;

/** The waits second by second: 0–1 s, 1–2 s, … 9–10 s, longer. */
export function waitBins(waits: readonly Span[]): WaitBin[] {
  const binOf = ({ startMs, endMs }: Span) => Math.min(BINS, Math.floor((endMs - startMs) / 1000));
  return Array.from({ length: BINS + 1 }, (_, fromS) => ({
    fromS,
    waits: waits.filter((wait) => binOf(wait) === fromS),
  }));
}

/** The wait to show next: the first that begins after a moment, else the first of all. */
export function nextWait(waits: readonly Span[], atMs: number | null): Span | undefined {
  return waits.find(({ startMs }) => atMs !== null && startMs > atMs) ?? waits[0];
}
