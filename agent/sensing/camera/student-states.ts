import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Face } from './face-detector.ts';
import { type Logistic, logisticSchema, probability } from './logistic.ts';
import type { Square } from './picture.ts';
import type { Pose } from './pose-estimator.ts';

/** The fitted judges of what one look at a student shows, with what they were fitted on. */
export const studentStatesSchema = z.strictObject({
  fittedOn: z.string(),
  headBowed: logisticSchema,
  handRaised: logisticSchema,
});

export interface StudentStates {
  headBowed: Logistic;
  handRaised: Logistic;
}

export function loadStudentStates(): StudentStates {
  const file = new URL('./student-states.json', import.meta.url);
  return studentStatesSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
}

/** Probability that the head of this face is bowed or lies on the desk, 0..1. */
export const bowedProbability = (states: StudentStates, face: Face): number =>
  probability(states.headBowed, bowFeatures(face));

/** Probability that the person in the middle of a pose's square has a hand up, 0..1. */
export const handProbability = (states: StudentStates, face: Face, pose: Pose): number =>
  probability(states.handRaised, handFeatures(face, pose));

/**
 * The square in which a student's pose is sought: six face heights, the face in its middle, so that a hand stretched
 * up is still inside.
 */
export function poseSquare(face: Pick<Face, 'x' | 'y' | 'w' | 'h'>): Square {
  const side = face.h * 6;
  return { x: face.x + face.w / 2 - side / 2, y: face.y + face.h / 2 - side / 2, side };
}

/**
 * How the face's points lie to each other, in face widths and heights: a bowed head brings nose and mouth closer to the
 * eyes and lifts the ears above them.
 */
export function bowFeatures(face: Face): number[] {
  const points = face.points.map((point) => ({
    x: (point.x - face.x - face.w / 2) / face.w,
    y: (point.y - face.y - face.h / 2) / face.h,
  }));
  const [rightEye, leftEye, nose, mouth, rightEar, leftEar] = points as [Xy, Xy, Xy, Xy, Xy, Xy];
  const eyes = { x: (rightEye.x + leftEye.x) / 2, y: (rightEye.y + leftEye.y) / 2 };
  return [
    nose.y - eyes.y,
    mouth.y - nose.y,
    (rightEar.y + leftEar.y) / 2 - eyes.y,
    2 * Math.abs(nose.x - eyes.x),
    Math.log(face.score / (1 - face.score)),
    eyes.y,
    mouth.y,
  ];
}

/** The arm that reaches higher, in face heights; wrists on desks are mostly invented, so its scores count too. */
export function handFeatures(face: Face, pose: Pose): number[] {
  const eyesY = (face.points[0]!.y + face.points[1]!.y) / 2;
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
  return left[0]! * left[4]! >= right[0]! * right[4]! ? left : right;
}

interface Xy {
  x: number;
  y: number;
}

/** Longer than any arm is a mistake of the pose model, and must not outweigh everything else. */
const inFaces = (pixels: number, face: Face): number => Math.max(-4, Math.min(4, pixels / face.h));
