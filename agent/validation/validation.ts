import type { LessonReport } from '../indicators/indicator.ts';
import type { ThingAgreed } from './agreement.ts';

/** What came of setting a person's labels beside a lesson. */
export interface Validation {
  lesson: { id: string; startedAtMs: number };
  /** Which models made the figures. */
  models: LessonReport['models'];
  /** Where in the lesson the labels begin, seconds. */
  labelsAtS: number;
  durationS: number;
  agreed: ThingAgreed[];
  /** How far two people agree; null with one. */
  people: ThingAgreed[] | null;
}
