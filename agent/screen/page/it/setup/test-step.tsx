import { useState } from 'preact/hooks';
import { percent } from '../../words/format.ts';
import { fetchTestLesson, startTestLesson } from '../it-api.ts';
import { type Failure, failureOf } from '../trouble.tsx';
import { useAnswer } from '../use-answer.ts';
import { useItTexts } from '../words/use-it-texts.ts';
import { GOOD_SHARE } from './step-states.ts';
import { TrialLine } from './trial-line.tsx';
import { useConfiguration } from './use-configuration.tsx';

const LOOK_EVERY_MS = 1_000;

/** A lesson of one minute, and whether each source gave data in it. */
export function TestStep() {
  const { trials, sources } = useItTexts();
  const { configuration } = useConfiguration();
  const [answer, , take] = useAnswer(fetchTestLesson, LOOK_EVERY_MS);
  const [failure, setFailure] = useState<Failure | null>(null);
  if (answer?.kind !== 'here') return null;
  const trial = answer.data;
  const start = async () => {
    const outcome = await startTestLesson();
    setFailure(failureOf(outcome));
    if (outcome.kind === 'done') take(outcome.data);
  };
  const said = (share: number) => {
    if (share === 0) return trials.test.none;
    return share >= GOOD_SHARE ? trials.test.good : trials.test.partly;
  };
  return (
    <>
      {!configuration.isApplied && <p class="notice">{trials.test.needsApply}</p>}
      <TrialLine trial={trial} failure={failure} words={trials.test} start={start} isReady={configuration.isApplied} />
      {trial.state === 'done' && (
        <>
          <ul class="checklist">
            {trial.result.sources.map(({ source, share }) => (
              <li key={source} data-state={share === 0 ? 'fail' : share >= GOOD_SHARE ? 'ok' : 'warn'}>
                <strong>{sources.names[source]}</strong>
                <span>
                  {trials.test.covered(percent(share))} · {said(share)}
                </span>
              </li>
            ))}
          </ul>
          <p class="hint">{trials.test.length(trial.result.durationS)}</p>
        </>
      )}
    </>
  );
}
