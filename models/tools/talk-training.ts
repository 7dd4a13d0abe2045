import { talkClasses } from '../../agent/lesson/observation.ts';
import { lessonNorm } from '../../agent/sensing/microphone/lesson-norm.ts';
import { FRAME_MS, type SoundFrames } from '../../agent/sensing/microphone/sound-frames.ts';
import {
  contextFeatures,
  type FeatureRows,
  joinRows,
  prototypeFeatures,
  prototypesOf,
} from '../../agent/sensing/microphone/talk-features.ts';
import type { LabelledLesson } from './labelled-lessons.ts';
import { type Perceptron, perceptronNet, type TrainingSet, trainPerceptron } from './perceptron.ts';

const HIDDEN = 24;
const EPOCHS = 3;
/** Neighbouring frames say the same: one in ten is enough. */
const EVERY = 10;
/** Frames this near to a change of class are not trained on. */
const COLLAR_S = 0.25;

export interface TrainingLesson {
  lesson: LabelledLesson;
  frames: SoundFrames;
}

/** The two nets of the talk classifier, fitted on labelled lessons. */
export async function trainTalk(
  lessons: readonly TrainingLesson[],
): Promise<{ first: Perceptron; second: Perceptron }> {
  const contexts = lessons.map(({ frames }) => contextFeatures(frames, lessonNorm(frames)));
  const first = trainPerceptron(trainingSet(lessons, contexts), HIDDEN, EPOCHS);
  const judge = perceptronNet(first);
  const withPrototypes: FeatureRows[] = [];
  for (const [index, { frames }] of lessons.entries()) {
    const context = contexts[index]!;
    const norm = lessonNorm(frames);
    const posteriors = await judge(context);
    const prototypes = prototypeFeatures(frames, norm, prototypesOf(frames, norm, posteriors));
    withPrototypes.push(joinRows(context, prototypes, posteriors));
  }
  return { first, second: trainPerceptron(trainingSet(lessons, withPrototypes), HIDDEN, EPOCHS) };
}

/** One labelled frame in ten of each lesson, each lesson starting elsewhere; none near a change of class. */
function trainingSet(lessons: readonly TrainingLesson[], tables: readonly FeatureRows[]): TrainingSet {
  const width = tables[0]!.width;
  const chosen = lessons.flatMap(({ lesson }, index) => {
    const table = tables[index]!;
    const labels = frameLabels(lesson, table.length);
    const frames: { row: Float32Array; label: number }[] = [];
    for (let i = (index * 7) % EVERY; i < table.length; i += EVERY) {
      const label = labels[i]!;
      if (label >= 0) frames.push({ row: table.data.subarray(i * width, (i + 1) * width), label });
    }
    return frames;
  });
  const data = new Float32Array(chosen.length * width);
  for (const [i, { row }] of chosen.entries()) data.set(row, i * width);
  return { rows: { data, length: chosen.length, width }, labels: Uint8Array.from(chosen, ({ label }) => label) };
}

/** Class of each frame by its middle; -1 near a change of class and beyond the truth. */
function frameLabels({ talk }: LabelledLesson, length: number): Int8Array {
  const labels = new Int8Array(length).fill(-1);
  for (const { startS, endS, talk: talkClass } of talk) {
    for (let i = 0; i < length; i++) {
      const atS = ((i + 0.5) * FRAME_MS) / 1000;
      if (atS >= startS + COLLAR_S && atS < endS - COLLAR_S) labels[i] = talkClasses.indexOf(talkClass);
    }
  }
  return labels;
}
