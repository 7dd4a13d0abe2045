import { calibratedCamera } from '../../../../lesson/camera-calibration.ts';
import { dot, minus, type PinholeCamera, type Vector } from '../../../../lesson/pinhole-camera.ts';
import type { RoomPlan } from '../../../../lesson/room-plan.ts';
import type { ZoneName } from '../words/plan-texts.ts';

/** A place on the floor: metres across and from the board, as in the room plan. */
export type FloorPoint = [x: number, y: number];
export type Calibration = NonNullable<NonNullable<RoomPlan['calibration']>['student']>;
export type CameraName = 'student' | 'teacher';

/** As a usual classroom is, to begin with. */
export const usualPlan: RoomPlan = {
  widthM: 8,
  depthM: 9,
  board: { x0: -2, x1: 2, z0: 0.9, z1: 2.1 },
  podium: { x: 2.4, y: 1.2 },
  frontDepthM: 1.5,
  cameras: {},
};

/** To a centimetre: nobody measures better. */
export const rounded = (metres: number) => Math.round(metres * 100) / 100;

/** Within the walls. */
export function inRoom({ widthM, depthM }: RoomPlan, [x, y]: FloorPoint): FloorPoint {
  const within = (value: number, least: number, most: number) => rounded(Math.min(most, Math.max(least, value)));
  return [within(x, -widthM / 2, widthM / 2), within(y, 0, depthM)];
}

/** A zone as it is drawn at first. */
export function usualZone(plan: RoomPlan, name: ZoneName): FloorPoint[] {
  const { widthM, depthM, podium, board, frontDepthM } = plan;
  const box = (x0: number, y0: number, x1: number, y1: number): FloorPoint[] =>
    (
      [
        [x0, y0],
        [x1, y0],
        [x1, y1],
        [x0, y1],
      ] as FloorPoint[]
    ).map((corner) => inRoom(plan, corner));
  switch (name) {
    case 'podium':
      return box(podium.x - 0.9, 0, podium.x + 0.9, frontDepthM + 0.3);
    case 'board':
      return box(board.x0, 0, board.x1, 1);
    case 'aisle':
      return box(-widthM / 2 + 0.3, frontDepthM, widthM / 2 - 0.3, depthM);
  }
}

export function withZone(plan: RoomPlan, name: ZoneName, corners: FloorPoint[] | null): RoomPlan {
  const { zones: before, ...rest } = plan;
  const { [name]: _, ...others } = before ?? {};
  const zones = corners ? { ...others, [name]: corners } : others;
  return Object.keys(zones).length > 0 ? { ...rest, zones } : rest;
}

/** Spots instead of a pose, or none of either. */
export function withCalibration(plan: RoomPlan, camera: CameraName, calibration: Calibration | null): RoomPlan {
  const { calibration: before, ...rest } = plan;
  const { [camera]: _, ...others } = before ?? {};
  const { [camera]: _pose, ...poses } = plan.cameras;
  const all = calibration ? { ...others, [camera]: calibration } : others;
  return { ...rest, cameras: poses, ...(Object.keys(all).length > 0 && { calibration: all }) };
}

/** What can be saved: a camera with too few spots, or with spots that do not fit, is left out. */
export function savable(plan: RoomPlan): RoomPlan {
  return (['student', 'teacher'] as const).reduce((kept, camera) => {
    const calibration = kept.calibration?.[camera];
    const isUsable = calibration && calibration.points.length >= 4 && calibratedCamera(calibration).camera;
    return calibration && !isUsable ? withCalibration(kept, camera, null) : kept;
  }, plan);
}

/** Where a camera shows a place of the floor, pixels; null behind it. */
export function seenAt(camera: PinholeCamera, [x, y]: readonly [number, number]): [x: number, y: number] | null {
  const ray = minus([x, y, 0] as Vector, camera.position);
  const depth = dot(ray, camera.forward);
  if (depth <= 0.1) return null;
  return [
    camera.width / 2 + (camera.focal * dot(ray, camera.right)) / depth,
    camera.height / 2 + (camera.focal * dot(ray, camera.down)) / depth,
  ];
}

/** The lines of a grid of one metre on the floor, as a camera shows them: each a list of points, in pixels. */
export function floorGrid(camera: PinholeCamera, { widthM, depthM }: RoomPlan): [number, number][][] {
  const steps = (least: number, most: number, step: number) =>
    Array.from({ length: Math.floor((most - least) / step + 0.001) + 1 }, (_, i) => least + i * step);
  const [xs, ys] = [steps(-Math.floor(widthM / 2), widthM / 2, 1), steps(0, depthM, 1)];
  const fine = (least: number, most: number) => steps(least, most, 0.25);
  const lines = [
    ...xs.map((x) => fine(0, depthM).map((y) => seenAt(camera, [x, y]))),
    ...ys.map((y) => fine(-widthM / 2, widthM / 2).map((x) => seenAt(camera, [x, y]))),
  ];
  return lines.map((line) => line.filter((point) => point !== null)).filter((line) => line.length > 1);
}
