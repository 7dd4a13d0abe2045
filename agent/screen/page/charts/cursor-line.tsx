import { lineValueAt } from '../layout/curve.ts';
import { textEms } from '../layout/label.ts';
import type { Tracks } from '../report/tracks.ts';
import { clockText } from '../words/format.ts';
import type { StageScales } from './time-stage.tsx';

interface CursorLineProps {
  tracks: Tracks;
  scales: StageScales;
  rem: number;
  atMs: number;
}

const TIME_HEIGHT = 1.5;

/** The shared moment: a line over all tracks, a dot on each curve, the time on the axis. */
export function CursorLine({ tracks, scales, rem, atMs }: CursorLineProps) {
  const { rows, x, yHeadsUp, yHands } = scales;
  const at = x(atMs);
  const time = clockText(atMs);
  const width = (textEms(time) + 1) * 0.9 * rem;
  // Kept inside the axis, so that the time never runs over the names or the edge.
  const left = Math.min(Math.max(at - width / 2, rows.left), rows.right - width);
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
      <rect x={left} y={rows.axisY + 0.3 * rem} width={width} height={TIME_HEIGHT * rem} rx={0.3 * rem} />
      <text
        x={left + width / 2}
        y={rows.axisY + (0.3 + TIME_HEIGHT / 2) * rem}
        dominant-baseline="central"
        text-anchor="middle"
      >
        {time}
      </text>
    </g>
  );
}
