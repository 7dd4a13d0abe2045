import { type FoundFace, placeOf } from './found-face.ts';
import type { Seat } from './seat.ts';
import { type Offset, SeatMatcher } from './seat-matcher.ts';
import { fitsRoom } from './seat-perspective.ts';
import type { StudentView } from './student-view.ts';

/** What one look says of a seat; `face` is null while no face is found there. */
export interface SeatSighting {
  seat: Seat;
  face: FoundFace | null;
  standing: boolean;
}

/** Only what is this likely a head opens a seat. */
const SURE = 0.6;
/** In a lesson's first moments a few sightings make a seat; later ones are passers-by until they stay. */
const LEARNING_MS = 30_000;
const CONFIRM = { learningSightings: 3, laterMs: 15_000, rate: 0.6, there: 0.7 };
/** Weight of the newest sighting in how likely a seat is one at all; below the least it is none after all. */
const THERE_RATE = 0.2;
const LEAST_THERE = 0.5;
/** An unconfirmed seat is forgotten after this long without a face. */
const CANDIDATE_LIFE_MS = 6_000;
/** A seat without a face whose place shows nobody for this long is free: longer than anybody takes to walk past. */
const LEFT_AFTER_MS = 8_000;
const EMPTY_PROBABILITY = 0.6;
/** A seat outlives a missing face by this many times the span it was seen for, within bounds. */
const OUTLIVES_FACTOR = 3;
const OUTLIVES_MS = { least: 10_000, most: 600_000 };
/** Share by which a seat follows a raised head; where a bowed one would be raised is only a guess. */
const DRIFT = 0.05;
/** Two seats closer than this, in face heights, are one. */
const SAME_SEAT = 0.9;
/** At least so many faces, most of them in new places, in so many looks in a row: the camera was turned, not the class. */
const RELEARN = { looks: 3, leastFaces: 4 };

/** Learns where people sit and tells which seats are occupied, also while a face is hidden. */
export class SeatMap {
  readonly #matcher = new SeatMatcher();
  #seats: Seat[] = [];
  #nextId = 1;
  #learningSinceMs: number | undefined;
  #strangeLooks = 0;

  /** Whether the places are still being learned. */
  learning(atMs: number): boolean {
    return this.#learningSinceMs === undefined || atMs - this.#learningSinceMs < LEARNING_MS;
  }

  /** Confirmed seats, in the order they were confirmed. */
  get seats(): readonly Seat[] {
    return this.#seats.filter(({ confirmed }) => confirmed);
  }

  /** Every place under watch, also those not confirmed yet. */
  get places(): readonly Seat[] {
    return this.#seats;
  }

  /** The camera moved a little: every seat moves with the picture, pixels. */
  shift({ dx, dy }: Offset): void {
    for (const seat of this.#seats) {
      seat.x += dx;
      seat.y += dy;
    }
  }

  /** The camera was turned: what was learned is void. Seat numbers are not used again. */
  relearn(): void {
    this.#seats = [];
    this.#learningSinceMs = undefined;
    this.#strangeLooks = 0;
  }

