import { LEVEL_FLOOR_DBFS, MEL_BANDS, MEL_STEP_DB, type SoundFrames, SPECTRA } from './sound-frames.ts';

/** What is usual in this lesson: rooms, microphones and voices differ too much for absolute numbers. */
export interface LessonNorm {
  /** Mean level of voiced frames, dBFS. */
  voicedDbfs: number;
  /** Level that nine frames in ten exceed, dBFS. */
  quietDbfs: number;
  /** Mean pitch of clear voices, octaves over 70 Hz. */
  pitch: number;
  /** Mean and standard deviation of the voiced frames' bands, MEL_BANDS each, in steps of MEL_STEP_DB. */
  melMean: Float32Array;
  melDeviation: Float32Array;
}

/** Every frame counts a little, so that there is a mean where nobody speaks. */
const LEAST_WEIGHT = 1e-3;
/** A band that hardly changes (beyond a telephone's, say) is not blown up. */
const LEAST_DEVIATION = 4 / MEL_STEP_DB;

export function lessonNorm(frames: SoundFrames): LessonNorm {
  const { voice, harmonicity, levelDbfs, pitch, mel, length } = frames;
  const sum = new Float64Array(MEL_BANDS);
  const squares = new Float64Array(MEL_BANDS);
  let weights = 0;
  let level = 0;
  let clearWeights = 1e-9;
  let clearPitch = 0;
  for (let i = 0; i < length; i++) {
    const weight = voice[i]! ** 2 + LEAST_WEIGHT;
    weights += weight;
    level += weight * levelDbfs[i]!;
    const clear = weight * harmonicity[i]! ** 4;
    clearWeights += clear;
    clearPitch += clear * pitch[i]!;
    for (let spectrum = 0; spectrum < SPECTRA; spectrum++) {
      const at = (i * SPECTRA + spectrum) * MEL_BANDS;
      for (let band = 0; band < MEL_BANDS; band++) {
        const value = mel[at + band]!;
        sum[band]! += weight * value;
        squares[band]! += weight * value * value;
      }
    }
  }
  const melMean = Float32Array.from(sum, (total) => total / (weights * SPECTRA));
  return {
    voicedDbfs: level / weights,
    quietDbfs: quietest(levelDbfs),
    pitch: clearPitch / clearWeights,
    melMean,
    melDeviation: Float32Array.from(squares, (total, band) =>
      Math.max(LEAST_DEVIATION, Math.sqrt(Math.max(0, total / (weights * SPECTRA) - melMean[band]! ** 2))),
    ),
  };
}

/** The level that nine frames in ten exceed. */
function quietest(levelDbfs: readonly number[]): number {
  const sorted = Float64Array.from(levelDbfs).sort();
  return sorted[Math.floor(0.1 * (sorted.length - 1))] ?? LEVEL_FLOOR_DBFS;
}
