import type { Box, Picture } from './picture.ts';
import type { PoseEstimator } from './pose-estimator.ts';
import { handProbability, type StudentJudges } from './student-judges.ts';
import { type StudentView, studentSquare } from './student-view.ts';

/** Below this the state net's word is enough: a pose costs as much as twenty of its judgements. */
const SUSPECT = 0.15;

/** Tells raised hands: the state net suspects, the pose of the arms confirms. */
export class HandJudge {
  readonly #poses: PoseEstimator;
  readonly #judges: StudentJudges;
  /** Views are kept while nothing changed, and so is what was made of them. */
  readonly #known = new WeakMap<StudentView, number>();

  constructor(poses: PoseEstimator, judges: StudentJudges) {
    this.#poses = poses;
    this.#judges = judges;
  }

  /** Probability that the person of this face has a hand up, 0..1. */
  async judge(picture: Picture, face: Box, view: StudentView): Promise<number> {
    if (view.hand < SUSPECT) return view.hand;
    const known = this.#known.get(view);
    if (known !== undefined) return known;
    const pose = await this.#poses.estimate(picture, studentSquare(face));
    const hand = handProbability(this.#judges, face, view, pose);
    this.#known.set(view, hand);
    return hand;
  }
}
