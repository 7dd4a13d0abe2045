import { dot, lookingAt, minus, type PinholeCamera, plus, times, type Vector } from '../../lesson/pinhole-camera.ts';
import type { CameraPose } from '../../lesson/room-plan.ts';
import type { Point } from './picture.ts';

/** Which way a pixel looks: a horizontal unit vector of the room, and how far down the ray goes for each metre along it. */
export interface Gaze {
  xM: number;
  yM: number;
  drop: number;
}

/** Room coordinates (metres) to pixels of a pinhole camera and back. */
export class RoomProjection {
  #camera: PinholeCamera;
  /** Focal length, pixels. */
  readonly focal: number;
  readonly #centre: Point;

  /** @param width pixels of the pictures in use; the camera may have been measured at another size */
  constructor(camera: CameraPose | PinholeCamera, width: number) {
    this.#camera = 'target' in camera ? lookingAt(camera) : camera;
    const scale = width / camera.width;
    this.focal = this.#camera.focal * scale;
    this.#centre = { x: width / 2, y: (camera.height * scale) / 2 };
  }

  /** Where the camera hangs, metres. */
  get position(): Vector {
    return this.#camera.position;
  }

  /** Whether the camera looks towards the board, as one at the back of the room does. */
  get looksAtBoard(): boolean {
    return this.#camera.forward[1] < 0;
  }

  /** Where a point of the room appears; null when it is behind the camera. */
  toPicture(point: Vector): Point | null {
    const { position, forward, right, down } = this.#camera;
    const ray = minus(point, position);
    const depth = dot(ray, forward);
    if (depth <= 0.05) return null;
    return {
      x: this.#centre.x + (this.focal * dot(ray, right)) / depth,
      y: this.#centre.y + (this.focal * dot(ray, down)) / depth,
    };
  }

  /** The point of the room at height `zM` that appears at a pixel; null when the pixel does not look at that height. */
  atHeight(pixel: Point, zM: number): { xM: number; yM: number } | null {
    const { position } = this.#camera;
    const ray = this.#ray(pixel);
    const along = (zM - position[2]) / ray[2];
    if (!(along > 0) || !Number.isFinite(along)) return null;
    return { xM: position[0] + along * ray[0], yM: position[1] + along * ray[1] };
  }

  /** Turns the camera about the way it looks, clockwise as seen from behind it, radians: its pictures turn the other way. */
  roll(angle: number): void {
    const { right, down } = this.#camera;
    const [along, across] = [Math.cos(angle), Math.sin(angle)];
    this.#camera = {
      ...this.#camera,
      right: plus(times(right, along), times(down, across)),
      down: minus(times(down, along), times(right, across)),
    };
  }

  /** Which way plumb lines run in the picture at a pixel, downwards: the angle from the picture's own down, radians. */
  plumbAt({ x, y }: Point): number {
    const { right, down, forward } = this.#camera;
    const toX = -this.focal * right[2] + (x - this.#centre.x) * forward[2];
    const toY = -this.focal * down[2] + (y - this.#centre.y) * forward[2];
    return Math.atan2(toX, toY);
  }

  gaze(pixel: Point): Gaze {
    const [x, y, z] = this.#ray(pixel);
    const level = Math.hypot(x, y);
    return { xM: x / level, yM: y / level, drop: -z / level };
  }

  #ray({ x, y }: Point): Vector {
    const { forward, right, down } = this.#camera;
    const [u, v] = [(x - this.#centre.x) / this.focal, (y - this.#centre.y) / this.focal];
    return plus(forward, plus(times(right, u), times(down, v)));
  }
}
