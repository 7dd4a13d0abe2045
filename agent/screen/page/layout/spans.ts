import type { Span } from '../../../lesson/timeline.ts';

/** The stretch that holds a moment. */
export function spanAt<S extends Span>(spans: readonly S[], atMs: number): S | undefined {
  return spans.find((span) => span.startMs <= atMs && atMs < span.endMs);
}
