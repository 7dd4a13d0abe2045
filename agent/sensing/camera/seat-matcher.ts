import { type FoundFace, placeOf } from './found-face.ts';
import { median } from './median.ts';
import type { Seat } from './seat.ts';

/** A way in the picture, pixels. */
export interface Offset {
  dx: number;
  dy: number;
}

export interface SeatMatches {
  seated: Map<Seat, FoundFace>;
  standing: Map<Seat, FoundFace>;
  free: FoundFace[];
  /** How far all faces have moved together: the camera was bumped. Null when they have not. */
  offset: Offset | null;
}

/**
 * How far a face may be from its seat, in face heights: pupils lean, and a bowed face is lower by more than one. A face
 * above the seat is that of somebody standing up, so the way up counts double.
 */
const REACH = 2;
/** A face this near to a seat that has lost its own is taken for it rather than for a newcomer. */
const LOST_REACH = 3.5;
/** Faces of one seat differ in size by less than this factor. */
const ALIKE = 1.7;
/** Face heights by which a standing face is above its seat and may be beside it. */
const STANDING = { least: 0.8, most: 5.5, aside: 1.6 };
/** Who stands already, and whose face has not moved further than this in face heights, is believed to with less. */
const STANDING_PROBABILITY = { begins: 0.5, goesOn: 0.15, stays: 1.5 };
const SURE = 0.6;
/** So many faces moved by the same way, in face heights, are a bumped camera. */
const BUMP = { leastFaces: 6, leastWay: 0.5, spread: 0.35 };

/** Tells which face of a look belongs to which seat. */
export class SeatMatcher {
  match(seats: readonly Seat[], faces: readonly FoundFace[]): SeatMatches {
    const free = new Set(faces);
    const seated = new Map<Seat, FoundFace>();
    const upright = faces.filter((face) => isUpright(face, seats));
    const seatedOnly = new Set(faces.filter((face) => !upright.includes(face)));
    const sure = new Set([...seatedOnly].filter(({ there }) => there >= SURE));
    nearest(sure, seats, seated, REACH);
    for (const face of seated.values()) seatedOnly.delete(face);
    nearest(seatedOnly, seats, seated, REACH);
    const standing = stood(upright, seats, seated);
    for (const face of [...seated.values(), ...standing.values()]) free.delete(face);
    const rest = seats.filter((seat) => !standing.has(seat));
    nearest(free, rest, seated, LOST_REACH);
    for (const face of seated.values()) free.delete(face);
    return { seated, standing, free: [...free], offset: commonOffset(seated) };
  }
}

/** Gives each seat without a face the nearest free one within reach, nearest pairs first. */
function nearest(
  faces: ReadonlySet<FoundFace>,
  seats: readonly Seat[],
  seated: Map<Seat, FoundFace>,
  reach: number,
): void {
  const free = new Set(faces);
  const open = seats.filter((seat) => !seated.has(seat));
  const pairs = [...free].flatMap((face) =>
    open.filter((seat) => alike(seat, face)).map((seat) => ({ seat, face, distance: distanceInFaces(seat, face) })),
  );
  for (const { seat, face, distance } of pairs.sort((a, b) => a.distance - b.distance)) {
    if (distance > reach) break;
    if (seated.has(seat) || !free.has(face)) continue;
    seated.set(seat, face);
    free.delete(face);
  }
}

function isUpright({ there, view, ...face }: FoundFace, seats: readonly Seat[]): boolean {
  if (there < SURE) return false;
  const { begins, goesOn, stays } = STANDING_PROBABILITY;
  const stood = seats.some(
    ({ stoodAt }) =>
      stoodAt &&
      Math.hypot(face.x + face.w / 2 - stoodAt.x, face.y + face.h / 2 - stoodAt.y) < stays * stoodAt.faceHeight,
  );
  return view.standing > (stood ? goesOn : begins);
}

/** Somebody upright belongs to the confirmed seat right below that lost its face; the nearest in size and side first. */
function stood(
  upright: readonly FoundFace[],
  seats: readonly Seat[],
  seated: ReadonlyMap<Seat, FoundFace>,
): Map<Seat, FoundFace> {
  const standing = new Map<Seat, FoundFace>();
  const pairs = upright.flatMap((face) =>
    seats.flatMap((seat) => {
      if (!seat.confirmed || seated.has(seat) || !alike(seat, face)) return [];
      const up = (seat.y - face.y - face.h / 2) / seat.faceHeight;
      const aside = Math.abs(face.x + face.w / 2 - seat.x) / seat.faceHeight;
      if (up < STANDING.least || up > STANDING.most || aside > STANDING.aside) return [];
      return [{ seat, face, distance: aside + Math.abs(Math.log(face.h / seat.faceHeight)) * 4 }];
    }),
  );
  const taken = new Set<FoundFace>();
  for (const { seat, face } of pairs.sort((a, b) => a.distance - b.distance)) {
    if (standing.has(seat) || taken.has(face)) continue;
    standing.set(seat, face);
    taken.add(face);
  }
  return standing;
}

/** The way most seated faces have moved by, when they have moved together. */
function commonOffset(seated: ReadonlyMap<Seat, FoundFace>): Offset | null {
  const ways = [...seated]
    .filter(([seat, { there }]) => seat.confirmed && there >= SURE)
    .map(([seat, face]) => {
      const place = placeOf(face);
      return { dx: place.x - seat.x, dy: place.y - seat.y, faceHeight: seat.faceHeight };
    });
  if (ways.length < BUMP.leastFaces) return null;
  const [dx, dy] = [median(ways.map((way) => way.dx)), median(ways.map((way) => way.dy))];
  const size = median(ways.map(({ faceHeight }) => faceHeight));
  const spread = median(ways.map((way) => Math.hypot(way.dx - dx, way.dy - dy)));
  const together = Math.hypot(dx, dy) >= BUMP.leastWay * size && spread <= BUMP.spread * size;
  return together ? { dx, dy } : null;
}

function distanceInFaces(seat: Seat, face: FoundFace): number {
  const place = placeOf(face);
  const down = place.y - seat.y;
  return Math.hypot(place.x - seat.x, down < 0 ? 2 * down : down) / seat.faceHeight;
}

function alike(seat: Seat, face: FoundFace): boolean {
  const ratio = face.h / seat.faceHeight;
  return ratio < ALIKE && ratio > 1 / ALIKE;
}
