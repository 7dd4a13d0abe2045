import type { FacePlace } from './found-face.ts';

/** A place where somebody sits: learned from faces that recur there. Numbers are places, never persons. */
export interface Seat extends FacePlace {
  /** 0 until confirmed: passers-by use up no numbers. */
  id: number;
  firstSeenMs: number;
  lastSeenMs: number;
  /** How likely what is seen here is a head, 0..1, over its last sightings. */
  there: number;
  /** Times a face was seen here. */
  sightings: number;
  /** Looks since the seat was first seen. */
  looks: number;
  confirmed: boolean;
  /** Where its person's face was when they last stood; null while they sit. */
  stoodAt: FacePlace | null;
  /** Since when the place has looked empty; null while it does not. */
  emptySinceMs: number | null;
}
