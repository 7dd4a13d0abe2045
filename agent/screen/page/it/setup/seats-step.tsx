import { useContext, useState } from 'preact/hooks';
import type { SeatsFound } from '../../../setup/controls/checks.ts';
import { LanguageContext } from '../../words/language.tsx';
import { fetchSeats, startSeats } from '../it-api.ts';
import { type Failure, failureOf } from '../trouble.tsx';
import { useAnswer } from '../use-answer.ts';
import { useItTexts } from '../words/use-it-texts.ts';
import { TrialLine } from './trial-line.tsx';
import { useConfiguration } from './use-configuration.tsx';

const LOOK_EVERY_MS = 1_000;

/** The seats that the student camera sees, how large heads are there, and what that means. */
export function SeatsStep() {
  const { trials } = useItTexts();
  const { language } = useContext(LanguageContext);
  const { configuration } = useConfiguration();
  const [answer, , take] = useAnswer(fetchSeats, LOOK_EVERY_MS);
  const [failure, setFailure] = useState<Failure | null>(null);
  if (!configuration.settings.sources?.studentCamera) return <p class="notice">{trials.seats.noCamera}</p>;
  if (answer?.kind !== 'here') return null;
  const trial = answer.data;
  const start = async () => {
    const outcome = await startSeats();
    setFailure(failureOf(outcome));
    if (outcome.kind === 'done') take(outcome.data);
  };
  return (
    <>
      <TrialLine trial={trial} failure={failure} words={trials.seats} start={start} />
      {trial.state === 'done' && (
        <>
          <p class="seat-sentence">{trial.result[language]}</p>
          {trial.result.seats.length > 0 && <SeatPicture found={trial.result} />}
        </>
      )}
    </>
  );
}

/** Where the heads are in the camera's picture, each as large as it is seen. The picture itself is not kept. */
function SeatPicture({ found: { width, height, seats } }: { found: SeatsFound }) {
  const { trials } = useItTexts();
  const hasSmall = seats.some(({ measurable }) => !measurable);
  return (
    <figure class="seat-picture">
      <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={trials.seats.map}>
        <rect class="seat-frame" width={width} height={height} />
        {seats.map(({ x, y, headPx, measurable }) => (
          <g key={`${x} ${y}`} class="seat" data-small={!measurable}>
            <ellipse cx={x} cy={y} rx={headPx * 0.38} ry={headPx / 2} />
            <text x={x} y={y - headPx * 0.62} text-anchor="middle" font-size={width / 55}>
              {Math.round(headPx)}
            </text>
          </g>
        ))}
      </svg>
      <figcaption class="it-hint">
        {trials.seats.count(seats.length)} · {trials.seats.map}
        {hasSmall && ` · ◌ ${trials.seats.small}`}
      </figcaption>
    </figure>
  );
}
