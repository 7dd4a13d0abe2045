import { lineValueAt } from '../layout/curve.ts';
import type { TimePlate } from '../layout/time-plate.ts';
import type { Tracks } from '../report/tracks.ts';
import type { StageScales } from './stage-scales.ts';

interface CursorLineProps {
  tracks: Tracks;
  scales: StageScales;
  rem: number;
  atMs: number;
  plate: TimePlate;
}

const TIME_HEIGHT = 1.5;

/** The shared moment: a line over all tracks, a dot on each curve, the time on the axis. */
export function CursorLine({ tracks, scales, rem, atMs, plate }: CursorLineProps) {
  const { rows, x, yHeadsUp, yHands } = scales;
  const at = x(atMs);
  const dots = [
    { y: yHeadsUp, value: lineValueAt(tracks.headsUp.lines, atMs) },
    { y: yHands, value: lineValueAt(tracks.hands.lines, atMs) },
  ];
  return (
    <g class="cursor">
      <line x1={at} x2={at} y1={0} y2={rows.axisY + 0.3 * rem} />
      {dots.map(({ y, value }, index) =>
        value === undefined ? null : <circle key={index} cx={at} cy={y(value)} r={0.3 * rem} />,
      )}
      <rect x={plate.left} y={rows.axisY + 0.3 * rem} width={plate.width} height={TIME_HEIGHT * rem} rx={0.3 * rem} />
      <text
        x={plate.left + plate.width / 2}
        y={rows.axisY + (0.3 + TIME_HEIGHT / 2) * rem}
        dominant-baseline="central"
        text-anchor="middle"
      >
        {plate.text}
      </text>
    </g>
  );
}
