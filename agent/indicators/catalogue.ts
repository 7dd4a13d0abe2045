import type { Unit } from './definitions/definition.ts';
import { speechTimeDefinitions } from './definitions/speech-time.ts';
import { stDefinitions } from './definitions/st-analysis.ts';
import { studentDefinitions } from './definitions/students.ts';
import { teacherDefinitions } from './definitions/teacher.ts';

/** Every figure Lectern publishes, as data. No figure is good or bad: an entry says what is counted, never what it should be. */
export interface CatalogueEntry {
  id: string;
  unit: Unit;
  zh: string;
  en: string;
  definitionZh: string;
  definitionEn: string;
  /** Below this coverage the figure is "not enough data". */
  coverageFloor: number;
  /** Raised whenever the definition changes. */
  version: number;
}

const definitions = [...speechTimeDefinitions, ...studentDefinitions, ...teacherDefinitions, ...stDefinitions];

const COVERAGE_FLOOR = 0.5;

export const catalogue: readonly CatalogueEntry[] = definitions.map(
  ([id, unit, zh, en, definitionZh, definitionEn]) => ({
    id,
    unit,
    zh,
    en,
    definitionZh,
    definitionEn,
    coverageFloor: COVERAGE_FLOOR,
    version: 1,
  }),
);

/** @throws Error for an id the catalogue does not hold: a figure without a definition must not exist */
export function catalogueEntry(id: string): CatalogueEntry {
  const entry = catalogue.find((candidate) => candidate.id === id);
  if (!entry) throw new Error(`indicator ${id} is not in the catalogue`);
  return entry;
}
