import { useHash } from '../use-hash.ts';
import type { StepName } from './words/setup-texts.ts';

export const itAreas = ['setup', 'health', 'log', 'pins', 'data'] as const;
export type ItArea = (typeof itAreas)[number];

/** Every step of the set-up, in order. */
export const stepNames = [
  ...['language', 'room', 'sources', 'plan', 'seats', 'timetable', 'hub', 'test'],
] as StepName[];

export interface ItPlace {
  area: ItArea;
  /** The step that is open; null for the list of all. */
  step: StepName | null;
}

/** `#/health`, `#/setup/room`; anything else is the list of steps. */
export function itPlaceOf(hash: string): ItPlace {
  const [, area, step] = /^#\/(\w+)(?:\/(\w+))?$/.exec(hash) ?? [];
  return {
    area: itAreas.find((each) => each === area) ?? 'setup',
    step: (area === 'setup' && stepNames.find((each) => each === step)) || null,
  };
}

export const addressOf = (step: StepName): string => `#/setup/${step}`;

/** Where the IT area is. */
export const useItPlace = (): ItPlace => itPlaceOf(useHash());
