import type { LessonNorm } from './lesson-norm.ts';
import { FRAME_MS, MEL_BANDS, type SoundFrames, SPECTRA } from './sound-frames.ts';

/** Frames in a step, the grain in which the talk nets think. */
export const STEP_FRAMES = 2;
export const STEP_MS = STEP_FRAMES * FRAME_MS;
/** Values in a frame's row; a step's row is its frames'. */
export const PER_FRAME = SPECTRA * MEL_BANDS + 5;
/** Values in a step's row. */
export const ROW_WIDTH = STEP_FRAMES * PER_FRAME;
/** A value this many deviations off says no more than one less far off. */
const FARTHEST = 4;

/** Steps that hold the frames; the last may be part-filled. */
export const stepsIn = (frames: SoundFrames): number => Math.ceil(frames.length / STEP_FRAMES);

/**
 * The talk nets' input for the steps [from, to): of each frame its spectra, voice, levels over the lesson's voices and
 * over its quiet, harmonicity and pitch, all in the lesson's own terms. What lies outside the lesson is zero.
 * @param into where they are put, if it is long enough; so that a lesson's rows are not memory to be collected
 * @returns (to − from) × ROW_WIDTH
 */
export function talkRows(
  frames: SoundFrames,
  norm: LessonNorm,
  from: number,
  to: number,
  into: Float32Array = new Float32Array(0),
): Float32Array {
  const size = (to - from) * ROW_WIDTH;
  const rows = into.length >= size ? into.subarray(0, size).fill(0) : new Float32Array(size);
  const { voice, levelDbfs, harmonicity, pitch, mel } = frames;
  const first = Math.max(0, from) * STEP_FRAMES;
  const last = Math.min(frames.length, to * STEP_FRAMES);
  for (let i = first; i < last; i++) {
    let at = (i - from * STEP_FRAMES) * PER_FRAME;
    for (let spectrum = 0; spectrum < SPECTRA; spectrum++) {
      const melAt = (i * SPECTRA + spectrum) * MEL_BANDS;
      for (let band = 0; band < MEL_BANDS; band++) {
        rows[at++] = bounded((mel[melAt + band]! - norm.melMean[band]!) / norm.melDeviation[band]!);
      }
    }
    rows[at++] = voice[i]! * 2 - 1;
    rows[at++] = bounded((levelDbfs[i]! - norm.voicedDbfs) / 10);
    rows[at++] = bounded((levelDbfs[i]! - norm.quietDbfs) / 15);
    rows[at++] = harmonicity[i]! * 2 - 1;
    rows[at] = bounded((pitch[i]! - norm.pitch) * 2) * harmonicity[i]!;
  }
  return rows;
}

const bounded = (value: number): number => Math.max(-FARTHEST, Math.min(FARTHEST, value));
