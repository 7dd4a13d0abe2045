import { HIGH_CO2_PPM } from '../../../indicators/environment.ts';
import type { AirCurve } from '../layout/air-curve.ts';
import { lineValueAt } from '../layout/curve.ts';
import { textEms } from '../layout/label.ts';
import { linearScale } from '../layout/scale.ts';
import { stageRows } from '../layout/stage-rows.ts';
import { type Cursor, useCursorMs } from '../report/cursor.ts';
import { useTexts } from '../words/language.tsx';
import { Curve } from './curve.tsx';
import { missingPaint } from './patterns.tsx';
import { TimeAxis } from './time-axis.tsx';
import { useBox } from './use-box.ts';

/** Heights in rem. */
const TOP = 0.6;
const CURVE = 6;
const AXIS = 2;
const NAME_SIZE = 0.75;

interface AirPlotProps {
  curve: AirCurve;
  durationMs: number;
  cursor: Cursor;
}

/** CO2 over the lesson, on the time axis of the stage above, with the line of 1500 ppm; touching it moves the cursor. */
export function AirPlot({ curve, durationMs, cursor }: AirPlotProps) {
  const texts = useTexts();
  const atMs = useCursorMs(cursor);
  const { ref, box } = useBox<HTMLDivElement>();
  if (!box) return <div ref={ref} class="plot air-plot" />;
  const { rem, width } = box;
  const rows = stageRows(width, rem, { activities: false, bookmarks: false });
  const [top, bottom] = [TOP * rem, (TOP + CURVE) * rem];
  const x = linearScale(0, durationMs, rows.left, rows.right);
  const y = linearScale(0, curve.top, bottom, top);
  const value = atMs === null ? undefined : lineValueAt(curve.lines, atMs);

  const point = (event: PointerEvent) => {
    const { left } = (event.currentTarget as HTMLElement).getBoundingClientRect();
    cursor.moveTo(x.invert(event.clientX - left));
  };
  const press = (event: PointerEvent) => {
    (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
    point(event);
  };
  return (
    <div ref={ref} class="plot air-plot">
      <svg width={width} height={bottom + AXIS * rem} aria-hidden="true">
        <text class="track-name" x={0} y={(top + bottom) / 2} dominant-baseline="central">
          {texts.air.co2}
        </text>
        <Curve
          track="air"
          x={x}
          y={y}
          rem={rem}
          lines={curve.lines}
          ticks={curve.ticks.map((tick) => ({ value: tick, text: String(tick) }))}
        >
          {curve.missing.map(({ startMs, endMs }) => (
            <g key={startMs} class="missing-stretch">
              <rect
                class="missing"
                x={x(startMs)}
                y={top}
                width={x(endMs) - x(startMs)}
                height={bottom - top}
                fill={missingPaint}
              />
              {(textEms(texts.air.missing) + 1) * NAME_SIZE * rem <= x(endMs) - x(startMs) && (
                <text
                  class="missing-reason"
                  x={x((startMs + endMs) / 2)}
                  y={(top + bottom) / 2}
                  dominant-baseline="central"
                  text-anchor="middle"
                >
                  {texts.air.missing}
                </text>
              )}
            </g>
          ))}
        </Curve>
        <g class="air-line">
          <line x1={rows.left} x2={rows.right} y1={y(HIGH_CO2_PPM)} y2={y(HIGH_CO2_PPM)} />
          <text x={rows.left + 0.3 * rem} y={y(HIGH_CO2_PPM) - 0.45 * rem}>
            {HIGH_CO2_PPM} ppm
          </text>
        </g>
        <TimeAxis x={x} y={bottom} rem={rem} durationMs={durationMs} unit={texts.minutesOfLesson} plate={undefined} />
        {atMs !== null && (
          <g class="cursor">
            <line x1={x(atMs)} x2={x(atMs)} y1={top} y2={bottom + 0.3 * rem} />
            {value !== undefined && <circle cx={x(atMs)} cy={y(value)} r={0.3 * rem} />}
          </g>
        )}
      </svg>
      <div
        class="stage-touch"
        onPointerDown={press}
        onPointerMove={(event) => event.buttons === 1 && point(event)}
        aria-hidden="true"
      />
    </div>
  );
}
