import type { Face } from './face-detector.ts';

/** A face of one look, judged by itself. */
export interface FoundFace extends Face {
  /** Only a sure face can open a seat or stand up; at a known seat a fainter one is believed. */
  sure: boolean;
  /** Probability that the head is bowed, 0..1. */
  bowed: number;
  /** Probability that the person has a hand up, 0..1. */
  handUp: number;
}

/** A place where somebody sits: learned from faces that recur there. Numbers are places, never persons. */
export interface Seat {
  /** 0 until confirmed: passers-by use up no numbers. */
  id: number;
  /** Centre and height of the face when seated, pixels; follow slow changes. */
  x: number;
  y: number;
  faceHeight: number;
  firstSeenMs: number;
  lastSeenMs: number;
  /** Times a face was seen here. */
  sightings: number;
  /** Looks since the seat was first seen. */
  looks: number;
  confirmed: boolean;
}

/** What one look says of a seat; `face` is null while no face is found there. */
export interface SeatSighting {
  seat: Seat;
  face: FoundFace | null;
  standing: boolean;
}

/**
 * How far a face may be from its seat, in face heights: pupils lean, and a bowed face is lower by more than one. A face
 * above the seat is that of somebody standing up, so the way up counts double.
 */
const REACH = 2;
const UP_REACH = REACH / 2;
/** A face this near to a seat that has lost its own is taken for it rather than for a newcomer. */
const LOST_REACH = 3.5;
/** Faces of one seat differ in size by less than this factor. */
const ALIKE = 1.7;
/** In a lesson's first moments a few sightings make a seat; later ones are passers-by until they stay. */
const LEARNING_MS = 30_000;
const CONFIRM = { learningSightings: 3, laterMs: 15_000, rate: 0.6 };
/** An unconfirmed seat is forgotten after this long without a face. */
const CANDIDATE_LIFE_MS = 6_000;
/** A seat outlives a missing face by this many times the span it was seen for, within bounds. */
const OUTLIVES_FACTOR = 3;
const OUTLIVES_MS = { least: 10_000, most: 120_000 };
/** Share by which a seat follows a new sighting. */
const DRIFT = 0.05;
/** By how many face heights a bowed face lies below the same face held up. */
const BOW_DEPTH = 0.9;

/** Learns where people sit and tells which seats are occupied, also while a face is hidden. */
export class SeatMap {
  #seats: Seat[] = [];
  #nextId = 1;
  #startedMs: number | undefined;

  /** @param faces of one look, best first, also faint ones */
  update(faces: readonly FoundFace[], atMs: number): SeatSighting[] {
    this.#startedMs ??= atMs;
    for (const seat of this.#seats) seat.looks++;
    const free = new Set(faces);
    const matched = new Map<Seat, FoundFace>();
    this.#match(new Set(faces.filter((face) => face.sure)), matched, REACH);
    for (const face of matched.values()) free.delete(face);
    this.#match(free, matched, REACH);
    const standing = this.#standing(free, matched);
    this.#match(free, matched, LOST_REACH);
    for (const [seat, face] of matched) this.#see(seat, face, atMs);
    for (const [seat] of standing) seat.lastSeenMs = atMs;
    for (const face of free) if (face.sure) this.#open(face, atMs);
    this.#seats = this.#seats.filter(
      (seat) => atMs - seat.lastSeenMs <= lifeMs(seat) && !this.#seats.some((other) => wears(other, seat)),
    );
    return this.#seats
      .filter((seat) => seat.confirmed)
      .map((seat) => ({
        seat,
        face: matched.get(seat) ?? standing.get(seat) ?? null,
        standing: standing.has(seat),
      }));
  }

