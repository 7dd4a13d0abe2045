import type { Face } from './face-detector.ts';
import type { Box } from './picture.ts';
import type { StudentView } from './student-view.ts';

/** A face of one look, judged by itself. */
export interface FoundFace extends Face {
  /** Probability that it is a head at all, 0..1, from detector and state net together. */
  there: number;
  view: StudentView;
}

/** Somewhere a face may be: its centre and height in pixels. */
export interface FacePlace {
  x: number;
  y: number;
  faceHeight: number;
}

/** Where a face would be with the head up, and how high. */
export function placeOf(face: Box & { view: StudentView }): FacePlace {
  return { x: face.x + face.w / 2, y: raisedY(face), faceHeight: face.h };
}

/** The box of the face that belongs at a seat. */
export function faceBoxAt({ x, y, faceHeight }: FacePlace): Box {
  return { x: x - faceHeight / 2, y: y - faceHeight / 2, w: faceHeight, h: faceHeight };
}

/** By how many face heights a bowed face lies below the same face held up. */
const BOW_DEPTH = 0.9;
const raisedY = (face: Box & { view: StudentView }): number =>
  face.y + face.h * (0.5 - BOW_DEPTH * (face.view.bowed + face.view.onDesk));

/** No correction of a face's place goes further than this, in face heights, or changes its size by more than this factor. */
const CORRECTION = { way: 1, size: 1.5 };
/** Two faces whose corrected places are closer than this, in face heights, are one head. */
const ONE_HEAD = 0.7;

/** The face where the state net sees it; the detector takes a temple or a nape for a face now and then. */
export function corrected(face: Box, { offset }: StudentView): Box {
  const most = (value: number, limit: number) => Math.max(-limit, Math.min(limit, value));
  const size = Math.max(1 / CORRECTION.size, Math.min(CORRECTION.size, offset.size));
  const x = face.x + face.w / 2 + most(offset.right, CORRECTION.way) * face.h;
  const y = face.y + face.h / 2 + most(offset.down, CORRECTION.way) * face.h;
  const [w, h] = [face.w * size, face.h * size];
  return { x: x - w / 2, y: y - h / 2, w, h };
}

/** Each head once: of faces that mean the same head the likeliest stays. */
export function eachHeadOnce<F extends Box & { there: number }>(faces: readonly F[]): F[] {
  const kept: F[] = [];
  for (const face of faces.toSorted((a, b) => b.there - a.there)) {
    const sameHead = (other: F) =>
      Math.hypot(other.x + other.w / 2 - face.x - face.w / 2, other.y + other.h / 2 - face.y - face.h / 2) <
      ONE_HEAD * Math.max(other.h, face.h);
    if (!kept.some(sameHead)) kept.push(face);
  }
  return kept;
}
