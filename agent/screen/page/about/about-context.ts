import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { CatalogueEntry } from '../../../indicators/catalogue.ts';
import type { LessonReport } from '../../../indicators/indicator.ts';

/** A lesson whose figures are explained; more than one when they are compared. */
export interface ExplainedLesson {
  /** What its values are called. */
  name: string;
  report: LessonReport;
}

/** What the catalogue says of figures, and the way to have it shown. */
export interface About {
  entryOf(id: string): CatalogueEntry | undefined;
  /** Shows what a figure means, and what it was in the lesson. */
  show(id: string): void;
}

export const AboutContext = createContext<About>({ entryOf: () => undefined, show: () => {} });

export function useAbout(): About {
  return useContext(AboutContext);
}
