import { catalogueEntry, type FigureEntry } from './catalogue.ts';
import type { Indicator, LessonReport } from './indicator.ts';

type CodedShare = '>95' | '<5';

/** Why a figure that is known does not leave the room: too few pupils; or a hidden one could be worked out with it. */
export type Suppression = 'small-group' | 'complementary';

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
 *   and the moment of such a peak are not told.
 * - A code is told of a peak only where two counts or more lie behind it. In a class of up to twenty "<5" would be nobody, and
 *   ">95" everybody: there a peak of nobody, of one, of all but one and of all is not told at all, which of them it was neither.
 * - How often a thing happened is told only together with its peak as a number, for it could tell a hidden one.
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
    const { id, value, atMs, of = 0 } = indicator;
    const { chapter } = catalogueEntry(id);
    // When a room's air was at its highest tells nothing of anybody.
    if (chapter === 'room' && atMs !== undefined) return { ...told(indicator), atS: rounded(atMs / 1000) };
    if (chapter !== 'students' || value === null) return told(indicator);
    if (tooFew) return suppressed(indicator, 'small-group');
    if (isPeak(id)) return toldPeak(indicator, minGroup);
    if (of < minGroup) return suppressed(indicator, 'small-group');
    if (!id.endsWith('.events')) return toldOfStudents(indicator);
    const peak = figures.get(id.replace(/\.events$/, '.peak'));
    const isTold = peak !== undefined && peak.value !== null && toldPeak(peak, minGroup).value !== null;
    return isTold ? told(indicator) : suppressed(indicator, 'complementary');
  });
}

const isPeak = (id: string): boolean => id.endsWith('.peak');

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

function toldPeak(indicator: Indicator, minGroup: number): PublishedFigure {
  const { id, atMs, of = 0, share = 0 } = indicator;
  const count = indicator.value as number;
  // That the moment of most was one of few pupils is not told either: it would tell that somebody did it then.
  if (of < minGroup) return suppressed(indicator, 'complementary');
  // A class that stands as a whole is none that stands while others sit.
  const most = id === 'students.standing.peak' ? of - 1 : of;
  const low = Math.ceil(NEARLY_NONE * of);
  const high = most - Math.floor(NEARLY_ALL * of);
  if ((count <= 1 && low < 2) || (count >= most - 1 && high < 2)) return suppressed(indicator, 'complementary');
  const code = coded(share);
  if (typeof code === 'string') return { ...told(indicator), value: null, share: code };
  return { ...told(indicator), share: code, ...(atMs !== undefined && { atS: rounded(atMs / 1000) }) };
}

function coded(share: number): number | CodedShare {
  if (share > NEARLY_ALL) return '>95';
  return share < NEARLY_NONE ? '<5' : rounded(share);
}

/** Three decimals: more would be noise. */
const rounded = (value: number): number => Math.round(value * 1000) / 1000;
