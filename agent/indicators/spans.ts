import type { Span } from '../lesson/timeline.ts';

/** Where two lists of spans, each in order and without overlap, overlap each other; in order. */
export function overlaps(a: readonly Span[], b: readonly Span[]): Span[] {
  const common: Span[] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const startMs = Math.max(a[i]!.startMs, b[j]!.startMs);
    const endMs = Math.min(a[i]!.endMs, b[j]!.endMs);
    if (endMs > startMs) common.push({ startMs, endMs });
    if (a[i]!.endMs < b[j]!.endMs) i++;
    else j++;
  }
  return common;
}

/** What any of the spans covers, in order and without overlap. */
export function union(spans: readonly Span[]): Span[] {
  const joined: Span[] = [];
  const sorted = spans.filter(({ startMs, endMs }) => endMs > startMs).sort((a, b) => a.startMs - b.startMs);
  for (const { startMs, endMs } of sorted) {
    const last = joined.at(-1);
    if (last && startMs <= last.endMs) last.endMs = Math.max(last.endMs, endMs);
    else joined.push({ startMs, endMs });
  }
  return joined;
}

/** What of [0, durationMs) the spans leave open, in order. */
export function uncovered(spans: readonly Span[], durationMs: number): Span[] {
  const edges = [...union(spans), { startMs: durationMs, endMs: durationMs }];
  return edges
    .map(({ startMs }, i) => ({ startMs: edges[i - 1]?.endMs ?? 0, endMs: Math.min(startMs, durationMs) }))
    .filter(({ startMs, endMs }) => endMs > startMs);
}

/** Spans, in order, cut at the edges of `count` slots of the same length: the parts that lie in each slot. */
export function inSlots<S extends Span>(spans: readonly S[], slotMs: number, count: number): S[][] {
  const slots = Array.from({ length: count }, (): S[] => []);
  for (const span of spans) {
    const last = Math.min(count, Math.ceil(span.endMs / slotMs));
    for (let slot = Math.floor(span.startMs / slotMs); slot < last; slot++) {
      const startMs = Math.max(span.startMs, slot * slotMs);
      const endMs = Math.min(span.endMs, (slot + 1) * slotMs);
      slots[slot]!.push({ ...span, startMs, endMs });
    }
  }
  return slots;
}

/** How many slots a lesson has; the last may be shorter. */
export const slotCount = (durationMs: number, slotMs: number): number => Math.ceil(durationMs / slotMs);
