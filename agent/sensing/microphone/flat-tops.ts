/** A rail lower than this is no line that is driven too hard, but the steps of a coarse quantiser. */
const LEAST_RAIL = 0.05;
/** The rail is looked for in so many steps below the highest sample … */
const STEPS = 400;
/** … down to this share of it: filters and codecs overshoot a clipped wave's edges. */
const LOWEST_RAIL = 0.4;
/** Samples pile up at a rail: within this share of it there are so many times as many as above. */
const PILE_WIDTH = 0.05;
const PILE_RATIO = 3;
/**
 * A flat top is so many samples long, for a voice has 60 and more of them a second and a plug that is pulled only one; it
 * lies between these shares of the rail, since codecs make it wavy.
 */
const LEAST_TOP = 3;
const MOST_TOP = 200;
const TOP_FROM = 0.93;
const TOP_TO = 1.08;
/**
 * Flanks times length of a flat top, in rails. The round top of a tone of any frequency has 0.12 to 0.2, since its flanks
 * are the flatter the longer it takes; a wave that is cut off keeps its steep flanks.
 */
const FLATNESS = 1.2;
/** Blocks in which the wave comes nowhere near the rail are pauses. */
const BLOCK = 500;
const VOICED_FROM = 0.2;
/** Of little voice there is no share to speak of: a slammed door clips for a moment too. Samples (3 s). */
const LEAST_VOICED = 48_000;

export interface FlatTops {
  /** Samples in flat tops, of those of the blocks with voice; 0..1. */
  share: number;
  /** Where the first flat top begins and the last ends, samples; 0 when there is none. */
  firstAt: number;
  lastAt: number;
}

/**
 * How much of a wave is cut off flat at the highest or lowest value its line can carry, wherever that is: also after a
 * change of gain or of rate, and after a lossy codec, none of which leaves samples of one same value. The rail is where
 * samples pile up and hardly any lie above (cf. Laguna & Lerch, "An efficient algorithm for clipping detection and
 * declipping audio", AES 2016); then tops are counted that lie at it and are flat.
 * @param samples some seconds of one channel, 16 kHz; a limiter's rounded tops do not count
 */
export function flatTops(samples: Float32Array): FlatTops {
  // Around its mean, for a constant offset moves both rails, which need not be symmetric.
  const wave = samples.slice();
  let sum = 0;
  for (let i = 0; i < wave.length; i++) sum += wave[i]!;
  const mean = sum / wave.length;
  for (let i = 0; i < wave.length; i++) wave[i]! -= mean;
  const upper = topsOf(wave);
  for (let i = 0; i < wave.length; i++) wave[i] = -wave[i]!;
  const lower = topsOf(wave);
  return upper.share >= lower.share ? upper : lower;
}

/** The flat tops of the wave's upper half. */
function topsOf(wave: Float32Array): FlatTops {
  const found: FlatTops = { share: 0, firstAt: 0, lastAt: 0 };
  const peaks = blockPeaks(wave);
  const rail = railOf(wave, peaks);
  if (rail < LEAST_RAIL) return found;
  const floor = TOP_FROM * rail;
  let [inTops, voiced] = [0, 0];
  for (const [b, highest] of peaks.entries()) {
    if (highest > VOICED_FROM * rail) voiced += BLOCK;
    if (highest < floor) continue;
    const endOfBlock = Math.min(wave.length - 1, (b + 1) * BLOCK);
    for (let i = Math.max(1, b * BLOCK); i < endOfBlock; i++) {
      if (wave[i]! < floor || wave[i - 1]! >= floor) continue;
      const length = topLength(wave, i, rail);
      if (length === 0) continue;
      if (inTops === 0) found.firstAt = i;
      found.lastAt = i + length;
      inTops += length;
    }
  }
  return { ...found, share: inTops / Math.max(voiced, LEAST_VOICED) };
}

/** Samples of the top that begins at `from`, where the wave has just come up to the rail; 0 when it is no flat one. */
function topLength(wave: Float32Array, from: number, rail: number): number {
  let end = from;
  while (end < wave.length && wave[end]! >= TOP_FROM * rail) {
    if (wave[end]! > TOP_TO * rail) return 0;
    end++;
  }
  const length = end - from;
  if (end === wave.length || length < LEAST_TOP || length > MOST_TOP) return 0;
  const rise = wave[from]! - wave[from - 1]!;
  const fall = wave[end - 1]! - wave[end]!;
  return ((rise + fall) / 2) * length < FLATNESS * rail ? 0 : length;
}

/** The highest value of each block; 0 where all are below. */
function blockPeaks(wave: Float32Array): Float32Array {
  const peaks = new Float32Array(Math.ceil(wave.length / BLOCK));
  for (let b = 0, i = 0; b < peaks.length; b++) {
    let highest = 0;
    for (const end = Math.min(wave.length, i + BLOCK); i < end; i++) if (wave[i]! > highest) highest = wave[i]!;
    peaks[b] = highest;
  }
  return peaks;
}

/** The value at which most samples pile up, with hardly any above; 0 of a wave that is too quiet. */
function railOf(wave: Float32Array, peaks: Float32Array): number {
  const peak = peaks.reduce((highest, one) => Math.max(highest, one), 0);
  if (peak < LEAST_RAIL) return 0;
  const counts = new Float64Array(STEPS + 2);
  for (const [b, highest] of peaks.entries()) {
    if (highest < LOWEST_RAIL * peak) continue;
    for (let i = b * BLOCK, end = Math.min(wave.length, i + BLOCK); i < end; i++) {
      if (wave[i]! > 0) counts[Math.floor((wave[i]! / peak) * STEPS)]!++;
    }
  }
  /** Samples at or above each step. */
  const above = counts;
  for (let step = STEPS; step >= 0; step--) above[step]! += above[step + 1]!;
  let [rail, most] = [0, 0];
  for (let step = LOWEST_RAIL * STEPS; step <= STEPS; step++) {
    const over = above[Math.min(STEPS + 1, Math.ceil((1 + PILE_WIDTH) * step))]!;
    const pile = above[Math.floor((1 - PILE_WIDTH) * step)]! - over;
    if (pile < PILE_RATIO * over || pile <= most) continue;
    most = pile;
    rail = ((step + 0.5) / STEPS) * peak;
  }
  return rail;
}
