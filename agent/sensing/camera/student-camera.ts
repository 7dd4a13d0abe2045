import type { StudentsObservation } from '../../lesson/observation.ts';
import type { Frame } from '../capture/video-frames.ts';
import { classroomTiling, type Face, type FaceDetector } from './face-detector.ts';
import { headJoints, type Pose, type PoseEstimator } from './pose-estimator.ts';
import { type FoundFace, SeatMap, type SeatSighting } from './seat-map.ts';
import { bowedProbability, handProbability, poseSquare, type StudentStates } from './student-states.ts';

/** At a known seat even a faint face is believed; to open one it must be surer, and be where a pose has its head. */
const FAINT_SCORE = 0.2;
const SURE_SCORE = 0.35;
const SURE_HEAD_SCORE = 0.3;
/** Least mean probability over a seat's last two looks: what is seen once only may be a mistake. */
const HAND_THRESHOLD = 0.55;
/** A face this small cannot be judged, only counted. */
const MEASURABLE_FACE_PX = 10;
/** A missing face keeps its last state for this long (somebody walks past); then the head counts as down. */
const STATE_HOLD_MS = 3_000;
/** A seat whose face has been gone for this long, its person not having left, has the head on the desk. */
const SLUMPED_AFTER_MS = 5_000;
/** Weight of the newest look in a seat's running probability of a bowed head. */
const SMOOTHING = 0.5;

interface SeatState {
  bowed: number;
  /** Probability of a raised hand in the last look. */
  handUp: number;
  faceSeenMs: number;
}

/** Turns pictures of the class into counts. Keeps seats, never pictures. */
export class StudentCamera {
  readonly #detector: FaceDetector;
  readonly #poses: PoseEstimator;
  readonly #states: StudentStates;
  readonly #seats = new SeatMap();
  readonly #perSeat = new Map<number, SeatState>();

  constructor(detector: FaceDetector, poses: PoseEstimator, states: StudentStates) {
    this.#detector = detector;
    this.#poses = poses;
    this.#states = states;
  }

  async look(frame: Frame): Promise<StudentsObservation> {
    const faces = await this.#detector.find(frame, { ...classroomTiling, threshold: FAINT_SCORE });
    const found: FoundFace[] = [];
    for (const face of faces) found.push(await this.#judge(frame, face));
    const sightings = this.#seats.update(found, frame.atMs);
    const measurable = sightings.filter(({ seat }) => seat.faceHeight >= MEASURABLE_FACE_PX);
    const hands = measurable.filter((sighting) => this.#handRaised(sighting));
    const heads = measurable.map((sighting) => this.#head(sighting, frame.atMs));
    return {
      kind: 'students',
      atMs: frame.atMs,
      occupied: sightings.length,
      measurable: measurable.length,
      headsUp: heads.filter((head) => head === 'up').length,
      handsRaised: hands.length,
      standing: sightings.filter(({ standing }) => standing).length,
      slumped: heads.filter((head) => head === 'on-desk').length,
      handSeats: hands.map(({ seat }) => seat.id),
    };
  }

  async #judge(frame: Frame, face: Face): Promise<FoundFace> {
    const pose = await this.#poses.estimate(frame, poseSquare(face));
    return {
      ...face,
      sure: face.score >= SURE_SCORE && isHeadOf(pose, face),
      bowed: bowedProbability(this.#states, face),
      handUp: handProbability(this.#states, face, pose),
    };
  }

  #handRaised({ seat, face }: SeatSighting): boolean {
    if (!face) return false;
    const before = this.#perSeat.get(seat.id)?.handUp ?? 0;
    return (before + face.handUp) / 2 > HAND_THRESHOLD;
  }

  #head({ seat, face }: SeatSighting, atMs: number): 'up' | 'bowed' | 'on-desk' {
    const before = this.#perSeat.get(seat.id);
    if (face) {
      const bowed = before ? before.bowed + SMOOTHING * (face.bowed - before.bowed) : face.bowed;
      this.#perSeat.set(seat.id, { bowed, handUp: face.handUp, faceSeenMs: atMs });
      return bowed > 0.5 ? 'bowed' : 'up';
    }
    const missingMs = atMs - (before?.faceSeenMs ?? seat.lastSeenMs);
    if (missingMs >= SLUMPED_AFTER_MS) return 'on-desk';
    return before && before.bowed <= 0.5 && missingMs < STATE_HOLD_MS ? 'up' : 'bowed';
  }
}

/** Whether the pose around a face has its head there: prints on shirts and pictures on walls have a body elsewhere or none. */
function isHeadOf(pose: Pose, face: Face): boolean {
  const surest = headJoints
    .map((name) => pose[name])
    .sort((a, b) => b.score - a.score)
    .slice(0, 3);
  const mean = (value: (joint: Pose['nose']) => number) => surest.reduce((sum, joint) => sum + value(joint), 0) / 3;
  const [x, y] = [mean((joint) => joint.x), mean((joint) => joint.y)];
  const awayPx = Math.hypot(x - face.x - face.w / 2, y - face.y - face.h / 2);
  return mean((joint) => joint.score) >= SURE_HEAD_SCORE && awayPx < face.h;
}
