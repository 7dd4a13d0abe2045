import { MEL_BANDS, type SoundFrames } from './sound-frames.ts';

/** What is usual in this lesson: rooms, microphones and voices differ too much for absolute numbers. */
export interface LessonNorm {
  /** Level that one voiced frame in five exceeds, dBFS. */
  loudDbfs: number;
  /** Level that nine frames in ten exceed, dBFS. */
  quietDbfs: number;
  /** Median pitch of clear voices, octaves over 75 Hz. */
  pitch: number;
  /** Mean and standard deviation of the voiced frames' colour, MEL_BANDS each. */
  colourMean: Float32Array;
  colourDeviation: Float32Array;
}

/** From this probability on a frame counts as voiced, from this harmonicity on as a clear voice. */
export const VOICED = 0.5;
export const CLEAR = 0.5;

export function lessonNorm(frames: SoundFrames): LessonNorm {
  const voiced = Array.from(frames.voice.keys()).filter((i) => frames.voice[i]! > VOICED);
  const clear = voiced.filter((i) => frames.harmonicity[i]! > CLEAR);
  const colourMean = new Float32Array(MEL_BANDS);
  const colourDeviation = new Float32Array(MEL_BANDS);
  for (const i of voiced) {
    for (let band = 0; band < MEL_BANDS; band++) colourMean[band]! += frames.colour[i]![band]! / voiced.length;
  }
  for (const i of voiced) {
    for (let band = 0; band < MEL_BANDS; band++) {
      colourDeviation[band]! += (frames.colour[i]![band]! - colourMean[band]!) ** 2 / voiced.length;
    }
  }
  for (let band = 0; band < MEL_BANDS; band++) colourDeviation[band] = Math.sqrt(colourDeviation[band]! + 1e-6);
  return {
    loudDbfs: atShare(
      voiced.map((i) => frames.levelDbfs[i]!),
      0.8,
    ),
    quietDbfs: atShare(frames.levelDbfs, 0.1),
    pitch: atShare(
      clear.map((i) => frames.pitch[i]!),
      0.5,
    ),
    colourMean,
    colourDeviation,
  };
}

function atShare(values: readonly number[], share: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
}