  /** Gives each seat without a face the nearest free one within reach, nearest pairs first. */
  #match(free: Set<FoundFace>, matched: Map<Seat, FoundFace>, reach: number): void {
    const seats = this.#seats.filter((seat) => !matched.has(seat));
    const pairs = [...free].flatMap((face) =>
      seats.filter((seat) => alike(seat, face)).map((seat) => ({ seat, face, distance: distanceInFaces(seat, face) })),
    );
    for (const { seat, face, distance } of pairs.sort((a, b) => a.distance - b.distance)) {
      if (distance > reach) break;
      if (matched.has(seat) || !free.has(face)) continue;
      matched.set(seat, face);
      free.delete(face);
    }
  }

  /** A face right above a confirmed seat that lost its own: its person stands. */
  #standing(free: Set<FoundFace>, matched: Map<Seat, FoundFace>): Map<Seat, FoundFace> {
    const standing = new Map<Seat, FoundFace>();
    for (const face of free) {
      if (!face.sure) continue;
      const seat = this.#seats.find((candidate) => {
        if (!candidate.confirmed || matched.has(candidate) || standing.has(candidate)) return false;
        const up = (candidate.y - centreY(face)) / candidate.faceHeight;
        const aside = Math.abs(centreX(face) - candidate.x) / candidate.faceHeight;
        return up > UP_REACH && up < 5 && aside < 1.5 && alike(candidate, face);
      });
      if (!seat) continue;
      standing.set(seat, face);
      free.delete(face);
    }
    return standing;
  }

  #see(seat: Seat, face: FoundFace, atMs: number): void {
    if (!seat.confirmed && !face.sure) return;
    seat.sightings++;
    seat.lastSeenMs = atMs;
    seat.x += DRIFT * (centreX(face) - seat.x);
    seat.y += DRIFT * (centreY(face) - seat.y);
    seat.faceHeight += DRIFT * (face.h - seat.faceHeight);
    const learning = seat.firstSeenMs - this.#startedMs! < LEARNING_MS;
    const stayed = learning ? seat.sightings >= CONFIRM.learningSightings : atMs - seat.firstSeenMs >= CONFIRM.laterMs;
    if (seat.confirmed || !stayed || seat.sightings < CONFIRM.rate * seat.looks) return;
    seat.confirmed = true;
    seat.id = this.#nextId++;
  }

  #open(face: FoundFace, atMs: number): void {
    this.#seats.push({
      id: 0,
      x: centreX(face),
      y: centreY(face),
      faceHeight: face.h,
      firstSeenMs: atMs,
      lastSeenMs: atMs,
      sightings: 1,
      looks: 1,
      confirmed: false,
    });
  }
}

/** Somewhere a face may be: its centre and height in pixels. */
type Place = Pick<Seat, 'x' | 'y' | 'faceHeight'>;

/**
 * Whether `low` lies where the person of `head` has a chest. Whoever sits lower in the picture sits nearer and is
 * larger, so something smaller right below a face is a print on a shirt or a hand, not another pupil.
 */
function wears(head: Place, low: Place): boolean {
  const below = (low.y - head.y) / head.faceHeight;
  const aside = Math.abs(low.x - head.x) / head.faceHeight;
  return below > 0.7 && below < 3.5 && aside < 1.2 && low.faceHeight < 0.95 * head.faceHeight;
}

function lifeMs(seat: Seat): number {
  if (!seat.confirmed) return CANDIDATE_LIFE_MS;
  const seenForMs = seat.lastSeenMs - seat.firstSeenMs;
  return Math.min(OUTLIVES_MS.most, Math.max(OUTLIVES_MS.least, OUTLIVES_FACTOR * seenForMs));
}

function distanceInFaces(seat: Seat, face: FoundFace): number {
  const down = centreY(face) - seat.y;
  return Math.hypot(centreX(face) - seat.x, down < 0 ? 2 * down : down) / seat.faceHeight;
}

function alike(seat: Seat, face: FoundFace): boolean {
  const ratio = face.h / seat.faceHeight;
  return ratio < ALIKE && ratio > 1 / ALIKE;
}

const centreX = (face: FoundFace): number => face.x + face.w / 2;
/** Height of the face's centre as it would be with the head up. */
const centreY = (face: FoundFace): number => face.y + face.h * (0.5 - BOW_DEPTH * face.bowed);
