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
export function placeOf(face: FoundFace): FacePlace {
  return { x: face.x + face.w / 2, y: raisedY(face), faceHeight: face.h };
}

/** The box of the face that belongs at a seat. */
export function faceBoxAt({ x, y, faceHeight }: FacePlace): Box {
  return { x: x - faceHeight / 2, y: y - faceHeight / 2, w: faceHeight, h: faceHeight };
}

/** By how many face heights a bowed face lies below the same face held up. */
const BOW_DEPTH = 0.9;
const raisedY = (face: FoundFace): number => face.y + face.h * (0.5 - BOW_DEPTH * (face.view.bowed + face.view.onDesk));
