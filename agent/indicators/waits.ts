import type { Talk } from '../lesson/observation.ts';
import type { Span } from '../lesson/timeline.ts';
import { lengthOf } from './episodes.ts';
import type { ReportedTalk } from './indicator.ts';

/** Only silences of this length between two speakers count as waits: shorter is a breath, longer another activity. */
const WAIT_MS = { least: 200, most: 30_000 };
/** From this length on a wait gives time to think (Rowe 1974). */
export const LONG_WAIT_MS = 3_000;
/** What talk is known to. */
const RESOLUTION_MS = 10;

/** Silences after `before` stops and until `after` starts (Rowe 1974). */
export function waitSpans(talk: readonly ReportedTalk[], before: Talk, after: Talk): Span[] {
  const waits: Span[] = [];
  let last: ReportedTalk | undefined;
  let silentMs = 0;
  for (const segment of talk) {
    if (segment.talk === 'none') {
      silentMs += lengthOf(segment);
      continue;
    }
    if (last?.talk === before && segment.talk === after) {
      const wait = { startMs: last.endMs, endMs: segment.startMs };
      // Where no audio was valid somebody may have spoken: only silence that was heard is a wait.
      const isSilent = silentMs >= lengthOf(wait) - RESOLUTION_MS;
      if (isSilent && lengthOf(wait) >= WAIT_MS.least && lengthOf(wait) <= WAIT_MS.most) waits.push(wait);
    }
    last = segment;
    silentMs = 0;
  }
  return waits;
}
