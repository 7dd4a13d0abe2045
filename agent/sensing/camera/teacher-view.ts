import type { CameraName } from '../../lesson/observation.ts';
import { lookingAt } from '../../lesson/pinhole-camera.ts';
import { measuredCamera, type RoomPlan } from '../../lesson/room-plan.ts';
import { RoomProjection } from './room-projection.ts';

/** What a camera can tell of a place in the room. */
export interface TeacherView {
  camera: CameraName;
  plan: RoomPlan;
  projection: RoomProjection;
  /** Places are right to within this, metres; 0 for a measured camera. */
  toleranceM: number;
  /**
   * The camera sees the front of the room, where nobody sits, and knows where that is. One that hangs above the board sees
   * only the desks, and the heads of the first row seem to be in front of them.
   */
  seesFront: boolean;
  /** Whoever is nearer to the board than this is on their feet, metres; minus infinity without `seesFront`. */
  frontM: number;
}

/** Heads up to this far behind `frontDepthM` cannot be seated ones as a camera at the back sees them. */
const FRONT_MARGIN_M = 0.3;

/** A room and its cameras where nothing was measured: what is usual in a classroom. */
const USUAL_ROOM: RoomPlan = {
  widthM: 8,
  depthM: 9,
  board: { x0: -2, x1: 2, z0: 0.9, z1: 2.1 },
  podium: { x: -2.6, y: 1.2 },
  frontDepthM: 1.5,
  cameras: {},
};
const USUAL_CAMERA = { heightM: 2.6, fromWallM: 0.25, hfovDeg: 55, targetHeightM: 0.9, targetFromBoardM: 3.8 };
/** How wrong a place may be that is reckoned with the usual camera. */
const USUAL_TOLERANCE_M = 2.5;

/**
 * The view of a camera. One that was never measured is taken to hang in the middle of its wall, 2.6 m high, with a lens of
 * 55°, and to look at the middle of the board (at the back of the room) or of the desks (above the board). That is good
 * enough to tell somebody among the desks from somebody in front, when they are far enough from the border.
 */
export function teacherView(
  plan: RoomPlan | null,
  camera: CameraName,
  picture: { width: number; height: number },
): TeacherView {
  const room = plan ?? USUAL_ROOM;
  const measured = plan && measuredCamera(plan, camera);
  const projection = new RoomProjection(measured ?? usualCamera(room, camera, picture), picture.width);
  const seesFront = measured != null && projection.looksAtBoard;
  return {
    camera,
    plan: room,
    projection,
    toleranceM: measured ? 0 : USUAL_TOLERANCE_M,
    seesFront,
    frontM: seesFront ? room.frontDepthM + FRONT_MARGIN_M : Number.NEGATIVE_INFINITY,
  };
}

function usualCamera({ depthM }: RoomPlan, camera: CameraName, { width, height }: { width: number; height: number }) {
  const { heightM, fromWallM, hfovDeg, targetHeightM, targetFromBoardM } = USUAL_CAMERA;
  return camera === 'teacher'
    ? lookingAt({ width, height, hfovDeg, pos: [0, depthM - fromWallM, heightM], target: [0, 0, targetHeightM] })
    : lookingAt({ width, height, hfovDeg, pos: [0, fromWallM, heightM], target: [0, targetFromBoardM, targetHeightM] });
}
