import type { Outcome } from '../api.ts';
import type { Texts } from '../words/texts.ts';

/** Why a command did nothing, in words; null when it was done. */
export function refusalText({ review }: Texts, outcome: Outcome<unknown>): string | null {
  if (outcome.kind === 'done') return null;
  if (outcome.kind === 'refused') return review.refusals[outcome.refusal.code] ?? outcome.refusal.message;
  return review.unreachable;
}
