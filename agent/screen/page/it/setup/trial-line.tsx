import type { Trial } from '../../../setup/controls/checks.ts';
import { dateText, timeText } from '../../words/format.ts';
import { type Failure, Trouble } from '../trouble.tsx';
import { useItTexts } from '../words/use-it-texts.ts';

interface TrialLineProps {
  trial: Trial<unknown>;
  failure: Failure | null;
  words: { start: string; again: string; notYet: string };
  start(): void;
  isReady?: boolean;
}

/** The button that tries something, and how that stands. */
export function TrialLine({ trial, failure, words, start, isReady = true }: TrialLineProps) {
  const { trials } = useItTexts();
  const isRunning = trial.state === 'running';
  const said = () => {
    if (trial.state === 'never') return words.notYet;
    if (trial.state === 'running') return trials.running(trial.leftS);
    return trials.lastTried(`${dateText(trial.atMs)} ${timeText(trial.atMs)}`);
  };
  return (
    <>
      <div class="preview-line">
        <button type="button" class="it-button main" disabled={isRunning || !isReady} onClick={start}>
          {trial.state === 'never' ? words.start : words.again}
        </button>
        <span class="hint" role="status">
          {said()}
        </span>
      </div>
      <Trouble failure={failure ?? (trial.state === 'failed' ? trial : null)} />
    </>
  );
}
