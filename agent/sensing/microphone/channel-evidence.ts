import type { SoundFrames } from './sound-frames.ts';
import { STEP_FRAMES } from './talk-features.ts';
import { CLASSES } from './talk-nets.ts';

const TEACHER = 0;
const NONE = 3;
/** Of teacher and of others, this many sure steps (10 s) must have been heard before their levels are believed. */
const ENOUGH_STEPS = 156;
/** The two must differ by this, and by as much as they scatter. */
const LEAST_DIFFERENCE_DB = 3;
const LEAST_SCATTER_DB = 3;
/** Steps on either side whose level counts too (0.3 s). */
const REACH = 5;
/** The most that levels may say, in natural logarithms of odds: they never overrule a net that is sure. */
const MOST = 4;
const ROUNDS = 2;

/**
 * What two channels say about who speaks: a teacher who wears one of them, or stands next to it, is louder there than
 * anybody else. How loud is learnt from the lesson itself, from the steps in which the nets are sure; nothing is assumed
 * about which channel is whose.
 * @param classes steps × 4 probabilities of teacher, student, many, none
 * @returns the same with the odds of the teacher weighed by the levels; unchanged when they say nothing
 */
export function weighedByChannels(classes: Float32Array, frames: SoundFrames): Float32Array {
  const steps = classes.length / CLASSES;
  const differenceDb = Float32Array.from({ length: steps }, (_, step) => {
    const values = frames.differenceDb.slice(step * STEP_FRAMES, (step + 1) * STEP_FRAMES);
    return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  });
  if (differenceDb.every((value) => value === 0)) return classes;
  let weighed = classes;
  for (let round = 0; round < ROUNDS; round++) {
    const teacher = levelOf(differenceDb, (step) => weighed[step * CLASSES + TEACHER]!);
    const others = levelOf(
      differenceDb,
      (step) => 1 - weighed[step * CLASSES + TEACHER]! - weighed[step * CLASSES + NONE]!,
    );
    if (Math.min(teacher.steps, others.steps) < ENOUGH_STEPS) return classes;
    const scatterDb = Math.max(LEAST_SCATTER_DB, Math.sqrt((teacher.variance + others.variance) / 2));
    if (Math.abs(teacher.mean - others.mean) < Math.max(LEAST_DIFFERENCE_DB, scatterDb)) return classes;
    const odds = differenceDb.map((value) =>
      Math.max(
        -MOST,
        Math.min(MOST, ((value - others.mean) ** 2 - (value - teacher.mean) ** 2) / (2 * scatterDb ** 2)),
      ),
    );
    weighed = withOdds(classes, odds);
  }
  return weighed;
}

/** Mean and variance of the level difference, each step weighted by the square of how sure it is. */
function levelOf(differenceDb: Float32Array, sureness: (step: number) => number) {
  let [weights, sum, squares] = [1e-9, 0, 0];
  for (let step = 0; step < differenceDb.length; step++) {
    const weight = Math.max(0, sureness(step)) ** 2;
    weights += weight;
    sum += weight * differenceDb[step]!;
    squares += weight * differenceDb[step]! ** 2;
  }
  const mean = sum / weights;
  return { steps: weights, mean, variance: Math.max(0, squares / weights - mean ** 2) };
}

/** Multiplies the odds of the teacher by what the steps around say, as far as somebody speaks in them. */
function withOdds(classes: Float32Array, odds: Float32Array): Float32Array {
  const weighed = Float32Array.from(classes);
  for (let step = 0; step < odds.length; step++) {
    let [sum, weights] = [0, 1e-9];
    for (let near = Math.max(0, step - REACH); near <= Math.min(odds.length - 1, step + REACH); near++) {
      const speaks = 1 - classes[near * CLASSES + NONE]!;
      sum += speaks * odds[near]!;
      weights += speaks;
    }
    const at = step * CLASSES;
    weighed[at + TEACHER]! *= Math.exp(sum / weights);
    const total = weighed[at]! + weighed[at + 1]! + weighed[at + 2]! + weighed[at + 3]!;
    for (let c = 0; c < CLASSES; c++) weighed[at + c]! /= total;
  }
  return weighed;
}
