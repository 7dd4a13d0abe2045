import type { Square } from './picture.ts';
import type { RoomProjection } from './room-projection.ts';
import type { Sighting } from './sighting.ts';

/** A person fills about two thirds of the height of the square in which MultiPose finds people best. */
const SQUARE_OF_TORSO = 5.5;
const SQUARE_OF_PERSON = 1.5;
const PERSON_M = 1.8;
/** The head's place in a square around a person, from the top. */
const HEAD_AT = 0.25;
/** Neighbouring squares share this much, so that everybody lies whole in one of them. */
const SHARED = 0.35;

interface Size {
  width: number;
  height: number;
}

/** The square around somebody seen before; as high as the picture at most. */
export function squareAround({ head, sizePx }: Sighting, { height }: Size): Square {
  const side = Math.min(height, sizePx * SQUARE_OF_TORSO);
  const y = Math.min(height - side, Math.max(0, head.y - HEAD_AT * side));
  return { x: head.x - side / 2, y, side };
}

/** Whether somebody seen before is likely to be found in a square: head and shoulders well inside, and large enough. */
export function covers({ x, y, side }: Square, { head, sizePx }: Sighting): boolean {
  const across = head.x - sizePx > x && head.x + sizePx < x + side;
  const down = head.y - 0.5 * sizePx > y && head.y + 0.8 * sizePx < y + side;
  return across && down && side < 1.6 * SQUARE_OF_TORSO * sizePx;
}

/**
 * The squares that together show everybody on their feet: those over the front of the room as large as suits somebody
 * there, then those as high as the picture for the people nearer to the camera.
 * @param front the room's front, metres; null when the camera does not see it or does not know where it is: then squares
 * as high as the picture have to do
 */
export function sweepSquares(
  picture: Size,
  projection: RoomProjection,
  front: { widthM: number; depthM: number } | null,
): Square[] {
  const { width, height } = picture;
  const deep = along(0, width, height).map((x) => ({ x, y: 0, side: height }));
  if (!front) return deep;
  const at = (x: number, z: number) => projection.toPicture([x, front.depthM / 2, z]);
  const [feet, top] = [at(0, 0), at(0, PERSON_M)];
  const [left, right] = [at(front.widthM / 2, PERSON_M), at(-front.widthM / 2, PERSON_M)];
  if (!feet || !top || !left || !right) return deep;
  const side = Math.min(height, SQUARE_OF_PERSON * (feet.y - top.y));
  const y = Math.max(0, top.y - HEAD_AT * side * 0.8);
  const [from, to] = [Math.max(0, Math.min(left.x, right.x)), Math.min(width, Math.max(left.x, right.x))];
  return [...along(from, to - from, side).map((x) => ({ x, y, side })), ...deep];
}

/** Where squares begin that together cover a stretch. */
function along(start: number, length: number, side: number): number[] {
  const count = Math.max(1, Math.ceil((length - side) / (side * (1 - SHARED))) + 1);
  return count === 1
    ? [start + (length - side) / 2]
    : Array.from({ length: count }, (_, i) => start + (i * (length - side)) / (count - 1));
}
