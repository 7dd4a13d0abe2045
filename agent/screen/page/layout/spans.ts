import type { Span } from '../../../lesson/timeline.ts';

/** The same stretches in order, overlapping or touching ones joined, empty ones left out. */
export function joined(spans: readonly Span[]): Span[] {
  const sorted = spans.filter((span) => span.endMs > span.startMs).sort((a, b) => a.startMs - b.startMs);
  const result: Span[] = [];
  for (const { startMs, endMs } of sorted) {
    const last = result.at(-1);
    if (last && startMs <= last.endMs) last.endMs = Math.max(last.endMs, endMs);
    else result.push({ startMs, endMs });
  }
  return result;
}

/** What of [0, durationMs) the given stretches leave open. */
export function uncovered(spans: readonly Span[], durationMs: number): Span[] {
  const open: Span[] = [];
  let fromMs = 0;
  for (const { startMs, endMs } of joined(spans)) {
    if (startMs > fromMs) open.push({ startMs: fromMs, endMs: Math.min(startMs, durationMs) });
    fromMs = Math.max(fromMs, endMs);
  }
  if (fromMs < durationMs) open.push({ startMs: fromMs, endMs: durationMs });
  return open.filter((span) => span.endMs > span.startMs);
}

/** The stretch that holds a moment. */
export function spanAt<S extends Span>(spans: readonly S[], atMs: number): S | undefined {
  return spans.find((span) => span.startMs <= atMs && atMs < span.endMs);
}
