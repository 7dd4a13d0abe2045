import { HIGH_CO2_PPM } from '../../../indicators/environment.ts';
import type { EnvironmentMinute } from '../../../indicators/indicator.ts';
import { uncovered } from '../../../indicators/spans.ts';
import type { Span } from '../../../lesson/timeline.ts';
import type { CurvePoint } from './curve.ts';

/** The CO2 of a lesson as it is drawn. */
export interface AirCurve {
  /** One list of points for each run without a gap. */
  lines: CurvePoint[][];
  missing: Span[];
  /** The value at the upper edge, ppm. */
  top: number;
  /** At most four, without that of the line of 1500 ppm. */
  ticks: number[];
}

/** Also fresh air is drawn against the line. */
const LEAST_TOP = 2000;

/** null where no CO2 was measured. */
export function airCurve(environment: readonly EnvironmentMinute[], durationMs: number): AirCurve | null {
  const measured = environment.flatMap(({ startMs, endMs, co2Ppm }) =>
    co2Ppm === undefined ? [] : [{ startMs, endMs, value: co2Ppm }],
  );
  if (measured.length === 0) return null;
  const lines: CurvePoint[][] = [];
  let endsMs = Number.NEGATIVE_INFINITY;
  for (const { startMs, endMs, value } of measured) {
    const middle = { atMs: (startMs + endMs) / 2, value };
    // A line begins and ends where its first and last minute do, so that no gap looks wider than it is.
    if (startMs !== endsMs) lines.push([{ atMs: startMs, value }, middle, { atMs: endMs, value }]);
    else lines.at(-1)!.splice(-1, 1, middle, { atMs: endMs, value });
    endsMs = endMs;
  }
  const highest = Math.max(...measured.map(({ value }) => value));
  const top = Math.max(LEAST_TOP, Math.ceil(highest / 500) * 500);
  const step = [500, 1000, 2000, 5000, 10_000].find((each) => top / each <= 4) ?? 50_000;
  const ticks = Array.from({ length: Math.floor(top / step) }, (_, index) => (index + 1) * step);
  return { lines, missing: uncovered(measured, durationMs), top, ticks: ticks.filter((tick) => tick !== HIGH_CO2_PPM) };
}
