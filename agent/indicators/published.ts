import { type CatalogueEntry, catalogueEntry } from './catalogue.ts';
import type { Indicator, LessonReport } from './indicator.ts';

type CodedShare = '>95' | '<5';

/** A figure as it may leave the room. */
export interface PublishedFigure {
  id: string;
  unit: CatalogueEntry['unit'];
  value: number | string | null;
  coverage: number;
  version: number;
  atS?: number;
  share?: number | CodedShare;
  suppressed?: 'small-group';
}

const NEARLY_ALL = 0.95;
const NEARLY_NONE = 0.05;

/**
 * The figures of a report as they may leave the room: about students only when enough of them are present, and no share
 * that tells what (nearly) every or (nearly) no pupil did. The one place where suppression is applied.
 * @param minGroup fewest students present, `privacy.minGroup`
 */
export function publishedFigures(report: LessonReport, minGroup: number): PublishedFigure[] {
  const present = report.indicators.find(({ id }) => id === 'students.present.max')?.value;
  const smallGroup = typeof present !== 'number' || present < minGroup;
  return report.indicators.map((indicator) => published(indicator, smallGroup));
}

function published({ id, value, coverage, version, atMs, share }: Indicator, smallGroup: boolean): PublishedFigure {
  const { unit } = catalogueEntry(id);
  const aboutStudents = id.startsWith('students.');
  if (aboutStudents && smallGroup && value !== null) {
    return { id, unit, value: null, coverage: rounded(coverage), version, suppressed: 'small-group' };
  }
  const isShare = aboutStudents && unit === 'share';
  // A peak's count beside its coded share would tell the share after all.
  const tells = !isShare && share !== undefined && typeof coded(share) === 'string';
  return {
    id,
    unit,
    value: tells ? null : typeof value === 'number' ? (isShare ? coded(value) : rounded(value)) : value,
    coverage: rounded(coverage),
    version,
    ...(atMs === undefined ? {} : { atS: rounded(atMs / 1000) }),
    ...(share === undefined ? {} : { share: coded(share) }),
  };
}

function coded(share: number): number | CodedShare {
  if (share > NEARLY_ALL) return '>95';
  return share < NEARLY_NONE ? '<5' : rounded(share);
}

/** Three decimals: more would be noise. */
const rounded = (value: number): number => Math.round(value * 1000) / 1000;
