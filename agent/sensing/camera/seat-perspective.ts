import type { FacePlace } from './found-face.ts';
import { median } from './median.ts';

/** Fewer seats than this tell nothing of the room's perspective. */
const LEAST_SEATS = 10;
/** Children's faces differ by less than these factors from what the perspective says. */
const SMALLEST = 0.55;
const LARGEST = 1.9;
const ROUNDS = 3;

/**
 * Tells whether a face fits into the room: heads of one height over a level floor appear the larger the lower they are in
 * the picture, in a straight line. Hands on desks, prints on shirts and pictures on walls are too small or too large for
 * their place.
 * @param places where faces of seated people are
 */
export function fitsRoom(places: readonly FacePlace[]): (place: FacePlace) => boolean {
  if (places.length < LEAST_SEATS) return () => true;
  const middle = {
    x: median(places.map(({ x }) => x)),
    y: median(places.map(({ y }) => y)),
    faceHeight: median(places.map(({ faceHeight }) => faceHeight)),
  };
  const predict = perspective(places, middle);
  return (place) => {
    const ratio = place.faceHeight / Math.max(predict(place), middle.faceHeight / 4);
    return ratio > SMALLEST && ratio < LARGEST;
  };
}

/** The plane faceHeight = a + b·x + c·y by least squares, refitted without the places that are far from it. */
function perspective(places: readonly FacePlace[], middle: FacePlace): (place: FacePlace) => number {
  let kept = [...places];
  let plane = (_: FacePlace) => middle.faceHeight;
  for (let round = 0; round < ROUNDS && kept.length >= LEAST_SEATS; round++) {
    plane = leastSquares(kept, middle);
    const off = (place: FacePlace) => Math.abs(Math.log(place.faceHeight / Math.max(1, plane(place))));
    const limit = Math.max(0.25, 2.5 * median(places.map(off)));
    kept = places.filter((place) => off(place) <= limit);
  }
  return plane;
}

function leastSquares(places: readonly FacePlace[], middle: FacePlace): (place: FacePlace) => number {
  let [xx, xy, yy, xh, yh, h] = [1e-6, 0, 1e-6, 0, 0, 0];
  const [meanX, meanY] = [mean(places.map(({ x }) => x)), mean(places.map(({ y }) => y))];
  for (const { x, y, faceHeight } of places) {
    const [dx, dy] = [x - meanX, y - meanY];
    xx += dx * dx;
    xy += dx * dy;
    yy += dy * dy;
    xh += dx * faceHeight;
    yh += dy * faceHeight;
    h += faceHeight / places.length;
  }
  const determinant = xx * yy - xy * xy;
  if (!(Math.abs(determinant) > 1e-9 * xx * yy)) return () => middle.faceHeight;
  const b = (xh * yy - yh * xy) / determinant;
  const c = (yh * xx - xh * xy) / determinant;
  return ({ x, y }) => h + b * (x - meanX) + c * (y - meanY);
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
