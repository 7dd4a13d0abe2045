import type { Span } from '../../../lesson/timeline.ts';

/** A stretch that is being chosen to be left out, and how it is changed. */
export interface Draft extends Span {
  change(to: Partial<Span>): void;
}

/** Steps of the buttons and keys, and the shortest stretch; milliseconds. */
export const STEP_MS = 10_000;

/** Moves an edge of a stretch, within the lesson and short of the other edge. */
export function movedEdge(draft: Span, edge: 'startMs' | 'endMs', toMs: number, durationMs: number): Partial<Span> {
  const rounded = Math.round(toMs / 1000) * 1000;
  const [least, most] = edge === 'startMs' ? [0, draft.endMs - STEP_MS] : [draft.startMs + STEP_MS, durationMs];
  return { [edge]: Math.min(Math.max(rounded, least), most) };
}
