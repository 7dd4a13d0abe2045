import type { ComponentChildren } from 'preact';
import { areaPath, type CurvePoint, linePath } from '../layout/curve.ts';
import type { Scale } from '../layout/scale.ts';
import { peakPlace } from '../layout/stage-marks.ts';

export interface CurveProps {
  /** `heads-up` or `hands`. */
  track: string;
  x: Scale;
  y: Scale;
  rem: number;
  /** The drawn points, one list for each run without a gap. */
  lines: readonly (readonly CurvePoint[])[];
  ticks: readonly { value: number; text: string }[];
  peak?: { atMs: number; value: number; text: string } | undefined;
  /** What lies behind the curve. */
  children?: ComponentChildren;
}

/** A value over time, broken where there is no data, its peak named. */
export function Curve({ track, x, y, rem, lines, ticks, peak, children }: CurveProps) {
  const [left, right] = [x(x.invert(Number.NEGATIVE_INFINITY)), x(x.invert(Number.POSITIVE_INFINITY))];
  return (
    <g class={`curve ${track}`}>
      {children}
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
  const { label, labelY } = peakPlace({ x, y }, text, right, rem);
  return (
    <g class="peak">
      <circle cx={x} cy={y} r={0.3 * rem} />
      <text x={label.x} y={labelY} text-anchor={label.anchor}>
        {text}
      </text>
    </g>
  );
}
