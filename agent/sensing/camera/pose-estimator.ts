import * as ort from 'onnxruntime-node';
import type { ModelSession } from '../../../models/session.ts';
import { cropSquare, type Picture, type Square } from './picture.ts';

/** The 17 COCO joints, in MoveNet's order. */
export const jointNames = [
  'nose',
  'leftEye',
  'rightEye',
  'leftEar',
  'rightEar',
  'leftShoulder',
  'rightShoulder',
  'leftElbow',
  'rightElbow',
  'leftWrist',
  'rightWrist',
  'leftHip',
  'rightHip',
  'leftKnee',
  'rightKnee',
  'leftAnkle',
  'rightAnkle',
] as const;
export type JointName = (typeof jointNames)[number];

/** The joints of a head. */
export const headJoints: readonly JointName[] = ['nose', 'leftEye', 'rightEye', 'leftEar', 'rightEar'];

/** A joint in picture pixels; `score` 0..1. */
export interface Joint {
  x: number;
  y: number;
  score: number;
}
export type Pose = Record<JointName, Joint>;

/** MoveNet Lightning: the pose of the one person in the middle of a square. */
export class PoseEstimator {
  static readonly model = 'movenet-lightning';
  static readonly #size = 192;
  readonly #model: ModelSession;
  readonly #input = new Int32Array(PoseEstimator.#size ** 2 * 3);

  constructor(model: ModelSession) {
    this.#model = model;
  }

  async estimate(picture: Picture, square: Square): Promise<Pose> {
    const data = await runMoveNet(this.#model, picture, square, PoseEstimator.#size, this.#input);
    return poseAt(data, 0, square);
  }
}

/** A person found among several; `score` 0..1. */
export interface Person {
  score: number;
  pose: Pose;
}

/** MoveNet MultiPose: the poses of up to six people in a square. */
export class PeopleFinder {
  static readonly model = 'movenet-multipose';
  static readonly #size = 256;
  static readonly #people = 6;
  /** Numbers a person: 17 joints of three, then a box of four and the score. */
  static readonly #columns = 56;
  readonly #model: ModelSession;
  readonly #input = new Int32Array(PeopleFinder.#size ** 2 * 3);

  constructor(model: ModelSession) {
    this.#model = model;
  }

  /** @param threshold least score of a person, 0..1 */
  async find(picture: Picture, square: Square, threshold: number): Promise<Person[]> {
    const data = await runMoveNet(this.#model, picture, square, PeopleFinder.#size, this.#input);
    return Array.from({ length: PeopleFinder.#people }, (_, i) => ({
      score: data[i * PeopleFinder.#columns + 55]!,
      pose: poseAt(data, i * PeopleFinder.#columns, square),
    })).filter((person) => person.score >= threshold);
  }
}

async function runMoveNet(
  model: ModelSession,
  picture: Picture,
  square: Square,
  size: number,
  input: Int32Array,
): Promise<Float32Array> {
  cropSquare(picture, square, size, input, 1, 0);
  const outputs = await model.run({ input: new ort.Tensor('int32', input, [1, size, size, 3]) });
  return outputs.float32('Identity').data;
}

/** Each joint is (y, x, score), y and x as shares of the square. */
function poseAt(data: Float32Array, at: number, square: Square): Pose {
  const joints = jointNames.map((name, i): [JointName, Joint] => [
    name,
    {
      x: square.x + data[at + 3 * i + 1]! * square.side,
      y: square.y + data[at + 3 * i]! * square.side,
      score: data[at + 3 * i + 2]!,
    },
  ]);
  return Object.fromEntries(joints) as Pose;
}
