import type { TalkSegment } from '../../lesson/observation.ts';
import { lessonNorm } from './lesson-norm.ts';
import type { SoundFrames } from './sound-frames.ts';
import { likeliestClasses, openGaps, toSegments } from './talk-decoder.ts';
import { contextFeatures, type FeatureRows, joinRows, prototypeFeatures, prototypesOf } from './talk-features.ts';

/** Gives each row of features the probabilities of the four talk classes (length × 4). */
export type TalkNet = (rows: FeatureRows) => Promise<FeatureRows>;

/** How often the lesson's teacher and students are made out anew from the last answer. */
const ROUNDS = 2;

/**
 * Who talks when, judged over the whole lesson so far. A first net judges each moment by its surroundings; what it takes
 * for the teacher and for students is averaged into two prototypes of this very lesson, and a second net judges again
 * with the distances to them. Nothing of a voice outlives the lesson.
 */
export class TalkClassifier {
  readonly #first: TalkNet;
  readonly #second: TalkNet;

  constructor(first: TalkNet, second: TalkNet) {
    this.#first = first;
    this.#second = second;
  }

  /** Segments that fill the frames' time, the first frame being at `startMs`. */
  async classify(frames: SoundFrames, startMs: number): Promise<TalkSegment[]> {
    if (frames.length === 0) return [];
    const norm = lessonNorm(frames);
    const context = contextFeatures(frames, norm);
    const first = await this.#first(context);
    let posteriors = first;
    for (let round = 0; round < ROUNDS; round++) {
      const prototypes = prototypeFeatures(frames, norm, prototypesOf(frames, norm, posteriors));
      posteriors = await this.#second(joinRows(context, prototypes, first));
    }
    return toSegments(openGaps(likeliestClasses(posteriors, frames.voice), frames.voice), frames.levelDbfs, startMs);
  }
}