  /** So long was not looked at: what is remembered for a while is remembered for so much longer. */
  skip(passedMs: number): void {
    if (this.#learningSinceMs !== undefined) this.#learningSinceMs += passedMs;
    for (const seat of this.#seats) {
      seat.firstSeenMs += passedMs;
      seat.lastSeenMs += passedMs;
      if (seat.emptySinceMs !== null) seat.emptySinceMs += passedMs;
    }
  }

  /**
   * Gives the faces of one look to seats and opens seats for new ones. `settle` must follow.
   * @param faces of one look, best first, also faint ones
   */
  match(faces: readonly FoundFace[], atMs: number): SeatSighting[] {
    this.#learningSinceMs ??= atMs;
    for (const seat of this.#seats) seat.looks++;
    const { seated, standing, free, offset } = this.#matcher.match(this.#seats, faces);
    if (offset) this.shift(offset);
    for (const [seat, face] of seated) this.#see(seat, face, atMs);
    for (const [seat, face] of standing) {
      seat.lastSeenMs = atMs;
      seat.emptySinceMs = null;
      seat.stoodAt = placeOf(face);
    }
    for (const face of free) if (face.there >= SURE && !liesOnDesk(face)) this.#open(face, atMs);
    const home = [...seated.keys(), ...standing.keys()].filter(({ confirmed }) => confirmed).length;
    this.#noticeTurn(faces.filter(({ there }) => there >= SURE).length - home, home);
    return this.seats.map((seat) => ({
      seat,
      face: seated.get(seat) ?? standing.get(seat) ?? null,
      standing: standing.has(seat),
    }));
  }

  /**
   * Decides which seats without a face have been left.
   * @param views what the places of the seats without a face show
   * @returns the occupied seats' sightings
   */
  settle(sightings: readonly SeatSighting[], views: ReadonlyMap<Seat, StudentView>, atMs: number): SeatSighting[] {
    for (const { seat } of sightings) {
      const view = views.get(seat);
      if (view && view.none > EMPTY_PROBABILITY) seat.emptySinceMs ??= atMs;
      else seat.emptySinceMs = null;
    }
    const fits = fitsRoom(this.seats);
    this.#seats = this.#seats.filter(
      (seat) => !isLeft(seat, atMs) && !this.#repeats(seat) && seat.there >= LEAST_THERE && fits(seat),
    );
    const kept = new Set(this.#seats);
    return sightings.filter(({ seat }) => kept.has(seat));
  }

  #see(seat: Seat, face: FoundFace, atMs: number): void {
    if (!seat.confirmed && (face.there < SURE || liesOnDesk(face))) return;
    seat.sightings++;
    seat.there += THERE_RATE * (face.there - seat.there);
    seat.lastSeenMs = atMs;
    seat.emptySinceMs = null;
    seat.stoodAt = null;
    const place = placeOf(face);
    const drift = DRIFT * face.view.up;
    seat.x += drift * (place.x - seat.x);
    seat.y += drift * (place.y - seat.y);
    seat.faceHeight += drift * (place.faceHeight - seat.faceHeight);
    const early = seat.firstSeenMs - this.#learningSinceMs! < LEARNING_MS;
    const stayed = early ? seat.sightings >= CONFIRM.learningSightings : atMs - seat.firstSeenMs >= CONFIRM.laterMs;
    if (seat.confirmed || !stayed || seat.there < CONFIRM.there || seat.sightings < CONFIRM.rate * seat.looks) return;
    seat.confirmed = true;
    seat.id = this.#nextId++;
  }

  #open(face: FoundFace, atMs: number): void {
    this.#seats.push({
      id: 0,
      ...placeOf(face),
      firstSeenMs: atMs,
      lastSeenMs: atMs,
      sightings: 1,
      looks: 1,
      confirmed: false,
      there: face.there,
      stoodAt: null,
      emptySinceMs: null,
    });
  }

  /** A class does not change all its places at once: that is the camera. */
  #noticeTurn(strangers: number, home: number): void {
    const strange = this.seats.length > 0 && strangers >= RELEARN.leastFaces && strangers > 2 * home;
    this.#strangeLooks = strange ? this.#strangeLooks + 1 : 0;
    if (this.#strangeLooks >= RELEARN.looks) this.relearn();
  }

  /** Whether an older seat is at the same place. */
  #repeats(seat: Seat): boolean {
    return this.#seats.some(
      (other) =>
        other !== seat &&
        other.sightings > seat.sightings &&
        Math.hypot(other.x - seat.x, other.y - seat.y) < SAME_SEAT * Math.max(other.faceHeight, seat.faceHeight),
    );
  }
}

/** A head on a desk makes no seat: bags, chairs and shadows on desks look like one. Its person sat up before. */
const liesOnDesk = ({ view }: FoundFace): boolean => view.onDesk > 0.5;

function isLeft(seat: Seat, atMs: number): boolean {
  if (!seat.confirmed) return atMs - seat.lastSeenMs > CANDIDATE_LIFE_MS;
  if (seat.emptySinceMs !== null && atMs - seat.emptySinceMs >= LEFT_AFTER_MS) return true;
  const seenForMs = seat.lastSeenMs - seat.firstSeenMs;
  const life = Math.min(OUTLIVES_MS.most, Math.max(OUTLIVES_MS.least, OUTLIVES_FACTOR * seenForMs));
  return atMs - seat.lastSeenMs > life;
}
