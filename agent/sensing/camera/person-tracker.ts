import type { RoomProjection } from './room-projection.ts';
import {
  eyeHeightOf,
  type Place,
  placeOf,
  type Sighting,
  seatedPlaceOf,
  shoulderWidthOf,
  torsoLengthOf,
} from './sighting.ts';

/** Somebody followed from look to look. */
export interface Track extends Place {
  readonly id: number;
  readonly bornMs: number;
  /** When last seen. */
  seenMs: number;
  looks: number;
  /** Height of the eyes, metres, as if standing. */
  eyesM: number;
  /** Has been at the front, where no seats are. */
  wasAtFront: boolean;
  /** Has been seen walking, not only rising from a seat. */
  walked: boolean;
  /** Was first seen among the seats while an adult was followed elsewhere. */
  cameFromSeats: boolean;
  /** Since when this track has stayed within a step of one place. */
  stillSinceMs: number;
  sighting: Sighting;
}

interface Fit {
  track: Followed;
  sighting: Sighting;
  place: Place;
  distanceM: number;
  stands: boolean;
}

interface Walk {
  sighting: Sighting;
  atMs: number;
}

interface Followed extends Track {
  heights: number[];
  /** Looks of the last seconds, to tell walking. */
  recent: Walk[];
  stillAt: Place;
  speed: { x: number; y: number };
}

/** Height of an adult's eyes before anything is known, metres, and how many looks that is worth. */
const USUAL_EYES_M = 1.58;
const USUAL_WEIGHT = 3;
const HEIGHTS_KEPT = 41;
/** Eyes of an adult on their feet are at least this high, metres. */
export const LEAST_EYES_M = 1.38;
/** How far somebody may be from where they were seen: a step, and more for each second, up to a limit. Metres. */
const STEP_M = 0.5;
const SPEED_M_PER_S = 1.3;
const MOST_WALK_M = 1.7;
const FARTHEST_M = STEP_M + MOST_WALK_M;
/** Who is known by so many looks and has never left their place is seated; nobody is known to walk after so long a gap. */
const SEATED_LOOKS = 4;
const GAP_MS = 2_500;
/** A fainter sighting than this is believed only where somebody is expected. */
const FAINT_SCORE = 0.2;
/** A place this far outside the walls is a mistake, metres. */
const OUTSIDE_M = 0.7;
/** Among the seats a lost track soon could be taken over by a neighbour; at the front there are none. */
const KEPT_AMONG_SEATS_MS = 3_000;
const KEPT_AT_FRONT_MS = 10_000;
/** Somebody seated stays known for longer than the whole picture takes to be searched. */
const KEPT_SEATED_MS = 20_000;
/** A torso that differs by more than this factor is another person's, once the first one's height is known. */
const TORSO_FACTOR = 1.3;
const HEIGHT_KNOWN_LOOKS = 5;
/** Among the seats, somebody who looks this much smaller sits: it is not who walked there. Metres. */
const SMALLER_M = 0.13;
/** The same by the shoulders, when no more than they is in the picture. */
const NARROWER = 0.85;
/** Walking: this far away from a place of the last seconds, in at least this many looks. */
const WALK_M = 1.5;
const WALK_LOOKS = 4;
const WALK_MEMORY_MS = 15_000;
/** No single step of it is more than this share: several people seen in turn move by leaps. */
const WALK_STEP = 0.6;
/** Of which this far aside, or growing or shrinking at least half as much as the distance asks. */
const WALK_ASIDE_M = 0.8;

export interface TrackerOptions {
  projection: RoomProjection;
  /** Nearer to the board than this are no seats, metres; minus infinity when the camera cannot tell. */
  frontM: number;
  /** Half of the room's width, and its depth, metres. */
  room: { halfWidthM: number; depthM: number };
}

/** Follows everybody in a camera's picture through the room plan. Who of them is the teacher is not decided here. */
export class PersonTracker {
  readonly #options: TrackerOptions;
  #tracks: Followed[] = [];
  #nextId = 1;

