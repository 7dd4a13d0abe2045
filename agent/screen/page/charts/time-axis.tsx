import { minuteTicks, type Scale } from '../layout/scale.ts';

interface TimeAxisProps {
  x: Scale;
  y: number;
  rem: number;
  durationMs: number;
  /** The word for minutes, said once, at the first tick. */
  unit: string;
}

/** Minutes of the lesson, at most five of them named. */
export function TimeAxis({ x, y, rem, durationMs, unit }: TimeAxisProps) {
  return (
    <g class="time-axis">
      <line class="axis" x1={x(0)} x2={x(durationMs)} y1={y} y2={y} />
      {minuteTicks(durationMs / 60_000).map((minute) => (
        <g key={minute}>
          <line class="axis" x1={x(minute * 60_000)} x2={x(minute * 60_000)} y1={y} y2={y + 0.35 * rem} />
          <text
            class="tick"
            x={x(minute * 60_000)}
            y={y + 1.1 * rem}
            dominant-baseline="central"
            text-anchor={minute === 0 ? 'start' : 'middle'}
          >
            {minute === 0 ? `0 ${unit}` : minute}
          </text>
        </g>
      ))}
    </g>
  );
}
