import { type TalkSegment, talkClasses } from '../../lesson/observation.ts';
import { FRAME_MS, LEVEL_FLOOR_DBFS } from './sound-frames.ts';
import { STEP_FRAMES } from './talk-features.ts';

/**
 * Talk whose class was on average less likely than this is told as uncertain. Of voices not trained on, 1 % of the talk
 * is, and little more than half of that is right; above it, more than nine in ten.
 */
const SURE = 0.7;

/** What segments are made of; all but `path` and `classes` a value a frame. */
export interface FrameColumns {
  /** Index into `talkClasses` of each frame. */
  path: Uint8Array;
  /** steps × 4 probabilities. */
  classes: Float32Array;
  levelDbfs: readonly number[];
  /** Syllables that have their nucleus in the frame. */
  syllables: Uint8Array;
}

/** Runs of one class as segments; they fill [startMs, startMs + frames × 32 ms). */
export function toSegments({ path, classes, levelDbfs, syllables }: FrameColumns, startMs: number): TalkSegment[] {
  const segments: TalkSegment[] = [];
  for (let from = 0; from < path.length; ) {
    let to = from + 1;
    while (to < path.length && path[to] === path[from]) to++;
    const talk = talkClasses[path[from]!]!;
    const oneSpeaks = talk === 'teacher' || talk === 'student';
    segments.push({
      startMs: startMs + from * FRAME_MS,
      endMs: startMs + to * FRAME_MS,
      talk,
      levelDbfs: meanLevel(levelDbfs, from, to),
      syllables: oneSpeaks ? syllables.subarray(from, to).reduce((sum, count) => sum + count, 0) : 0,
      uncertain: talk !== 'none' && meanProbability(classes, path[from]!, from, to) < SURE,
    });
    from = to;
  }
  return segments;
}

function meanProbability(classes: Float32Array, talk: number, from: number, to: number): number {
  const width = talkClasses.length;
  const last = classes.length / width - 1;
  let sum = 0;
  for (let i = from; i < to; i++) sum += classes[Math.min(last, Math.floor(i / STEP_FRAMES)) * width + talk]!;
  return sum / (to - from);
}

/** Levels are averaged as energies, then told in decibels again. */
function meanLevel(levelDbfs: readonly number[], from: number, to: number): number {
  let energy = 0;
  for (let i = from; i < to; i++) energy += 10 ** (levelDbfs[i]! / 10);
  return Math.max(LEVEL_FLOOR_DBFS, Math.min(0, 10 * Math.log10(energy / (to - from))));
}
