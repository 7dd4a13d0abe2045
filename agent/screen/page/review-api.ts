import type { Exclusion } from '../../indicators/indicator.ts';
import type { Dispatch, DispatchState } from '../../lesson-review/dispatch.ts';
import type { EarlierPlace } from '../../lesson-review/earlier-place.ts';
import { ask, command } from './api.ts';

/** What comes with a report: the teacher's note, what can be done, the teacher's earlier lessons. */
export interface Review {
  note: string;
  /** A stretch can be left out, or taken back. */
  canExclude: boolean;
  state: DispatchState;
  /** Until then it can be withheld; wall time. */
  heldUntilMs?: number;
  earlier: EarlierPlace[];
}

/** Making a report of a long lesson anew takes some seconds on a small machine. */
const REMAKING_PATIENCE_MS = 60_000;

const lesson = (id: string) => `/api/lessons/${encodeURIComponent(id)}`;

export const fetchReview = (id: string) => ask<Review>(`${lesson(id)}/review`);
export const fetchDispatch = (id: string) => ask<Dispatch>(`${lesson(id)}/message`);
export const saveNote = (id: string, note: string) =>
  command<{ note: string }>(`${lesson(id)}/note`, { note }, undefined, 'PUT');
export const saveExcluded = (id: string, excluded: readonly Exclusion[]) =>
  command<object>(`${lesson(id)}/excluded`, { excluded }, REMAKING_PATIENCE_MS, 'PUT');
export const withhold = (id: string, withheld: boolean) => command<Dispatch>(`${lesson(id)}/withhold`, { withheld });
export const sendNow = (id: string) => command<Dispatch>(`${lesson(id)}/send`, {});
/** Where a lesson can be downloaded. */
export const exportAddress = (id: string, kind: 'csv' | 'json') => `${lesson(id)}/export.${kind}`;
