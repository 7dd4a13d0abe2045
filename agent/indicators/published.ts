import { catalogueEntry, type FigureEntry } from './catalogue.ts';
import type { Indicator, LessonReport } from './indicator.ts';

type CodedShare = '>95' | '<5';

/**
 * Why a figure that is known does not leave the room: too few pupils; or with it another one, that may not be told, could
 * be worked out.
 */
export const suppressions = ['small-group', 'complementary'] as const;
export type Suppression = (typeof suppressions)[number];

/** A figure as it may leave the room. */
export interface PublishedFigure {
  id: string;
  unit: FigureEntry['unit'];
  value: number | string | null;
  coverage: number;
  version: number;
  atS?: number;
  share?: number | CodedShare;
  suppressed?: Suppression;
}

const NEARLY_ALL = 0.95;
const NEARLY_NONE = 0.05;

/**
 * The figures of a report as they may leave the room. The one place where suppression is applied:
 *
 * - Figures about pupils are told only when there are enough of them: over the lesson, and of those a figure speaks of (the
 *   measurable heads, the class at a peak's moment).
 * - A share of them above 95 % or below 5 % is told as ">95" or "<5": it would tell what every or no pupil did. The count
 *   and the moment of such a peak are not told either.
 * - Where a peak is "<5", how often the same thing happened is not told: that it never did, or did, would tell the peak.
 * @param minGroup fewest students present, `privacy.minGroup`
 */
export function publishedFigures(
  { indicators }: Pick<LessonReport, 'indicators'>,
  minGroup: number,
): PublishedFigure[] {
  const figures = new Map(indicators.map((indicator) => [indicator.id, indicator]));
  const present = figures.get('students.present.median')?.value;
  const tooFew = typeof present !== 'number' || present < minGroup;
  return indicators.map((indicator) => {
    const { chapter } = catalogueEntry(indicator.id);
    if (chapter !== 'students' || indicator.value === null) return told(indicator);
    if (tooFew || (indicator.of ?? 0) < minGroup) return suppressed(indicator, 'small-group');
    const peak = figures.get(indicator.id.replace(/\.events$/, '.peak'));
    if (indicator.id.endsWith('.events') && !(peak && peakShare(peak) >= NEARLY_NONE)) {
      return suppressed(indicator, 'complementary');
    }
    return indicator.id.endsWith('.peak') ? toldPeak(indicator) : toldOfStudents(indicator);
  });
}

function told({ id, value, coverage, version }: Indicator): PublishedFigure {
  return {
    id,
    unit: catalogueEntry(id).unit,
    value: typeof value === 'number' ? rounded(value) : value,
    coverage: rounded(coverage),
    version,
  };
}

function suppressed(indicator: Indicator, why: Suppression): PublishedFigure {
  return { ...told(indicator), value: null, suppressed: why };
}

function toldOfStudents(indicator: Indicator): PublishedFigure {
  const figure = told(indicator);
  return figure.unit === 'share' ? { ...figure, value: coded(indicator.value as number) } : figure;
}

function toldPeak(indicator: Indicator): PublishedFigure {
  const share = coded(peakShare(indicator));
  if (typeof share === 'string') return { ...told(indicator), value: null, share };
  return { ...told(indicator), share, ...(indicator.atMs !== undefined && { atS: rounded(indicator.atMs / 1000) }) };
}

/** A peak of nobody has no moment and no share of its own. */
const peakShare = ({ share = 0 }: Indicator): number => share;

function coded(share: number): number | CodedShare {
  if (share > NEARLY_ALL) return '>95';
  return share < NEARLY_NONE ? '<5' : rounded(share);
}

/** Three decimals: more would be noise. */
const rounded = (value: number): number => Math.round(value * 1000) / 1000;