  constructor(options: TrackerOptions) {
    this.#options = options;
  }

  /**
   * @param sightings of different people
   * @param adultFollowed an adult is known to be on their feet somewhere
   */
  update(sightings: readonly Sighting[], atMs: number, adultFollowed: boolean): readonly Track[] {
    this.#tracks = this.#tracks.filter((track) => atMs - track.seenMs <= this.#keptMs(track));
    const fits = this.#tracks
      .flatMap((track) => sightings.map((sighting) => this.#fit(track, sighting, atMs)))
      .filter((fit) => fit !== null)
      .sort((a, b) => a.distanceM - b.distanceM);
    const taken = new Set<Followed | Sighting>();
    for (const fit of fits) {
      if (taken.has(fit.track) || taken.has(fit.sighting)) continue;
      taken.add(fit.track).add(fit.sighting);
      this.#extend(fit, atMs);
    }
    for (const sighting of sightings) if (!taken.has(sighting)) this.#begin(sighting, atMs, adultFollowed);
    return this.#tracks;
  }

  #keptMs({ yM, wasAtFront, walked }: Track): number {
    if (!wasAtFront && !walked) return KEPT_SEATED_MS;
    return yM <= this.#options.frontM ? KEPT_AT_FRONT_MS : KEPT_AMONG_SEATS_MS;
  }

  #fit(track: Followed, sighting: Sighting, atMs: number): Fit | null {
    const { projection, frontM } = this.#options;
    const elapsedS = (atMs - track.seenMs) / 1000;
    const aheadS = Math.min(1, elapsedS);
    const expected = { ...track, xM: track.xM + track.speed.x * aheadS, yM: track.yM + track.speed.y * aheadS };
    const seated = track.looks >= SEATED_LOOKS && track.stillSinceMs === track.bornMs;
    const mayWalk = track.walked || track.wasAtFront || (!seated && atMs - track.seenMs <= GAP_MS);
    const walkM = mayWalk && sighting.score >= FAINT_SCORE ? Math.min(MOST_WALK_M, SPEED_M_PER_S * elapsedS) : 0;
    const place = placeOf(sighting, track.eyesM, projection);
    if (
      place &&
      this.#inRoom(place) &&
      apart(place, expected) <= STEP_M + walkM &&
      this.#sameSize(track, sighting, place)
    )
      return { track, sighting, place, distanceM: apart(place, expected), stands: true };
    // At the front, where no pupil sits, somebody who sits down is still there; anybody who stands fits better.
    const chair = track.wasAtFront && track.yM <= frontM ? seatedPlaceOf(sighting, track.eyesM, projection) : null;
    if (!chair || apart(chair, track) > STEP_M) return null;
    return { track, sighting, place: chair, distanceM: FARTHEST_M + apart(chair, track), stands: false };
  }

