import type { Point } from './picture.ts';
import { headJoints, type JointName, type Person, type Pose } from './pose-estimator.ts';
import type { Gaze, RoomProjection } from './room-projection.ts';

/** A pose as evidence of somebody on their feet, before it is known who they are and how tall. */
export interface Sighting {
  /** 0..1 */
  score: number;
  /** Middle of the head, pixels and direction. */
  head: Point;
  gaze: Gaze;
  /** Size of the torso, pixels. */
  sizePx: number;
  /** Shoulders to hips as seen from the camera: metres of torso for each metre of distance. Null when the hips are cut off. */
  torso: number | null;
  /** Angle of the torso to the plumb line, radians; positive when the hips are to the right of it. */
  lean: number;
  /** Width of the shoulders, metres for each metre of distance. */
  shoulders: number;
  /** Width of the shoulders for each length of torso: positive seen from behind, negative from the front, 0 sideways. */
  turn: number;
  /** A hand is at writing height. */
  handUp: boolean;
}

/** A person's place in the room plan and how far that is from the camera, metres. */
export interface Place {
  xM: number;
  yM: number;
  awayM: number;
}

const SHOULDER_SCORE = 0.3;
/** Shoulders to hips for each height of the eyes, standing (Drillis & Contini 1966: 0.288 and 0.936 of the stature). */
const TORSO_OF_EYES = 0.3;
/** Heights of a standing person's eyes that are believed, metres. */
const EYES_M = { least: 1.35, most: 1.9 };
/** What is not known of the height, metres, and of the torso, relative: they weigh the two ways to measure a distance. */
const HEIGHT_ERROR_M = 0.05;
const TORSO_ERROR = 0.1;
/** A head this far below its height when standing belongs to somebody who sits or bows, if it is not lower than that. */
const SITTING_BELOW_M = 0.25;
const LEAST_SITTING_M = 0.95;
const WRIST_SCORE = 0.05;

/** The joints of somebody whose lower part is cut off crowd at the edge: then the shoulders are too wide for the torso. */
const WIDEST_TURN = 1;

/**
 * What a pose tells; null when its shoulders are not seen, or when the searched square cuts off what the picture shows.
 * @param bottom lower edge of the searched square, pixels
 */
export function sightingOf(
  { score, pose }: Person,
  projection: RoomProjection,
  bottom: number,
  pictureHeight: number,
): Sighting | null {
  const { leftShoulder: left, rightShoulder: right } = pose;
  if (left.score < SHOULDER_SCORE || right.score < SHOULDER_SCORE) return null;
  const head = headOf(pose);
  const shoulders = middle(left, right);
  const hips = middle(pose.leftHip, pose.rightHip);
  const torsoPx = Math.hypot(hips.x - shoulders.x, hips.y - shoulders.y);
  if (torsoPx < 1) return null;
  const turn = (right.x - left.x) / torsoPx;
  const whole = hips.y + 0.2 * torsoPx < Math.min(bottom, pictureHeight) && Math.abs(turn) < WIDEST_TURN;
  if (!whole && bottom < pictureHeight) return null;
  const torso = projection.gaze(hips).drop - projection.gaze(shoulders).drop;
  return {
    score,
    head,
    gaze: projection.gaze(head),
    sizePx: Math.max(torsoPx, Math.abs(right.x - left.x)),
    torso: whole && torso > 0 ? torso : null,
    lean: Math.atan2(hips.x - shoulders.x, hips.y - shoulders.y) - projection.plumbAt(shoulders),
    shoulders: Math.abs(right.x - left.x) / projection.focal,
    turn,
    handUp: armUp(pose, 'left') || armUp(pose, 'right'),
  };
}

/**
 * How high the eyes of a standing person are, metres: a body has its proportions, so that its torso's size tells the
 * distance if the height is known, and the head's direction tells the height if the distance is known. Of somebody who
 * sits it says too much, because the torso is as long as when standing.
 */
export function eyeHeightOf({ torso, gaze }: Sighting, projection: RoomProjection): number | null {
  if (torso === null) return null;
  const cameraM = projection.position[2];
  return cameraM - (cameraM / (torso / TORSO_OF_EYES + gaze.drop)) * gaze.drop;
}

