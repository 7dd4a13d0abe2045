import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Face } from './face-detector.ts';
import { type Logistic, logisticSchema, probability } from './logistic.ts';
import type { Box } from './picture.ts';
import type { Pose } from './pose-estimator.ts';
import type { StudentView } from './student-view.ts';

/**
 * Two fitted judges that join what a network trained on photographs says (face detector, pose) with what the state net
 * says, which was trained on rendered classrooms: each is right where the other is not.
 */
export const studentJudgesSchema = z.strictObject({
  fittedOn: z.string(),
  headThere: logisticSchema,
  handRaised: logisticSchema,
});

export interface StudentJudges {
  headThere: Logistic;
  handRaised: Logistic;
}

export function loadStudentJudges(): StudentJudges {
  const file = new URL('./student-judges.json', import.meta.url);
  return studentJudgesSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
}

/** Probability that a detected face is a head, 0..1. */
export const headProbability = (judges: StudentJudges, face: Face, view: StudentView): number =>
  probability(judges.headThere, headFeatures(face, view));

/** Probability that the person in the middle of a pose's square has a hand up, 0..1. */
export const handProbability = (judges: StudentJudges, face: Box, view: StudentView, pose: Pose): number =>
  probability(judges.handRaised, handFeatures(face, view, pose));

export const headFeatures = (face: Face, view: StudentView): number[] => [logit(face.score), -logit(view.none)];

/** The arm that reaches higher, in face heights; wrists on desks are mostly invented, so its scores count too. */
export function handFeatures(face: Box, view: StudentView, pose: Pose): number[] {
  const eyesY = face.y + 0.4 * face.h;
  const [left, right] = (['left', 'right'] as const).map((side) => {
    const [shoulder, elbow, wrist] = [pose[`${side}Shoulder`], pose[`${side}Elbow`], pose[`${side}Wrist`]];
    const outwards = side === 'left' ? 1 : -1;
    return [
      inFaces(shoulder.y - wrist.y, face),
      inFaces(eyesY - wrist.y, face),
      inFaces(shoulder.y - elbow.y, face),
      inFaces(elbow.y - wrist.y, face),
      wrist.score,
      elbow.score,
      shoulder.score,
      inFaces(outwards * (wrist.x - shoulder.x), face),
      inFaces(Math.abs(wrist.x - elbow.x), face),
      inFaces(eyesY - wrist.y, face) * wrist.score,
      inFaces(shoulder.y - face.y, face),
      inFaces(Math.abs(shoulder.x - face.x - face.w / 2), face),
    ];
  }) as [number[], number[]];
  const higher = left[0]! * left[4]! >= right[0]! * right[4]! ? left : right;
  return [...higher, logit(view.hand)];
}

/** Bounded, so that one network alone cannot outvote the other. */
const logit = (p: number): number => Math.max(-6, Math.min(6, Math.log(p / (1 - p))));

/** Longer than any arm is a mistake of the pose model, and must not outweigh everything else. */
const inFaces = (pixels: number, face: Box): number => Math.max(-4, Math.min(4, pixels / face.h));
