import type { CameraName, TeacherObservation } from '../../lesson/observation.ts';
import type { RoomPlan } from '../../lesson/room-plan.ts';
import type { Frame } from '../capture/video-frames.ts';
import { CameraLevel } from './camera-level.ts';
import { PersonTracker, type Track } from './person-tracker.ts';
import type { Square } from './picture.ts';
import type { PeopleFinder } from './pose-estimator.ts';
import { covers, squareAround, sweepSquares } from './search-squares.ts';
import { distinct, type Sighting, sightingOf } from './sighting.ts';
import { FOLLOWED_MS, TeacherChoice } from './teacher-choice.ts';
import { seenTeacher, unseenTeacher } from './teacher-claims.ts';
import { type TeacherView, teacherView } from './teacher-view.ts';

const PERSON_SCORE = 0.1;
/** Squares a look: around people seen before, and of the sweep over the picture, more of it to find a lost teacher. */
const MOST_PEOPLE = 2;
const MOST_PEOPLE_LOST = 3;
const SWEEP = 1;
const SWEEP_LOST = 3;
/** People are worth another look for this long after they were first seen or have walked. */
const NEWS_MS = 6_000;
/** More looks a second than this need no further part of the sweep. */
const SWEEP_EVERY_MS = 450;

interface Search {
  view: TeacherView;
  tracker: PersonTracker;
  sweep: Square[];
}

/**
 * Finds the teacher in a camera's pictures. Who it is needs no face: the one adult on their feet who is at the front of
 * the room, where nobody sits, or walks about, and stays the same person from look to look. A look goes where adults were
 * seen last and over one more part of the picture, so that all of it is searched every few looks.
 */
export class TeacherCamera {
  readonly #finder: Pick<PeopleFinder, 'find'>;
  readonly #plan: RoomPlan | null;
  readonly #camera: CameraName;
  readonly #choice = new TeacherChoice();
  readonly #level = new CameraLevel();
  #search: Search | undefined;
  /** Squares of the sweep done so far, and when the last was. */
  #swept = 0;
  #sweptMs = Number.NEGATIVE_INFINITY;
  /** Those worth looking for first. */
  #people: readonly Track[] = [];
  /** The teacher as last seen. */
  #last: Track | undefined;
  #inSight = false;
  #startedMs: number | undefined;

  /** @param plan null when the room was never measured: little is claimed then */
  constructor(finder: Pick<PeopleFinder, 'find'>, plan: RoomPlan | null, camera: CameraName) {
    this.#finder = finder;
    this.#plan = plan;
    this.#camera = camera;
  }

  async look(frame: Frame): Promise<TeacherObservation> {
    const { atMs } = frame;
    this.#startedMs ??= atMs;
    this.#search ??= this.#prepare(frame);
    const { view, tracker } = this.#search;
    const followed = this.#last !== undefined && atMs - this.#last.seenMs <= FOLLOWED_MS;
    const sightings = await this.#sight(frame, this.#search, followed);
    const tracks = tracker.update(sightings, atMs, followed);
    const teacher = this.#choice.choose(tracks, atMs, view.frontM);
    const others = this.#choice.others(tracks, atMs, teacher);
    this.#inSight = teacher?.seenMs === atMs;
    const standing = tracks.filter((track) => track.seenMs === atMs && (track.wasAtFront || track.walked));
    this.#level.update(
      standing.map(({ sighting }) => sighting),
      view.projection,
      frame.width,
    );
    const sweptWhole = !this.#inSight && this.#search.sweep.length <= SWEEP_LOST;
    this.#people = tracks
      .filter(
        ({ wasAtFront, walked, stillSinceMs }) =>
          wasAtFront || walked || (!sweptWhole && atMs - stillSinceMs <= NEWS_MS),
      )
      .sort((a, b) => Number(b === teacher) - Number(a === teacher) || b.eyesM - a.eyesM);
    if (teacher && this.#inSight) {
      this.#last = { ...teacher };
      return seenTeacher(view, teacher, others + 1);
    }
    return { ...unseenTeacher(view, this.#last, atMs - (this.#last?.seenMs ?? this.#startedMs), others), atMs };
  }

  async #sight(frame: Frame, { view, sweep }: Search, followed: boolean): Promise<Sighting[]> {
    const squares: Square[] = [];
    for (const { sighting } of [...(followed ? [this.#last!] : []), ...this.#people]) {
      if (squares.length === (this.#inSight ? MOST_PEOPLE : MOST_PEOPLE_LOST)) break;
      if (!squares.some((square) => covers(square, sighting))) squares.push(squareAround(sighting, frame));
    }
    if (!this.#inSight || frame.atMs - this.#sweptMs >= SWEEP_EVERY_MS) {
      this.#sweptMs = frame.atMs;
      const count = this.#swept === 0 ? sweep.length : this.#inSight ? SWEEP : Math.min(SWEEP_LOST, sweep.length);
      for (let i = 0; i < count; i++) squares.push(sweep[this.#swept++ % sweep.length]!);
    }
    const sightings: Sighting[] = [];
    for (const square of squares) {
      for (const person of await this.#finder.find(frame, square, PERSON_SCORE)) {
        const sighting = sightingOf(person, view.projection, square.y + square.side, frame.height);
        if (sighting) sightings.push(sighting);
      }
    }
    return distinct(sightings);
  }

  #prepare(frame: Frame): Search {
    const view = teacherView(this.#plan, this.#camera, frame);
    const { projection, plan, frontM, seesFront } = view;
    const front = seesFront ? { widthM: plan.widthM, depthM: plan.frontDepthM } : null;
    return {
      view,
      tracker: new PersonTracker({ projection, frontM, room: { halfWidthM: plan.widthM / 2, depthM: plan.depthM } }),
      sweep: sweepSquares(frame, projection, front),
    };
  }
}
