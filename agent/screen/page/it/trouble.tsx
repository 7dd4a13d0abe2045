import type { Outcome } from '../api.ts';
import { useItTexts } from './words/use-it-texts.ts';

/** Why something did not work. */
export type Failure = { code: string; message: string } | 'unreachable';

/** Why a command failed; null when it was done. */
export function failureOf(outcome: Outcome<unknown>): Failure | null {
  if (outcome.kind === 'done') return null;
  return outcome.kind === 'refused' ? outcome.refusal : 'unreachable';
}

/** What is wrong, what now, and the machine's own words; with `again` also the button that tries once more. Its place is kept, so that nothing below moves far. */
export function Trouble({ failure, again }: { failure: Failure | null; again?: () => Promise<void> }) {
  const { setup } = useItTexts();
  if (!failure) return null;
  const { what, now } =
    failure === 'unreachable' ? setup.unreachable : (setup.troubles[failure.code] ?? setup.otherTrouble);
  return (
    <div class="trouble" role="alert">
      <strong>{what}</strong>
      <p>{now}</p>
      {failure !== 'unreachable' && (
        <p class="trouble-details">
          {setup.details}: <span lang="en">{failure.message}</span>
        </p>
      )}
      {again && (
        <button type="button" class="it-button" onClick={() => void again()}>
          {setup.retry}
        </button>
      )}
    </div>
  );
}
