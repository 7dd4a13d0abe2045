import type { SeatPlace, StudentsObservation } from '../../lesson/observation.ts';
import type { Frame } from '../capture/video-frames.ts';
import type { Face } from './face-detector.ts';
import type { FaceSweep } from './face-sweep.ts';
import { corrected, eachHeadOnce, type FoundFace, faceBoxAt } from './found-face.ts';
import type { HandJudge } from './hand-judge.ts';
import type { MotionGate } from './motion-gate.ts';
import type { Box } from './picture.ts';
import type { Seat } from './seat.ts';
import { SeatMap, type SeatSighting } from './seat-map.ts';
import { type SeatState, SeatStates } from './seat-states.ts';
import { headProbability, type StudentJudges } from './student-judges.ts';
import { type StudentView, type StudentViewer, studentSquare } from './student-view.ts';

/** Height of a head, hair included, over that of its face. */
const HEAD_OVER_FACE = 1.8;
/** A face lower than this cannot be judged, only counted. */
const MEASURABLE_FACE_PX = 8;
/** What is less likely a head than this is not looked at further. */
const LEAST_THERE = 0.3;
/** Everything is searched again after this long, changed or not. */
const FULL_SWEEP_MS = 15_000;
/** Beyond this probability of nobody being there the view of a seat says nothing of its person's head. */
const HIDDEN = 0.6;

export interface StudentModels {
  faces: FaceSweep;
  viewer: StudentViewer;
  hands: HandJudge;
  judges: StudentJudges;
  gate: MotionGate;
}

interface SeatView {
  view: StudentView;
  look: number;
}

/** Turns pictures of the class into counts. Keeps seats, never pictures. */
export class StudentCamera {
  readonly #models: StudentModels;
  readonly #seats = new SeatMap();
  readonly #states = new SeatStates();
  readonly #faceViews = new WeakMap<Face, StudentView>();
  readonly #seatViews = new Map<Seat, SeatView>();
  #sweptMs = Number.NEGATIVE_INFINITY;

  constructor(models: StudentModels) {
    this.#models = models;
  }

