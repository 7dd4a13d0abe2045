import { CLEAR, type LessonNorm } from './lesson-norm.ts';
import { RunningSums } from './running-sums.ts';
import { MEL_BANDS, type SoundFrames } from './sound-frames.ts';

/** Half-widths of the windows around a frame, in frames of 32 ms: 0.3, 1, 3 and 8 s. */
const WINDOWS = [8, 31, 94, 250] as const;
/** The window whose mean colour is given as it is. */
const COLOUR_WINDOW = 31;
const PER_FRAME = 4;
const PER_WINDOW = 11;
/** Keeps means defined where nobody speaks, in voiced frames. */
const PRIOR = 0.3;

/** Mean colour of the teacher's and of the single students' voices in this lesson, normalised, MEL_BANDS each. */
export interface Prototypes {
  teacher: Float32Array;
  student: Float32Array;
}

/** Rows of features, one a frame: `data` is length × width. */
export interface FeatureRows {
  data: Float32Array;
  length: number;
  width: number;
}

export const CONTEXT_WIDTH = PER_FRAME + WINDOWS.length * PER_WINDOW + MEL_BANDS;
/** Distances to the two prototypes and their difference for all windows but the shortest; how far the two are apart. */
export const PROTOTYPE_WIDTH = (WINDOWS.length - 1) * 3 + 1;

/** The frame's colour in the lesson's own terms. */
export function normalisedColour(frames: SoundFrames, norm: LessonNorm, frame: number, band: number): number {
  return (frames.colour[frame]![band]! - norm.colourMean[band]!) / norm.colourDeviation[band]!;
}

/** Voice, level, harmonicity, pitch and colour of each frame and of the windows around it: length × CONTEXT_WIDTH. */
export function contextFeatures(frames: SoundFrames, norm: LessonNorm): FeatureRows {
  const { voice, harmonicity, pitch, levelDbfs, colour, length } = frames;
  const level = (i: number) => Math.max(-3, (levelDbfs[i]! - norm.loudDbfs) / 10);
  const clear = (i: number) => (harmonicity[i]! > CLEAR ? voice[i]! : 0);
  const change = (i: number) => {
    if (i === 0) return 0;
    let sum = 0;
    for (let band = 0; band < MEL_BANDS; band++) sum += Math.abs(colour[i]![band]! - colour[i - 1]![band]!);
    return sum / MEL_BANDS;
  };
  const sums = (value: (i: number) => number) => new RunningSums(length, value);
  const voiced = sums((i) => voice[i]!);
  const voicedLevel = sums((i) => voice[i]! * level(i));
  const voicedLevel2 = sums((i) => voice[i]! * level(i) ** 2);
  const voicedHarmony = sums((i) => voice[i]! * harmonicity[i]!);
  const voicedHarmony2 = sums((i) => voice[i]! * harmonicity[i]! ** 2);
  const clearVoice = sums(clear);
  const clearPitch = sums((i) => clear(i) * (pitch[i]! - norm.pitch));
  const clearPitch2 = sums((i) => clear(i) * (pitch[i]! - norm.pitch) ** 2);
  const anyLevel = sums(level);
  const anyLevel2 = sums((i) => level(i) ** 2);
  const voicedChange = sums((i) => voice[i]! * change(i));
  const colours = colourSums(frames, norm);

  const data = new Float32Array(length * CONTEXT_WIDTH);
  let at = 0;
  for (let i = 0; i < length; i++) {
    data[at++] = voice[i]!;
    data[at++] = level(i);
    data[at++] = harmonicity[i]!;
    data[at++] = (levelDbfs[i]! - norm.quietDbfs) / 20;
    for (const half of WINDOWS) {
      const from = Math.max(0, i - half);
      const to = Math.min(length, i + half + 1);
      const count = to - from;
      const weight = voiced.over(from, to) + PRIOR;
      const clearWeight = clearVoice.over(from, to) + PRIOR;
      const meanLevel = voicedLevel.over(from, to) / weight;
      const meanHarmony = voicedHarmony.over(from, to) / weight;
      const meanPitch = clearPitch.over(from, to) / clearWeight;
      const meanAny = anyLevel.over(from, to) / count;
      data[at++] = (weight - PRIOR) / count;
      data[at++] = meanLevel;
      data[at++] = deviation(voicedLevel2.over(from, to) / weight, meanLevel);
      data[at++] = meanHarmony;
      data[at++] = deviation(voicedHarmony2.over(from, to) / weight, meanHarmony);
      data[at++] = (clearWeight - PRIOR) / weight;
      data[at++] = meanPitch;
      data[at++] = deviation(clearPitch2.over(from, to) / clearWeight, meanPitch);
      data[at++] = meanAny;
      data[at++] = deviation(anyLevel2.over(from, to) / count, meanAny);
      data[at++] = voicedChange.over(from, to) / weight;
      if (half !== COLOUR_WINDOW) continue;
      for (let band = 0; band < MEL_BANDS; band++) data[at++] = colours[band]!.over(from, to) / weight;
    }
  }
  return { data, length, width: CONTEXT_WIDTH };
}

