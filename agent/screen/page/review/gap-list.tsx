import type { Cursor } from '../report/cursor.ts';
import type { CausedGap } from '../report/gap-causes.ts';
import { clockText } from '../words/format.ts';
import { gapText } from '../words/gap-text.ts';
import { useTexts } from '../words/language.tsx';

/** More than so many would be a list to work through, and nobody misses a moment; the hatching shows the rest. */
const MOST = 6;
const LEAST_MS = 1_000;

interface GapListProps {
  gaps: readonly CausedGap[];
  cursor: Cursor;
  /** Takes a stretch that was left out back; undefined when that is not possible. */
  restore: ((gap: CausedGap) => void) | undefined;
}

/** What is missing and why, the longest first where there are many; each leads to its moment. */
export function GapList({ gaps, cursor, restore }: GapListProps) {
  const texts = useTexts();
  const { exclude } = texts.review;
  const told = shortList(gaps);
  if (told.length === 0) return null;
  return (
    <ul class="gap-list" aria-label={texts.report.gaps.title}>
      {told.map((gap) => (
        <li key={`${gap.startMs} ${gap.cause.kind}`} data-cause={gap.cause.kind}>
          <button type="button" class="button gap" onClick={() => cursor.moveTo(gap.startMs)}>
            <svg class="swatch" aria-hidden="true">
              <rect width="100%" height="100%" fill="url(#missing)" />
            </svg>
            {clockText(gap.startMs)}–{clockText(gap.endMs)} <bdi>{gapText(texts, gap)}</bdi>
          </button>
          {gap.cause.kind === 'excluded' && restore && (
            <button
              type="button"
              class="button"
              aria-label={exclude.restoreOf(gapText(texts, gap))}
              onClick={() => restore(gap)}
            >
              {exclude.restore}
            </button>
          )}
        </li>
      ))}
    </ul>
  );
}

/** The longest gaps, in order of time; what the teacher left out is always told. */
export function shortList(gaps: readonly CausedGap[]): CausedGap[] {
  const weight = ({ cause, startMs, endMs }: CausedGap) =>
    cause.kind === 'excluded' ? Number.POSITIVE_INFINITY : endMs - startMs;
  return gaps
    .filter(({ startMs, endMs }) => endMs - startMs >= LEAST_MS)
    .toSorted((a, b) => weight(b) - weight(a))
    .slice(0, Math.max(MOST, gaps.filter(({ cause }) => cause.kind === 'excluded').length))
    .toSorted((a, b) => a.startMs - b.startMs);
}