  /** The confirmed seats, for the room's self-check. */
  seatPlaces(): SeatPlace[] {
    return this.#seats.seats.map(({ x, y, faceHeight }) => ({
      x: Math.max(0, x),
      y: Math.max(0, y),
      headPx: faceHeight * HEAD_OVER_FACE,
      measurable: faceHeight >= MEASURABLE_FACE_PX,
    }));
  }

  /** The camera was bumped: what is seen lies (dx, dy) pixels further. */
  moved(dx: number, dy: number): void {
    this.#seats.shift({ dx, dy });
  }

  /** The camera was turned: the seats are learned anew. */
  relearn(): void {
    this.#seats.relearn();
  }

  /** Nothing was looked at for so long: the seats are none the older for it. */
  skipped(passedMs: number): void {
    this.#seats.skip(passedMs);
  }

  async look(frame: Frame): Promise<StudentsObservation> {
    const { faces, gate } = this.#models;
    const { atMs } = frame;
    const look = gate.look(frame);
    const full = atMs - this.#sweptMs >= FULL_SWEEP_MS;
    if (full) this.#sweptMs = atMs;
    const learning = this.#seats.learning(atMs);
    const changed = (box: Box, since: number) => full || gate.changedSince(box, since);
    const found = await this.#judged(
      frame,
      await faces.find(frame, look, changed, {
        everyTiling: full || learning,
        region: full || learning ? null : seatingArea(this.#seats.places),
      }),
    );
    const sightings = this.#seats.match(found, atMs);
    const views = await this.#seatViewsOf(frame, sightings, look, changed);
    const occupied = this.#seats.settle(sightings, views, atMs);
    return this.#observation(frame, occupied, views);
  }

  /** Judges the faces that were not judged before. */
  async #judged(frame: Frame, faces: readonly Face[]): Promise<FoundFace[]> {
    const fresh = faces.filter((face) => !this.#faceViews.has(face));
    const views = await this.#models.viewer.judge(frame, fresh.map(studentSquare));
    for (const [i, face] of fresh.entries()) this.#faceViews.set(face, views[i]!);
    const found = faces.map((face) => {
      const view = this.#faceViews.get(face)!;
      const there = headProbability(this.#models.judges, face, view);
      return { ...face, ...corrected(face, view), view, there };
    });
    return eachHeadOnce(found.filter(({ there }) => there >= LEAST_THERE));
  }

  /** What the places of seats without a face show. */
  async #seatViewsOf(
    frame: Frame,
    sightings: readonly SeatSighting[],
    look: number,
    changed: (box: Box, since: number) => boolean,
  ): Promise<Map<Seat, StudentView>> {
    const faceless = sightings.filter(({ face }) => !face).map(({ seat }) => seat);
    const due = faceless.filter((seat) => {
      const known = this.#seatViews.get(seat);
      return !known || changed(seatBox(seat), known.look);
    });
    const squares = due.map((seat) => studentSquare(faceBoxAt(seat)));
    const views = await this.#models.viewer.judge(frame, squares);
    for (const [i, seat] of due.entries()) this.#seatViews.set(seat, { view: views[i]!, look });
    const current = new Set(sightings.map(({ seat }) => seat));
    for (const seat of this.#seatViews.keys()) if (!current.has(seat)) this.#seatViews.delete(seat);
    return new Map(faceless.map((seat) => [seat, this.#seatViews.get(seat)!.view]));
  }

  async #observation(
    frame: Frame,
    occupied: readonly SeatSighting[],
    views: ReadonlyMap<Seat, StudentView>,
  ): Promise<StudentsObservation> {
    const { atMs } = frame;
    const measurable = occupied.filter(({ seat }) => seat.faceHeight >= MEASURABLE_FACE_PX);
    const states = new Map<Seat, SeatState>();
    for (const { seat, face, standing } of measurable) {
      const view = face?.view ?? views.get(seat)!;
      const hidden = !face && view.none > HIDDEN;
      const last = hidden ? this.#states.last(seat.id) : undefined;
      if (last) states.set(seat, last);
      else {
        const hand = await this.#models.hands.judge(frame, face ?? faceBoxAt(seat), view);
        const state = this.#states.look(seat.id, { view, hand }, atMs);
        states.set(seat, standing ? { ...state, head: state.head === 'on-desk' ? 'bowed' : state.head } : state);
      }
    }
    this.#states.keep(new Set(this.#seats.seats.map(({ id }) => id)));
    const count = (is: (state: SeatState) => boolean) => [...states.values()].filter(is).length;
    return {
      kind: 'students',
      atMs,
      occupied: occupied.length,
      measurable: measurable.length,
      headsUp: count(({ head }) => head === 'up'),
      turned: count(({ turned }) => turned),
      handsRaised: count(({ hand }) => hand),
      standing: occupied.filter(({ standing }) => standing).length,
      slumped: count(({ head }) => head === 'on-desk'),
      handSeats: [...states].filter(([, { hand }]) => hand).map(([{ id }]) => id),
    };
  }
}

/** The part of the picture that shows a student at a seat. */
function seatBox(seat: Seat): Box {
  const { x, y, side } = studentSquare(faceBoxAt(seat));
  return { x, y, w: side, h: side };
}

/** How far around the outermost seats faces are looked for, in face heights: above them people stand. */
const AREA_MARGIN = { aside: 4, above: 6, below: 4 };

/** The part of the picture in which students sit; null without seats. */
function seatingArea(seats: readonly Seat[]): Box | null {
  if (seats.length === 0) return null;
  const edge = (value: (seat: Seat) => number, pick: (...values: number[]) => number) => pick(...seats.map(value));
  const left = edge(({ x, faceHeight }) => x - AREA_MARGIN.aside * faceHeight, Math.min);
  const right = edge(({ x, faceHeight }) => x + AREA_MARGIN.aside * faceHeight, Math.max);
  const top = edge(({ y, faceHeight }) => y - AREA_MARGIN.above * faceHeight, Math.min);
  const bottom = edge(({ y, faceHeight }) => y + AREA_MARGIN.below * faceHeight, Math.max);
  return { x: left, y: top, w: right - left, h: bottom - top };
}
