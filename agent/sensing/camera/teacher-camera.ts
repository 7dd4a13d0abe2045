import type { TeacherObservation, TeacherZone } from '../../lesson/observation.ts';
import type { RoomPlan } from '../../lesson/room-plan.ts';
import type { Frame } from '../capture/video-frames.ts';
import type { Point } from './face-detector.ts';
import type { Square } from './picture.ts';
import { headJoints, type PeopleFinder, type Person, type Pose } from './pose-estimator.ts';
import { RoomProjection } from './room-projection.ts';

const PERSON_SCORE = 0.1;
const SHOULDER_SCORE = 0.3;
/** Height of a standing adult's eyes and ears, metres: where the head's joints are taken to be. */
const EYE_HEIGHT_M = 1.55;
/** Height of the pictures' part in which the teacher is sought, metres: from the knees to over the head. */
const SEARCHED_M = { low: 0.4, high: 2.2 };
/** Standing closer to the podium's middle than this is being at the podium. */
const PODIUM_REACH_M = 0.75;
/** A sitting head taken for a standing one seems to be deeper in the room than this. */
const FRONT_MARGIN_M = 0.8;
/** A teacher hidden for a moment (behind the podium, by a raised hand) is still where they were. */
const HIDDEN_MS = 4_000;
/** Out of every camera's sight for this long is out of the room. */
const AWAY_AFTER_MS = 120_000;
/** A raised wrist seen within this time counts as still writing, while facing the board. */
const WRITING_HOLD_MS = 4_000;
const WRIST_SCORE = 0.1;

interface Sighting {
  xM: number;
  yM: number;
  facingBoard: boolean;
  handUp: boolean;
}

/**
 * Finds the teacher in a camera that looks at the board. Who it is needs no face: the one person whose standing head
 * lies over the front of the room plan; a seated pupil's head would lie deeper in the room.
 */
export class TeacherCamera {
  readonly #finder: PeopleFinder;
  readonly #plan: RoomPlan;
  #projection: RoomProjection | undefined;
  #squares: Square[] = [];
  #lastSeen: { sighting: Sighting; atMs: number } | undefined;
  #handUpMs = Number.NEGATIVE_INFINITY;
  #startedMs: number | undefined;

  /** @param plan with the pose of the teacher camera */
  constructor(finder: PeopleFinder, plan: RoomPlan) {
    this.#finder = finder;
    this.#plan = plan;
  }

  async look(frame: Frame): Promise<TeacherObservation> {
    this.#prepare(frame);
    const sighting = await this.#find(frame);
    if (sighting) {
      if (sighting.handUp && sighting.facingBoard) this.#handUpMs = frame.atMs;
      this.#lastSeen = { sighting, atMs: frame.atMs };
      return {
        kind: 'teacher',
        atMs: frame.atMs,
        present: true,
        zone: this.#zone(sighting),
        xM: sighting.xM,
        yM: sighting.yM,
        facingBoard: sighting.facingBoard,
        writing:
          this.#zone(sighting) === 'board' && sighting.facingBoard && frame.atMs - this.#handUpMs <= WRITING_HOLD_MS,
      };
    }
    return this.#unseen(frame.atMs);
  }

  /** Where somebody is who is not to be seen at the front: hidden for a moment, among the desks, or gone. */
  #unseen(atMs: number): TeacherObservation {
    this.#startedMs ??= atMs;
    const unseenMs = atMs - (this.#lastSeen?.atMs ?? this.#startedMs);
    const last = this.#lastSeen?.sighting;
    const hidden = last !== undefined && unseenMs <= HIDDEN_MS && last.yM < this.#plan.frontDepthM;
    const zone: TeacherZone = hidden ? this.#zone(last) : unseenMs <= AWAY_AFTER_MS ? 'aisle' : 'away';
    return {
      kind: 'teacher',
      atMs,
      present: zone !== 'away',
      zone,
      xM: null,
      yM: null,
      facingBoard: null,
      writing: null,
    };
  }

  async #find(frame: Frame): Promise<Sighting | undefined> {
    let best: { person: Person; sighting: Sighting } | undefined;
    for (const square of this.#squares) {
      for (const person of await this.#finder.find(frame, square, PERSON_SCORE)) {
        const sighting = this.#place(person.pose);
        if (sighting && person.score > (best?.person.score ?? 0)) best = { person, sighting };
      }
    }
    return best?.sighting;
  }

  /** The person in the room plan; undefined when they do not stand at the front. */
  #place(pose: Pose): Sighting | undefined {
    const [left, right] = [pose.leftShoulder, pose.rightShoulder];
    if (left.score < SHOULDER_SCORE || right.score < SHOULDER_SCORE) return undefined;
    const at = this.#projection!.atHeight(headOf(pose), EYE_HEIGHT_M);
    const halfWidthM = this.#plan.widthM / 2;
    if (!at || at.yM < -1 || at.yM > this.#plan.frontDepthM + FRONT_MARGIN_M || Math.abs(at.xM) > halfWidthM)
      return undefined;
    const shoulderY = (left.y + right.y) / 2;
    const hipY = (pose.leftHip.y + pose.rightHip.y) / 2;
    const writingLineY = shoulderY + 0.3 * (hipY - shoulderY);
    const handUp = [pose.leftWrist, pose.rightWrist].some(({ y, score }) => score >= WRIST_SCORE && y < writingLineY);
    // Seen from the back of the room, somebody who faces the board has the left shoulder on the left.
    return { ...at, facingBoard: left.x < right.x, handUp };
  }

  #zone({ xM, yM }: Sighting): TeacherZone {
    if (yM > this.#plan.frontDepthM) return 'aisle';
    return Math.abs(xM - this.#plan.podium.x) < PODIUM_REACH_M ? 'podium' : 'board';
  }

  /** Lays squares over the front of the room, as high as a standing person and half overlapping. */
  #prepare(frame: Frame): void {
    if (this.#projection) return;
    const projection = new RoomProjection(this.#plan.cameras.teacher!, frame.width);
    this.#projection = projection;
    const { widthM, frontDepthM } = this.#plan;
    const corner = (x: number, z: number) => projection.toPicture([x, frontDepthM / 2, z]);
    const edges = [corner(-widthM / 2, SEARCHED_M.high), corner(widthM / 2, SEARCHED_M.low)].filter((p) => p !== null);
    if (edges.length < 2) return;
    const [a, b] = edges as [Point, Point];
    const left = Math.max(0, Math.min(a.x, b.x));
    const right = Math.min(frame.width, Math.max(a.x, b.x));
    const top = Math.min(a.y, b.y);
    const side = Math.abs(a.y - b.y) * 1.15;
    const count = Math.max(1, Math.ceil((right - left - side) / (side / 2)) + 1);
    const step = count > 1 ? (right - left - side) / (count - 1) : 0;
    this.#squares = Array.from({ length: count }, (_, i) => ({ x: left + i * step, y: top, side }));
  }
}

/** Middle of the two surest joints of the head. */
function headOf(pose: Pose): Point {
  const surest = headJoints.map((name) => pose[name]).sort((a, b) => b.score - a.score);
  const [first, second] = [surest[0]!, surest[1]!];
  return { x: (first.x + second.x) / 2, y: (first.y + second.y) / 2 };
}
