import { textEms } from '../layout/label.ts';
import { minuteTicks, type Scale } from '../layout/scale.ts';
import { isUnderPlate, type TimePlate } from '../layout/time-plate.ts';

interface TimeAxisProps {
  x: Scale;
  y: number;
  rem: number;
  durationMs: number;
  /** The word for minutes, said once, at the first tick. */
  unit: string;
  plate: TimePlate | undefined;
}

const TEXT_SIZE = 0.8;
/** Space a name needs from the plate. */
const CLEAR = 0.3;

/** Minutes of the lesson, at most five of them named; a name the cursor's plate would cover is left out. */
export function TimeAxis({ x, y, rem, durationMs, unit, plate }: TimeAxisProps) {
  return (
    <g class="time-axis">
      <line class="axis" x1={x(0)} x2={x(durationMs)} y1={y} y2={y} />
      {minuteTicks(durationMs / 60_000).map((minute) => {
        const at = x(minute * 60_000);
        const text = minute === 0 ? `0 ${unit}` : String(minute);
        const width = textEms(text) * TEXT_SIZE * rem;
        const left = minute === 0 ? at : at - width / 2;
        return (
          <g key={minute}>
            <line class="axis" x1={at} x2={at} y1={y} y2={y + 0.35 * rem} />
            {!(plate && isUnderPlate(plate, left - CLEAR * rem, left + width + CLEAR * rem)) && (
              <text
                class="tick"
                x={at}
                y={y + 1.1 * rem}
                dominant-baseline="central"
                text-anchor={minute === 0 ? 'start' : 'middle'}
              >
                {text}
              </text>
            )}
          </g>
        );
      })}
    </g>
  );
}
