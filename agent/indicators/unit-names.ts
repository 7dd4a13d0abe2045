import type { CatalogueEntry } from './catalogue.ts';

type Unit = CatalogueEntry['unit'];

const names: Record<Exclude<Unit, 'count'>, { zh: string; en: string }> = {
  share: { zh: '比例', en: 'share' },
  s: { zh: '秒', en: 's' },
  dBFS: { zh: 'dBFS', en: 'dBFS' },
  'syllables/min': { zh: '音节/分', en: 'syllables/min' },
  ppm: { zh: 'ppm', en: 'ppm' },
  '°C': { zh: '℃', en: '°C' },
  '%': { zh: '%', en: '%' },
  lx: { zh: 'lx', en: 'lx' },
  'µg/m³': { zh: 'µg/m³', en: 'µg/m³' },
  'dB(A)': { zh: 'dB(A)', en: 'dB(A)' },
  mode: { zh: '类型', en: 'mode' },
  grid: { zh: '网格', en: 'grid' },
  'per-minute': { zh: '逐分钟', en: 'per minute' },
  segments: { zh: '时段', en: 'segments' },
};

/** What stands behind a figure's number; a count says of what. */
export function unitName({ id, unit }: Pick<CatalogueEntry, 'id' | 'unit'>): { zh: string; en: string } {
  if (unit !== 'count') return names[unit];
  return countsPeople(id) ? { zh: '人', en: 'students' } : { zh: '次', en: 'times' };
}

/** Seats and hands at one moment are students; everything else that is counted is an event. */
export function countsPeople(id: string): boolean {
  return id.startsWith('students.present.') || id.endsWith('.peak');
}
