import { useState } from 'preact/hooks';
import type { Dispatch } from '../../../lesson-review/dispatch.ts';
import type { Outcome } from '../api.ts';
import { refusalText } from '../review/refusal-text.ts';
import { sendNow, withhold } from '../review-api.ts';
import { dateText, timeText } from '../words/format.ts';
import { useTexts } from '../words/language.tsx';
import type { Texts } from '../words/texts.ts';

interface DispatchStateProps {
  lessonId: string;
  dispatch: Dispatch;
  changed(dispatch: Dispatch): void;
}

/** What has become of what is sent, and what its teacher can still decide. */
export function DispatchState({ lessonId, dispatch, changed }: DispatchStateProps) {
  const texts = useTexts();
  const { dispatch: sent } = texts;
  const [refusal, setRefusal] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const { state, heldUntilMs, sentAtMs } = dispatch;
  const act = async (asked: Promise<Outcome<Dispatch>>) => {
    setBusy(true);
    const outcome = await asked;
    setBusy(false);
    setRefusal(refusalText(texts, outcome));
    if (outcome.kind === 'done') changed(outcome.data);
  };
  const isUndecided = heldUntilMs !== undefined && state !== 'withheld';
  return (
    <section class="dispatch" data-state={state}>
      <p class="sentences">{stateText(texts, dispatch)}</p>
      {state !== 'sent' && sentAtMs !== undefined && <p class="hint">{sent.sentBefore(momentText(sentAtMs))}</p>}
      <p class="hint">{dispatch.message && sent.promise}</p>
      {heldUntilMs !== undefined && (
        <p class="row">
          {isUndecided && (
            <button
              type="button"
              class="button solid"
              disabled={isBusy}
              onClick={() => void act(withhold(lessonId, true))}
            >
              {sent.withhold}
            </button>
          )}
          {isUndecided && state === 'held' && (
            <button type="button" class="button outlined" disabled={isBusy} onClick={() => void act(sendNow(lessonId))}>
              {sent.sendNow}
            </button>
          )}
          {state === 'withheld' && (
            <button
              type="button"
              class="button outlined"
              disabled={isBusy}
              onClick={() => void act(withhold(lessonId, false))}
            >
              {sent.release}
            </button>
          )}
        </p>
      )}
      {refusal && (
        <p class="refusal" role="alert">
          {refusal}
        </p>
      )}
    </section>
  );
}

function stateText(
  { dispatch: sent }: Texts,
  { state, heldUntilMs = 0, sentAtMs, refusedBecause = '' }: Dispatch,
): string {
  switch (state) {
    case 'held':
      return sent.held(momentText(heldUntilMs));
    case 'waiting':
      return sent.waiting;
    case 'no-region':
      return sent.noRegion;
    case 'withheld':
      return heldUntilMs > 0 ? sent.withheldUntil(momentText(heldUntilMs)) : sent.withheld;
    case 'sent':
      return sentAtMs === undefined ? sent.sentUnknown : sent.sent(momentText(sentAtMs));
    case 'refused':
      return sent.refused(refusedBecause);
    case 'given-up':
      return sent.givenUp;
    case 'recorded':
      return sent.recorded;
  }
}

const momentText = (wallMs: number): string => `${dateText(wallMs)} ${timeText(wallMs)}`;