/** How near the voices around each frame are to the lesson's teacher and students: length × PROTOTYPE_WIDTH. */
export function prototypeFeatures(frames: SoundFrames, norm: LessonNorm, prototypes: Prototypes): FeatureRows {
  const { voice, length } = frames;
  const voiced = new RunningSums(length, (i) => voice[i]!);
  const colours = colourSums(frames, norm);
  const apart = distance(prototypes.teacher, (band) => prototypes.student[band]!);
  const data = new Float32Array(length * PROTOTYPE_WIDTH);
  let at = 0;
  for (let i = 0; i < length; i++) {
    for (const half of WINDOWS.slice(1)) {
      const from = Math.max(0, i - half);
      const to = Math.min(length, i + half + 1);
      const weight = voiced.over(from, to) + PRIOR;
      const mean = (band: number) => colours[band]!.over(from, to) / weight;
      const toTeacher = distance(prototypes.teacher, mean);
      const toStudent = distance(prototypes.student, mean);
      data[at++] = toTeacher;
      data[at++] = toStudent;
      data[at++] = toTeacher - toStudent;
    }
    data[at++] = apart;
  }
  return { data, length, width: PROTOTYPE_WIDTH };
}

/** Posterior-weighted mean colours: what the teacher and the students of this lesson sound like so far. */
export function prototypesOf(frames: SoundFrames, norm: LessonNorm, posteriors: FeatureRows): Prototypes {
  const meanOf = (column: number): Float32Array => {
    const mean = new Float32Array(MEL_BANDS);
    let total = 1e-3;
    for (let i = 0; i < frames.length; i++) {
      // Squared: a frame that could be either says little about both.
      const weight = frames.voice[i]! * posteriors.data[i * posteriors.width + column]! ** 2;
      total += weight;
      for (let band = 0; band < MEL_BANDS; band++) mean[band]! += weight * normalisedColour(frames, norm, i, band);
    }
    return mean.map((value) => value / total);
  };
  return { teacher: meanOf(0), student: meanOf(1) };
}

/** Tables of the same length side by side. */
export function joinRows(...tables: readonly FeatureRows[]): FeatureRows {
  const length = tables[0]!.length;
  const width = tables.reduce((sum, table) => sum + table.width, 0);
  const data = new Float32Array(length * width);
  for (let i = 0; i < length; i++) {
    let at = i * width;
    for (const table of tables) {
      data.set(table.data.subarray(i * table.width, (i + 1) * table.width), at);
      at += table.width;
    }
  }
  return { data, length, width };
}

function colourSums(frames: SoundFrames, norm: LessonNorm): RunningSums[] {
  return Array.from(
    { length: MEL_BANDS },
    (_, band) => new RunningSums(frames.length, (i) => frames.voice[i]! * normalisedColour(frames, norm, i, band)),
  );
}

const deviation = (meanSquare: number, mean: number): number => Math.sqrt(Math.max(0, meanSquare - mean * mean));

/** Root mean square distance of two colours. */
function distance(a: Float32Array, b: (band: number) => number): number {
  let sum = 0;
  for (let band = 0; band < MEL_BANDS; band++) sum += (a[band]! - b(band)) ** 2;
  return Math.sqrt(sum / MEL_BANDS);
}
