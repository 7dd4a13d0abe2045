import type { CameraPose } from '../../lesson/room-plan.ts';
import type { Point } from './face-detector.ts';

type Vector = readonly [x: number, y: number, z: number];

/** Room coordinates (metres) to pixels of a pinhole camera and back. */
export class RoomProjection {
  readonly #position: Vector;
  readonly #right: Vector;
  readonly #down: Vector;
  readonly #forward: Vector;
  /** Focal length, pixels. */
  readonly #focal: number;
  readonly #centre: Point;

  /** @param width pixels of the pictures in use; the pose may have been measured at another size */
  constructor(pose: CameraPose, width: number) {
    const scale = width / pose.width;
    this.#position = pose.pos;
    this.#forward = unit(minus(pose.target, pose.pos));
    this.#right = unit(cross(this.#forward, [0, 0, 1]));
    this.#down = cross(this.#forward, this.#right);
    this.#focal = width / 2 / Math.tan((pose.hfovDeg * Math.PI) / 360);
    this.#centre = { x: width / 2, y: (pose.height * scale) / 2 };
  }

  /** Where a point of the room appears; null when it is behind the camera. */
  toPicture(point: Vector): Point | null {
    const ray = minus(point, this.#position);
    const depth = dot(ray, this.#forward);
    if (depth <= 0.05) return null;
    return {
      x: this.#centre.x + (this.#focal * dot(ray, this.#right)) / depth,
      y: this.#centre.y + (this.#focal * dot(ray, this.#down)) / depth,
    };
  }

  /** The point of the room at height `zM` that appears at a pixel; null when the pixel does not look at that height. */
  atHeight({ x, y }: Point, zM: number): { xM: number; yM: number } | null {
    const [u, v] = [(x - this.#centre.x) / this.#focal, (y - this.#centre.y) / this.#focal];
    const ray = [0, 1, 2].map((i) => this.#forward[i]! + u * this.#right[i]! + v * this.#down[i]!) as unknown as Vector;
    const along = (zM - this.#position[2]) / ray[2];
    if (!(along > 0) || !Number.isFinite(along)) return null;
    return { xM: this.#position[0] + along * ray[0], yM: this.#position[1] + along * ray[1] };
  }
}

const minus = (a: Vector, b: Vector): Vector => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
const dot = (a: Vector, b: Vector): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const cross = (a: Vector, b: Vector): Vector => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];
const unit = (a: Vector): Vector => {
  const length = Math.sqrt(dot(a, a));
  return [a[0] / length, a[1] / length, a[2] / length];
};