  #sameSize({ heights, eyesM, walked }: Followed, sighting: Sighting, place: Place): boolean {
    const { projection, frontM } = this.#options;
    if (heights.length < HEIGHT_KNOWN_LOOKS) return true;
    const height = eyeHeightOf(sighting, projection);
    const amongSeats = walked && place.yM > frontM;
    if (height === null) {
      const wide = (sighting.shoulders * place.awayM) / shoulderWidthOf(eyesM);
      return wide < TORSO_FACTOR && (!amongSeats || wide > NARROWER);
    }
    if (amongSeats && height < eyesM - SMALLER_M) return false;
    const factor = (sighting.torso! * place.awayM) / torsoLengthOf(eyesM);
    return factor < TORSO_FACTOR && factor > 1 / TORSO_FACTOR;
  }

  #begin(sighting: Sighting, atMs: number, adultFollowed: boolean): void {
    const { projection, frontM } = this.#options;
    const height = eyeHeightOf(sighting, projection);
    if (height === null || sighting.score < FAINT_SCORE) return;
    const eyesM = usualHeight([height]);
    const place = placeOf(sighting, eyesM, projection);
    if (!place || !this.#inRoom(place)) return;
    const wasAtFront = place.yM <= frontM;
    this.#tracks.push({
      ...place,
      id: this.#nextId++,
      bornMs: atMs,
      seenMs: atMs,
      looks: 1,
      eyesM,
      wasAtFront,
      walked: false,
      cameFromSeats: adultFollowed && !wasAtFront,
      stillSinceMs: atMs,
      sighting,
      heights: [height],
      recent: [{ sighting, atMs }],
      stillAt: place,
      speed: { x: 0, y: 0 },
    });
  }

  #inRoom({ xM, yM }: Place): boolean {
    const { halfWidthM, depthM } = this.#options.room;
    return Math.abs(xM) < halfWidthM + OUTSIDE_M && yM > -OUTSIDE_M && yM < depthM + OUTSIDE_M;
  }

  #extend({ track, sighting, place, stands }: Fit, atMs: number): void {
    const { projection, frontM } = this.#options;
    const elapsedS = Math.max(0.1, (atMs - track.seenMs) / 1000);
    // People who stay where they are seem to move a little; only a walk has a speed worth extrapolating.
    const moving = track.walked || track.wasAtFront ? 0.5 : 0;
    track.speed = {
      x: moving * ((place.xM - track.xM) / elapsedS),
      y: moving * ((place.yM - track.yM) / elapsedS),
    };
    const height = stands ? eyeHeightOf(sighting, projection) : null;
    if (height !== null) track.heights = [...track.heights, height].slice(-HEIGHTS_KEPT);
    track.eyesM = usualHeight(track.heights);
    if (apart(place, track.stillAt) > 2 * STEP_M) {
      track.stillAt = place;
      track.stillSinceMs = atMs;
    }
    Object.assign(track, place, { sighting, seenMs: atMs, looks: track.looks + 1 });
    track.wasAtFront ||= place.yM <= frontM;
    track.recent = [...track.recent.filter((walk) => atMs - walk.atMs <= WALK_MEMORY_MS), { sighting, atMs }];
    track.walked ||= this.#hasWalked(track);
  }

  /**
   * Whether a track's last seconds were a walk. Rising from a seat also moves the place a head seems to be at, by a metre
   * and more, but the body then does not grow or shrink as it would with the distance.
   */
  #hasWalked({ recent, eyesM, sighting }: Followed): boolean {
    const { projection } = this.#options;
    const now = placeOf(sighting, eyesM, projection);
    if (!now || recent.length < WALK_LOOKS || eyesM < LEAST_EYES_M) return false;
    const places = recent.map((walk) => placeOf(walk.sighting, eyesM, projection));
    const steps = places.map((place, i) => (i > 0 && place ? apart(place, places[i - 1]!) : 0));
    return recent.slice(0, 1 - WALK_LOOKS).some((walk, i) => {
      const then = places[i];
      if (!then || apart(now, then) < WALK_M) return false;
      if (Math.max(...steps.slice(i + 1)) > WALK_STEP * apart(now, then)) return false;
      const turnedBy = Math.abs(sighting.gaze.xM * walk.sighting.gaze.yM - sighting.gaze.yM * walk.sighting.gaze.xM);
      if (turnedBy * Math.min(now.awayM, then.awayM) >= WALK_ASIDE_M) return true;
      const [before, after] = [walk.sighting.torso, sighting.torso];
      const asked = Math.log(then.awayM / now.awayM);
      return before !== null && after !== null && Math.log(after / before) / asked >= 0.5;
    });
  }
}

/** Metres between two places; far, when one is not known. */
const apart = (a: Place, b: Place | null): number =>
  b === null ? Number.POSITIVE_INFINITY : Math.hypot(a.xM - b.xM, a.yM - b.yM);

/** Median of the measured heights, drawn towards the usual one while they are few. */
function usualHeight(heights: readonly number[]): number {
  const sorted = heights.toSorted((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)] ?? USUAL_EYES_M;
  return (median * sorted.length + USUAL_EYES_M * USUAL_WEIGHT) / (sorted.length + USUAL_WEIGHT);
}
