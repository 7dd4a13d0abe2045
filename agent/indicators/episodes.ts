import type { Span } from '../lesson/timeline.ts';

/** What lasts `leastMs` counts; a pause of up to `pauseMs` does not end it. */
export interface Rules {
  leastMs: number;
  pauseMs: number;
}

/** Spans in order, with the pauses between them bridged, without those that are too short. */
export function spansOf(spans: readonly Span[], { leastMs, pauseMs }: Rules): Span[] {
  const joined: Span[] = [];
  for (const { startMs, endMs } of spans) {
    const last = joined.at(-1);
    if (last && startMs - last.endMs <= pauseMs) last.endMs = endMs;
    else joined.push({ startMs, endMs });
  }
  return joined.filter((span) => lengthOf(span) >= leastMs);
}

export const lengthOf = ({ startMs, endMs }: Span): number => endMs - startMs;
