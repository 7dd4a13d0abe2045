import { type Talk, type TalkSegment, talkClasses } from '../../lesson/observation.ts';
import { RunningSums } from './running-sums.ts';
import { FRAME_MS, LEVEL_FLOOR_DBFS } from './sound-frames.ts';
import type { FeatureRows } from './talk-features.ts';

/** What a change of class costs, in natural logarithms of probability: about 24 doubtful frames (0.8 s). */
const SWITCH_COST = 24;
/** What a change costs while the sound goes on: speakers change at pauses. */
const UNBROKEN_COST = 400;
/** A pause this near, in frames, makes a change cheap. */
const PAUSE_REACH = 4;
const PAUSE_VOICE = 0.1;

/**
 * The most likely sequence of classes (Viterbi 1967); a change of class costs less where there is a pause.
 * @param posteriors length × 4 probabilities, columns in the order of `talkClasses`
 * @param voice probability of voice of each frame
 * @returns index into `talkClasses` of each frame
 */
export function likeliestClasses(posteriors: FeatureRows, voice: readonly number[]): Uint8Array {
  const { data, length } = posteriors;
  const classes = talkClasses.length;
  const cameFrom = new Uint8Array(length * classes);
  const pauses = new RunningSums(length, (i) => (voice[i]! < PAUSE_VOICE ? 1 : 0));
  let scores = new Float64Array(classes);
  for (let i = 0; i < length; i++) {
    const best = indexOfGreatest(scores);
    const pause = pauses.over(Math.max(0, i - PAUSE_REACH), Math.min(length, i + PAUSE_REACH + 1)) > 0;
    const moved = scores[best]! - (pause ? SWITCH_COST : UNBROKEN_COST);
    const next = new Float64Array(classes);
    for (let c = 0; c < classes; c++) {
      const stays = scores[c]! >= moved;
      cameFrom[i * classes + c] = stays ? c : best;
      next[c] = (stays ? scores[c]! : moved) + Math.log(data[i * classes + c]! + 1e-6);
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

/** A silence between two speakers lies within this many frames of where the class changes (0.5 s), … */
const GAP_REACH = 16;
/** … lasts at least this many (0.2 s, the shortest wait there is), … */
const GAP_FRAMES = 6;
/** … and holds no frame with more voice than this. */
const GAP_VOICE = 0.1;

/**
 * Moves each change from one speaker to another into the longest silence nearby, which becomes `none`: nobody is
 * waiting in the middle of a word, and the silence between two speakers belongs to neither.
 */
export function openGaps(path: Uint8Array, voice: readonly number[]): Uint8Array {
  const none = talkClasses.indexOf('none');
  const opened = Uint8Array.from(path);
  for (let change = 1; change < path.length; change++) {
    const [before, after] = [path[change - 1]!, path[change]!];
    if (before === after || before === none || after === none) continue;
    const gap = longestSilence(voice, Math.max(0, change - GAP_REACH), Math.min(path.length, change + GAP_REACH));
    if (gap.to - gap.from < GAP_FRAMES) continue;
    opened.fill(before, Math.min(change, gap.from), gap.from);
    opened.fill(after, gap.to, Math.max(change, gap.to));
    opened.fill(none, gap.from, gap.to);
  }
  return opened;
}

function longestSilence(voice: readonly number[], from: number, to: number): { from: number; to: number } {
  let longest = { from, to: from };
  let start = from;
  for (let i = from; i < to; i++) {
    if (voice[i]! > GAP_VOICE) start = i + 1;
    else if (i + 1 - start > longest.to - longest.from) longest = { from: start, to: i + 1 };
  }
  return longest;
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