/** Shoulders to hips of somebody whose eyes are at this height when standing, metres. */
export const torsoLengthOf = (eyesM: number): number => TORSO_OF_EYES * believed(eyesM);

/** Between the shoulder joints of the same person, seen from the front or from behind (ibid.: 0.2 of the stature). */
export const shoulderWidthOf = (eyesM: number): number => 0.7 * torsoLengthOf(eyesM);

/**
 * Where somebody with eyes at this height stands: the more the camera hangs above the eyes, the more the head's direction
 * says, otherwise the torso's size. Null when neither says anything.
 */
export function placeOf(sighting: Sighting, eyesM: number, projection: RoomProjection): Place | null {
  const height = believed(eyesM);
  const above = projection.position[2] - height;
  const byHead = above > 0 && sighting.gaze.drop > 0 ? above / sighting.gaze.drop : null;
  const byTorso = sighting.torso === null ? null : torsoLengthOf(height) / sighting.torso;
  const headWeight = byHead === null ? 0 : (above / HEIGHT_ERROR_M) ** 2;
  const torsoWeight = byTorso === null ? 0 : TORSO_ERROR ** -2;
  if (headWeight + torsoWeight === 0) return null;
  const awayM = ((byHead ?? 0) * headWeight + (byTorso ?? 0) * torsoWeight) / (headWeight + torsoWeight);
  return placeAway(awayM, sighting, projection);
}

/** Where somebody sits or bows whose eyes are at this height when standing; null when the head is not that low. */
export function seatedPlaceOf(sighting: Sighting, eyesM: number, projection: RoomProjection): Place | null {
  const height = believed(eyesM);
  if (sighting.torso === null) return null;
  const awayM = torsoLengthOf(height) / sighting.torso;
  const headM = projection.position[2] - awayM * sighting.gaze.drop;
  const sits = headM < height - SITTING_BELOW_M && headM > LEAST_SITTING_M;
  return sits ? placeAway(awayM, sighting, projection) : null;
}

function placeAway(awayM: number, { gaze }: Sighting, { position: [x, y] }: RoomProjection): Place {
  return { xM: x + awayM * gaze.xM, yM: y + awayM * gaze.yM, awayM };
}

const believed = (eyesM: number): number => Math.min(EYES_M.most, Math.max(EYES_M.least, eyesM));

/** The sightings of different people: of those whose heads are nearer than heads can be, the surest stays. */
export function distinct(sightings: readonly Sighting[]): Sighting[] {
  const kept: Sighting[] = [];
  for (const sighting of sightings.toSorted((a, b) => b.score - a.score)) {
    const { head, sizePx } = sighting;
    const near = (other: Sighting) =>
      Math.hypot(other.head.x - head.x, other.head.y - head.y) < 0.5 * Math.max(other.sizePx, sizePx);
    if (!kept.some(near)) kept.push(sighting);
  }
  return kept;
}

/**
 * Whether an arm is held as for writing at a board. Heights count in lengths of torso below the shoulders: an arm that
 * hangs has its elbow at 0.5 to 0.65 and its wrist at about 1; one that holds a book lifts the wrist, not the elbow.
 */
function armUp(pose: Pose, side: 'left' | 'right'): boolean {
  const shoulderY = (pose.leftShoulder.y + pose.rightShoulder.y) / 2;
  const hipY = (pose.leftHip.y + pose.rightHip.y) / 2;
  const below = (joint: JointName) => (pose[joint].y - shoulderY) / Math.max(1, hipY - shoulderY);
  const [elbow, wrist] =
    side === 'left' ? (['leftElbow', 'leftWrist'] as const) : (['rightElbow', 'rightWrist'] as const);
  if (pose[wrist].score < WRIST_SCORE) return pose[elbow].score >= 0.3 && below(elbow) < 0.35;
  return below(wrist) < 0.2 || (below(wrist) < 0.8 && below(elbow) < 0.48);
}

/** Middle of the two surest joints of the head. */
function headOf(pose: Pose): Point {
  const [first, second] = headJoints.map((name) => pose[name]).sort((a, b) => b.score - a.score);
  return middle(first!, second!);
}

const middle = (a: Point, b: Point): Point => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });
