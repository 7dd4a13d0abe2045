import { describe, expect, it } from 'vitest';
import { calibratedCamera } from '../../../../lesson/camera-calibration.ts';
import { lookingAt } from '../../../../lesson/pinhole-camera.ts';
import { roomPlanSchema } from '../../../../lesson/room-plan.ts';
import {
  type Calibration,
  floorGrid,
  inRoom,
  savable,
  seenAt,
  usualPlan,
  usualZone,
  withCalibration,
  withZone,
} from './plan-model.ts';

const pose = { width: 1280, height: 720, pos: [0, 0, 2.7], target: [0, 6, 0.8], hfovDeg: 80 } as const;
const camera = lookingAt(pose);
const spots = (
  [
    [-1, 3],
    [1, 3],
    [-1.5, 6],
    [1.5, 6],
  ] as const
).map((floor) => ({
  floor: [...floor] as [number, number],
  picture: seenAt(camera, floor)!,
}));
const calibration: Calibration = { width: 1280, height: 720, points: spots };

describe('a plan', () => {
  it('can be saved as it begins, with every zone as it is drawn at first', () => {
    const zoned = (['podium', 'board', 'aisle'] as const).reduce(
      (plan, name) => withZone(plan, name, usualZone(plan, name)),
      usualPlan,
    );
    expect(roomPlanSchema.safeParse(zoned).success).toBe(true);
    expect(withZone(withZone(usualPlan, 'board', usualZone(usualPlan, 'board')), 'board', null)).toEqual(usualPlan);
  });

  it('keeps everything within the walls, to a centimetre', () => {
    expect(inRoom(usualPlan, [9, -3])).toEqual([4, 0]);
    expect(inRoom(usualPlan, [1.23456, 2])).toEqual([1.23, 2]);
  });

  it('is saved without spots that are too few or do not fit, and with those that do', () => {
    const few = withCalibration(usualPlan, 'student', { ...calibration, points: spots.slice(0, 3) });
    expect(savable(few)).toEqual(usualPlan);
    const swapped = [spots[2]!, spots[3]!, spots[0]!, spots[1]!].map((spot, i) => ({
      ...spot,
      floor: spots[i]!.floor,
    }));
    expect(savable(withCalibration(usualPlan, 'student', { ...calibration, points: swapped }))).toEqual(usualPlan);
    const fits = withCalibration(usualPlan, 'student', calibration);
    expect(savable(fits)).toEqual(fits);
    expect(roomPlanSchema.safeParse(fits).success).toBe(true);
  });

  it('has spots in place of a pose', () => {
    const posed = { ...usualPlan, cameras: { student: { ...pose, pos: [...pose.pos], target: [...pose.target] } } };
    const spotted = withCalibration(posed as never, 'student', calibration);
    expect(spotted.cameras).toEqual({});
  });
});

describe('a camera', () => {
  it('shows a place where it is, and nothing of what lies behind it', () => {
    expect(seenAt(camera, [0, 6])![0]).toBeCloseTo(640);
    expect(seenAt(camera, [0, -2])).toBeNull();
  });

  it('that fits its spots shows the floor’s grid through them', () => {
    const fit = calibratedCamera(calibration);
    if (!fit.camera) throw new Error(fit.problem);
    expect(fit.misfitPx).toBeLessThan(0.5);
    const grid = floorGrid(fit.camera, usualPlan).flat();
    for (const { picture } of spots.slice(0, 2))
      expect(Math.min(...grid.map(([x, y]) => Math.hypot(x - picture[0], y - picture[1])))).toBeLessThan(2);
  });
});
