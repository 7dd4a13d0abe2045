import { talkClasses } from '../../lesson/observation.ts';
import { STEP_FRAMES } from './talk-features.ts';

const CLASSES = talkClasses.length;
const NONE = talkClasses.indexOf('none');
/**
 * What it costs, in natural logarithms of probability, to begin or to end talking, and to pass from one speaker to another
 * without a pause.
 */
const PAUSE_COST = 6;
const SWITCH_COST = 14;
/** From this probability on somebody begins to speak; as long as it is above the other, somebody still does. */
const SPEECH = 0.5;
const STILL_SPEECH = 0.3;
/** How far an edge of talk may be moved to where the speech begins or ends, in frames (0.5 s). */
const EDGE_REACH = 16;
/** How far from a change of speaker the silence between the two is looked for (1 s), … */
const GAP_REACH = 32;
/** … and the shortest that is told, in frames (0.2 s, the shortest wait there is). */
const GAP_FRAMES = 6;

/**
 * The most likely sequence of classes (Viterbi 1967).
 * @param posteriors steps × 4 probabilities, columns in the order of `talkClasses`
 * @returns index into `talkClasses` of each step
 */
export function likeliestClasses(posteriors: Float32Array): Uint8Array {
  const steps = posteriors.length / CLASSES;
  const cameFrom = new Uint8Array(posteriors.length);
  let scores = new Float64Array(CLASSES);
  for (let step = 0; step < steps; step++) {
    const next = new Float64Array(CLASSES);
    for (let c = 0; c < CLASSES; c++) {
      let from = c;
      for (let other = 0; other < CLASSES; other++) {
        if (scores[other]! - costOf(other, c) > scores[from]! - costOf(from, c)) from = other;
      }
      cameFrom[step * CLASSES + c] = from;
      next[c] = scores[from]! - costOf(from, c) + Math.log(posteriors[step * CLASSES + c]! + 1e-6);
    }
    scores = next;
  }
  const path = new Uint8Array(steps);
  let now = indexOfGreatest(scores);
  for (let step = steps - 1; step >= 0; step--) {
    path[step] = now;
    now = cameFrom[step * CLASSES + now]!;
  }
  return path;
}

/**
 * The classes of frames: those of their steps, but talk begins and ends with the speech, and where one speaker follows
 * another the silence between them belongs to neither.
 * @param path class of each step
 * @param speech probability of speech of each frame
 */
export function alignedToSpeech(path: Uint8Array, speech: Float32Array): Uint8Array {
  const aligned = Uint8Array.from({ length: path.length * STEP_FRAMES }, (_, i) => path[Math.floor(i / STEP_FRAMES)]!);
  for (let step = 1; step < path.length; step++) {
    const [before, after] = [path[step - 1]!, path[step]!];
    const change = step * STEP_FRAMES;
    if (before === after) continue;
    if (before === NONE) moveStart(aligned, speech, change, after);
    else if (after === NONE) moveEnd(aligned, speech, change, before);
    else openGap(aligned, speech, change, before, after);
  }
  return aligned;
}

/** Talk starts with the first speech of its stretch near its edge. */
function moveStart(aligned: Uint8Array, speech: Float32Array, change: number, talk: number): void {
  const speaks = (i: number) => speech[i]! >= SPEECH;
  let start = change;
  if (speaks(start)) {
    while (start > Math.max(0, change - EDGE_REACH) && speaks(start - 1) && aligned[start - 1] === NONE) start--;
    aligned.fill(talk, start, change);
    return;
  }
  const limit = Math.min(aligned.length, change + EDGE_REACH);
  while (start < limit && !speaks(start) && aligned[start] === talk) start++;
  if (start < limit && aligned[start] === talk) aligned.fill(NONE, change, start);
}

/** Talk ends with the last speech of its stretch near its edge. */
function moveEnd(aligned: Uint8Array, speech: Float32Array, change: number, talk: number): void {
  const speaks = (i: number) => speech[i]! >= STILL_SPEECH;
  let end = change;
  if (speaks(end - 1)) {
    const limit = Math.min(aligned.length, change + EDGE_REACH);
    while (end < limit && speaks(end) && aligned[end] === NONE) end++;
    aligned.fill(talk, change, end);
    return;
  }
  const limit = Math.max(0, change - EDGE_REACH);
  while (end > limit && !speaks(end - 1) && aligned[end - 1] === talk) end--;
  if (end > limit && aligned[end - 1] === talk) aligned.fill(NONE, end, change);
}

/** Moves a change of speaker into the longest silence nearby, as far as the two stretches go. */
function openGap(aligned: Uint8Array, speech: Float32Array, change: number, before: number, after: number): void {
  let from = change;
  let to = change;
  while (from > Math.max(0, change - GAP_REACH) && aligned[from - 1] === before) from--;
  while (to < Math.min(aligned.length, change + GAP_REACH) && aligned[to] === after) to++;
  const gap = longestSilence(speech, from, to);
  if (gap.to - gap.from < GAP_FRAMES) return;
  aligned.fill(before, Math.min(change, gap.from), gap.from);
  aligned.fill(after, gap.to, Math.max(change, gap.to));
  aligned.fill(NONE, gap.from, gap.to);
}

function longestSilence(speech: Float32Array, from: number, to: number): { from: number; to: number } {
  let longest = { from, to: from };
  let start = from;
  for (let i = from; i < to; i++) {
    if (speech[i]! >= SPEECH) start = i + 1;
    else if (i + 1 - start > longest.to - longest.from) longest = { from: start, to: i + 1 };
  }
  return longest;
}

function costOf(from: number, to: number): number {
  if (from === to) return 0;
  return from === NONE || to === NONE ? PAUSE_COST : SWITCH_COST;
}

function indexOfGreatest(values: Float64Array): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i]! > values[best]!) best = i;
  return best;
}
