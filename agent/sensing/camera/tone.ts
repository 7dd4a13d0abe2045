import { median } from './median.ts';

/** How the brightness of a whole picture changed: luma → gain · luma + offset. */
export interface Tone {
  gain: number;
  offset: number;
}

/** One cell in so many is enough to tell; prime, so that the sample is spread over the rows of any grid. */
const STRIDE = 11;
/** Cells enough for a fit; fewer say nothing of the whole picture. */
const LEAST_CELLS = 64;
/** The fit must speak for at least this share of the cells. */
const LEAST_INLIERS = 0.5;
/** A cell belongs to the fit when it is off by at most so many times the median, or so much luma. */
const INLIER_FACTOR = 4;
const INLIER_LUMA = 2;
/** Exposure and lamps change brightness within these bounds; what is beyond is another picture. */
const GAIN = { least: 0.2, most: 5 };

/**
 * How the brightness of the whole picture changed between two views of it, whatever moved in them.
 * @param deadband change of brightness (luma) up to which there is nothing to tell
 * @returns null when brightness is as before, or when the views differ by more than brightness
 */
export function fitTone(before: Float32Array, now: Float32Array, deadband: number): Tone | null {
  const known: number[] = [];
  for (let i = 0; i < before.length; i += STRIDE) {
    // Where a lens or a lamp saturates, the picture no longer tells how bright it is.
    if (Number.isFinite(before[i]) && now[i]! > 1 && now[i]! < 254) known.push(i);
  }
  if (known.length < LEAST_CELLS) return null;
  const x = Float32Array.from(known, (i) => before[i]!);
  const y = Float32Array.from(known, (i) => now[i]!);
  let tone = throughHalves(x, y);
  // Twice: the first fit tells what moved, the second is made without it.
  for (let round = 0; round < 2; round++) {
    const off = x.map((value, i) => Math.abs(y[i]! - tone.gain * value - tone.offset));
    const limit = Math.max(INLIER_LUMA, INLIER_FACTOR * median(off));
    const refined = leastSquares(x, y, (i) => off[i]! <= limit);
    if (!refined || refined.count < LEAST_INLIERS * x.length) return null;
    tone = refined.tone;
  }
  if (tone.gain < GAIN.least || tone.gain > GAIN.most) return null;
  const [low, high] = [quantile(x, 0.05), quantile(x, 0.95)];
  const moved = Math.max(Math.abs(toned(tone, low) - low), Math.abs(toned(tone, high) - high));
  return moved > deadband ? tone : null;
}

/** What a luma becomes; brightness beyond the ends of the scale is lost. */
export function toned({ gain, offset }: Tone, luma: number): number {
  return Number.isFinite(luma) ? Math.min(255, Math.max(0, gain * luma + offset)) : luma;
}

/** A first line through the dark and the bright half of the cells, by medians: what moves in a part does not bend it. */
function throughHalves(x: Float32Array, y: Float32Array): Tone {
  const middle = median(x);
  const half = (is: (value: number) => boolean) => {
    const at = [...x.keys()].filter((i) => is(x[i]!));
    return {
      luma: median(Float32Array.from(at, (i) => x[i]!)),
      change: median(Float32Array.from(at, (i) => y[i]! - x[i]!)),
    };
  };
  const [dark, bright] = [half((value) => value <= middle), half((value) => value > middle)];
  if (!(bright.luma - dark.luma > 1)) return { gain: 1, offset: dark.change };
  const slope = (bright.change - dark.change) / (bright.luma - dark.luma);
  return { gain: 1 + slope, offset: dark.change - slope * dark.luma };
}

function leastSquares(
  x: Float32Array,
  y: Float32Array,
  is: (i: number) => boolean,
): { tone: Tone; count: number } | null {
  let [count, sumX, sumY, sumXX, sumXY] = [0, 0, 0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    if (!is(i)) continue;
    count++;
    sumX += x[i]!;
    sumY += y[i]!;
    sumXX += x[i]! * x[i]!;
    sumXY += x[i]! * y[i]!;
  }
  if (count === 0) return null;
  const spread = sumXX - (sumX * sumX) / count;
  // A picture of one brightness tells an offset, but no gain.
  const gain = spread > count ? (sumXY - (sumX * sumY) / count) / spread : 1;
  return { tone: { gain, offset: (sumY - gain * sumX) / count }, count };
}

function quantile(values: Float32Array, share: number): number {
  const sorted = values.slice().sort();
  return sorted[Math.floor(share * (sorted.length - 1))]!;
}
