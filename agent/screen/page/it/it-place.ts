import { useEffect, useState } from 'preact/hooks';
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

/** Where the IT area is; a page begins at its top. */
export function useItPlace(): ItPlace {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const follow = () => {
      setHash(location.hash);
      scrollTo(0, 0);
    };
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  return itPlaceOf(hash);
}
