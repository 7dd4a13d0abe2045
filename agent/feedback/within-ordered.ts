import { type Span, within } from '../lesson/timeline.ts';

/**
 * As `within`, for spans in order and without overlap: only those near are looked at, so that cutting a long lesson again and
 * again does not take the square of its length.
 */
export function withinOrdered<S extends Span>(spans: readonly S[], span: Span): S[] {
  const from = firstWhere(spans, ({ endMs }) => endMs > span.startMs);
  let to = from;
  while (to < spans.length && spans[to]!.startMs < span.endMs) to++;
  return within(spans.slice(from, to), span);
}

/** The place of the first span for which something holds that holds for all after it; their number when there is none. */
function firstWhere<S>(spans: readonly S[], holds: (span: S) => boolean): number {
  let [low, high] = [0, spans.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(spans[middle]!)) high = middle;
    else low = middle + 1;
  }
  return low;
}
