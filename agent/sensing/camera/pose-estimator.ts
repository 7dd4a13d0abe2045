import * as ort from 'onnxruntime-node';
import type { Model } from '../../../models/session.ts';
import { cropSquare, type Picture } from './picture.ts';

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

/** A joint in picture pixels; `score` 0..1. */
export interface Joint {
  x: number;
  y: number;
  score: number;
}
export type Pose = Record<JointName, Joint>;

/** MoveNet Lightning (192 px) or Thunder (256 px): the pose of the one person a square shows. */
export class PoseEstimator {
  readonly #model: Model;
  readonly #size: number;
  readonly #input: Int32Array;

  /** @param size side of the model's picture: 192 for Lightning, 256 for Thunder */
  constructor(model: Model, size: 192 | 256) {
    this.#model = model;
    this.#size = size;
    this.#input = new Int32Array(size * size * 3);
  }

  async estimate(picture: Picture, square: { x: number; y: number; side: number }): Promise<Pose> {
    cropSquare(picture, square, this.#size, this.#input, 1, 0);
    const tensor = new ort.Tensor('int32', this.#input, [1, this.#size, this.#size, 3]);
    const outputs = await this.#model.run({ 'input:0': tensor });
    const data = Object.values(outputs)[0]!.data as Float32Array;
    // Each joint is (y, x, score), y and x as shares of the square.
    const joints = jointNames.map((name, i): [JointName, Joint] => [
      name,
      {
        x: square.x + data[3 * i + 1]! * square.side,
        y: square.y + data[3 * i]! * square.side,
        score: data[3 * i + 2]!,
      },
    ]);
    return Object.fromEntries(joints) as Pose;
  }
}
