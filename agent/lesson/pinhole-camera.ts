/** Room coordinates in metres: x, y as in the room plan, z up. */
export type Vector = readonly [x: number, y: number, z: number];

/** A camera with square pixels and no distortion, its centre in the middle of the picture. */
export interface PinholeCamera {
  /** Size of the pictures it was measured in, pixels. */
  width: number;
  height: number;
  /** Where it hangs, metres. */
  position: Vector;
  /** Unit vectors of the room along which the picture's x and y grow, and along which the camera looks. */
  right: Vector;
  down: Vector;
  forward: Vector;
  /** Focal length, pixels of `width`. */
  focal: number;
}

/** A camera that looks from one point at another, with the world's up as the picture's up. */
export function lookingAt(view: {
  width: number;
  height: number;
  pos: Vector;
  target: Vector;
  hfovDeg: number;
}): PinholeCamera {
  const { width, height, pos, target, hfovDeg } = view;
  const forward = unit(minus(target, pos));
  const right = unit(cross(forward, [0, 0, 1]));
  const focal = width / 2 / Math.tan((hfovDeg * Math.PI) / 360);
  return { width, height, position: pos, right, down: cross(forward, right), forward, focal };
}

export const minus = (a: Vector, b: Vector): Vector => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
export const plus = (a: Vector, b: Vector): Vector => [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
export const times = (a: Vector, by: number): Vector => [a[0] * by, a[1] * by, a[2] * by];
export const dot = (a: Vector, b: Vector): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
export const cross = (a: Vector, b: Vector): Vector => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];
export const unit = (a: Vector): Vector => times(a, 1 / Math.sqrt(dot(a, a)));
