import { SAMPLE_VALIDITY_MS, type Span } from '../../../lesson/timeline.ts';
import type { Scale } from './scale.ts';

export interface CurvePoint {
  atMs: number;
  value: number;
}

/** A stretch of samples close enough to each other to be joined by a line. */
export interface Run extends Span {
  points: CurvePoint[];
}

/** More bins than this cannot be told apart on a classroom screen. */
const MAX_BINS = 270;

/**
 * Cuts samples (in order of time, null = could not be measured) into runs without a gap of more than 10 s.
 * @param samples one may speak for less, until `untilMs`
 */
export function runsOf(
  samples: readonly { atMs: number; value: number | null; untilMs?: number | undefined }[],
  durationMs: number,
): Run[] {
  const runs: Run[] = [];
  let run: Run | undefined;
  for (const { atMs, value, untilMs = durationMs } of samples) {
    if (value === null) {
      if (run) run.endMs = Math.min(run.endMs, atMs);
      run = undefined;
      continue;
    }
    if (!run || atMs > run.endMs) {
      run = { startMs: atMs, endMs: atMs, points: [] };
      runs.push(run);
    }
    run.points.push({ atMs, value });
    run.endMs = Math.min(atMs + SAMPLE_VALIDITY_MS, untilMs, durationMs);
  }
  return runs;
}

/** Length of the bins a lesson's curve is drawn in: nothing is lost in a short lesson. */
export function binMsFor(durationMs: number): number {
  return Math.ceil(durationMs / MAX_BINS / 1000) * 1000;
}

/**
 * One point for each bin of time that holds samples, at the mean time of its samples: `mean` for shares, `max` for
 * counts whose peaks must not be flattened.
 */
export function binned(points: readonly CurvePoint[], binMs: number, how: 'mean' | 'max'): CurvePoint[] {
  const bins = new Map<number, CurvePoint[]>();
  for (const point of points) {
    const bin = Math.floor(point.atMs / binMs);
    const inBin = bins.get(bin);
    if (inBin) inBin.push(point);
    else bins.set(bin, [point]);
  }
  return [...bins.values()].map((inBin) => {
    if (how === 'max') return inBin.reduce((best, point) => (point.value > best.value ? point : best));
    return { atMs: mean(inBin.map((point) => point.atMs)), value: mean(inBin.map((point) => point.value)) };
  });
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** SVG path of a line through the points; one point alone becomes a dot's worth of line. */
export function linePath(points: readonly CurvePoint[], x: Scale, y: Scale): string {
  const [first] = points;
  if (!first) return '';
  const path = points.map(({ atMs, value }, index) => `${index ? 'L' : 'M'}${px(x(atMs))} ${px(y(value))}`).join('');
  return points.length === 1 ? `${path}h0.01` : path;
}

/** SVG path of the area between the line and the value 0. */
export function areaPath(points: readonly CurvePoint[], x: Scale, y: Scale): string {
  const [first] = points;
  const last = points.at(-1);
  if (!first || !last || points.length === 1) return '';
  return `${linePath(points, x, y)}L${px(x(last.atMs))} ${px(y(0))}L${px(x(first.atMs))} ${px(y(0))}Z`;
}

/** Height of the drawn line at a moment, or undefined where no line is drawn. */
export function lineValueAt(lines: readonly (readonly CurvePoint[])[], atMs: number): number | undefined {
  for (const points of lines) {
    const after = points.find((point) => point.atMs >= atMs);
    const before = points.findLast((point) => point.atMs <= atMs);
    if (!before || !after) continue;
    const part = after.atMs > before.atMs ? (atMs - before.atMs) / (after.atMs - before.atMs) : 0;
    return before.value + (after.value - before.value) * part;
  }
  return undefined;
}

/** The sample that speaks for a moment, if any does. */
export function sampleAt<T extends { atMs: number }>(samples: readonly T[], atMs: number): T | undefined {
  const sample = samples.findLast((candidate) => candidate.atMs <= atMs);
  return sample && atMs - sample.atMs < SAMPLE_VALIDITY_MS ? sample : undefined;
}

/** A tenth of a pixel is finer than anybody sees and keeps paths short. */
function px(position: number): number {
  return Math.round(position * 10) / 10;
}
