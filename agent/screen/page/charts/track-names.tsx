import { AboutButton } from '../about/about-button.tsx';
import type { Row } from '../layout/stage-rows.ts';
import type { StageScales } from './stage-scales.ts';

/** As wide as a finger, up to where the tracks begin; pixels. */
const FINGER_PX = 48;

/** Beside the names of the tracks: what they mean. Where the teacher was is told by the plan. */
export function TrackNames({ scales: { rows } }: { scales: StageScales }) {
  const tracks: [id: string, row: Row][] = [
    ['activity.segments', rows.activities],
    ['talk.curve', rows.talk],
    ['students.headup.share', rows.headsUp],
    ['students.hands.peak', rows.hands],
  ];
  return (
    <>
      {tracks
        .filter(([, row]) => row.height > 0)
        .map(([id, row]) => (
          <span
            key={id}
            class="track-about"
            style={{ left: `${rows.left - FINGER_PX}px`, top: `${row.y + row.height / 2}px` }}
          >
            <AboutButton id={id} />
          </span>
        ))}
    </>
  );
}
