import type { Span } from '../../../lesson/timeline.ts';
import { areaPath, type CurvePoint, linePath } from '../layout/curve.ts';
import { labelBeside, textEms } from '../layout/label.ts';
import type { Scale } from '../layout/scale.ts';
import type { Row } from '../layout/stage-rows.ts';
import { Missing } from './ribbon.tsx';

export interface CurveProps {
  /** `heads-up` or `hands`. */
  track: string;
  row: Row;
  x: Scale;
  y: Scale;
  rem: number;
  /** The drawn points, one list for each run without a gap. */
  lines: readonly (readonly CurvePoint[])[];
  missing: readonly Span[];
  ticks: readonly { value: number; text: string }[];
  peak?: { atMs: number; value: number; text: string } | undefined;
}

const PEAK_LABEL_SIZE = 0.9;

/** A value over time, broken where there is no data, its peak named. */
export function Curve({ track, row, x, y, rem, lines, missing, ticks, peak }: CurveProps) {
  const [left, right] = [x(x.invert(Number.NEGATIVE_INFINITY)), x(x.invert(Number.POSITIVE_INFINITY))];
  return (
    <g class={`curve ${track}`}>
      <Missing spans={missing} row={row} x={x} />
      {ticks.map(({ value, text }) => (
        <g key={value}>
          <line class="grid" x1={left} x2={right} y1={y(value)} y2={y(value)} />
          <text class="tick" x={right + 0.4 * rem} y={y(value)} dominant-baseline="central">
            {text}
          </text>
        </g>
      ))}
      {lines.map((points) => (
        <g key={points[0]?.atMs}>
          <path class="area" d={areaPath(points, x, y)} />
          <path class="line" d={linePath(points, x, y)} />
        </g>
      ))}
      {peak && <Peak x={x(peak.atMs)} y={y(peak.value)} right={right} rem={rem} text={peak.text} />}
    </g>
  );
}

function Peak({ x, y, right, rem, text }: { x: number; y: number; right: number; rem: number; text: string }) {
  const label = labelBeside(x, textEms(text) * PEAK_LABEL_SIZE * rem, right, 0.5 * rem);
  return (
    <g class="peak">
      <circle cx={x} cy={y} r={0.3 * rem} />
      <text x={label.x} y={y - 0.65 * rem} text-anchor={label.anchor}>
        {text}
      </text>
    </g>
  );
}
