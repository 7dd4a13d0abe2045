import { type Talk, type TalkSegment, talkClasses } from '../../lesson/observation.ts';
import { FRAME_MS, LEVEL_FLOOR_DBFS } from './sound-frames.ts';
import type { FeatureRows } from './talk-features.ts';

/** What changing the class costs, in natural logarithms of probability: about 12 doubtful frames (0.4 s). */
const SWITCH_COST = 12;

/**
 * The most likely sequence of classes (Viterbi 1967), every change of class costing the same.
 * @param posteriors length × 4 probabilities, columns in the order of `talkClasses`
 * @returns index into `talkClasses` of each frame
 */
export function likeliestClasses(posteriors: FeatureRows): Uint8Array {
  const { data, length } = posteriors;
  const classes = talkClasses.length;
  const cameFrom = new Uint8Array(length * classes);
  let scores = new Float64Array(classes);
  for (let i = 0; i < length; i++) {
    const best = indexOfGreatest(scores);
    const next = new Float64Array(classes);
    for (let c = 0; c < classes; c++) {
      const stays = scores[c]! >= scores[best]! - SWITCH_COST;
      cameFrom[i * classes + c] = stays ? c : best;
      next[c] = (stays ? scores[c]! : scores[best]! - SWITCH_COST) + Math.log(data[i * classes + c]! + 1e-6);
    }
    scores = next;
  }
  const path = new Uint8Array(length);
  let now = indexOfGreatest(scores);
  for (let i = length - 1; i >= 0; i--) {
    path[i] = now;
    now = cameFrom[i * classes + now]!;
  }
  return path;
}

/** Runs of one class as segments with their mean level; they fill [startMs, startMs + frames × 32 ms). */
export function toSegments(path: Uint8Array, levelDbfs: readonly number[], startMs: number): TalkSegment[] {
  const segments: TalkSegment[] = [];
  for (let from = 0; from < path.length; ) {
    let to = from + 1;
    while (to < path.length && path[to] === path[from]) to++;
    segments.push({
      startMs: startMs + from * FRAME_MS,
      endMs: startMs + to * FRAME_MS,
      talk: talkClasses[path[from]!] as Talk,
      levelDbfs: meanLevel(levelDbfs, from, to),
    });
    from = to;
  }
  return segments;
}

/** Levels are averaged as energies, then told in decibels again. */
function meanLevel(levelDbfs: readonly number[], from: number, to: number): number {
  let energy = 0;
  for (let i = from; i < to; i++) energy += 10 ** (levelDbfs[i]! / 10);
  return Math.max(LEVEL_FLOOR_DBFS, Math.min(0, 10 * Math.log10(energy / (to - from))));
}

function indexOfGreatest(values: Float64Array): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i]! > values[best]!) best = i;
  return best;
}
