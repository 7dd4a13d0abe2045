import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { calibratedCamera, type FloorPoints } from './camera-calibration.ts';
import { dot, lookingAt, minus, type PinholeCamera, type Vector } from './pinhole-camera.ts';
import { cameraCalibrationSchema, measuredCamera, roomPlanSchema } from './room-plan.ts';

const size = { width: 1280, height: 720 };
const floors = [
  [-1.5, 1.4],
  [1.5, 1.4],
  [-1.2, 5],
  [1.2, 5],
  [0, 3],
  [-1.5, 3.4],
] as const;

function seenBy({ position, right, down, forward, focal, width, height }: PinholeCamera, point: Vector) {
  const ray = minus(point, position);
  const depth = dot(ray, forward);
  return [width / 2 + (focal * dot(ray, right)) / depth, height / 2 + (focal * dot(ray, down)) / depth] as const;
}

const pointsOf = (camera: PinholeCamera, count: number): FloorPoints => ({
  ...size,
  points: floors.slice(0, count).map((floor) => ({ floor, picture: seenBy(camera, [floor[0], floor[1], 0]) })),
});

const metres = (min: number, max: number) => fc.double({ min, max, noNaN: true });
/** Cameras at the back of the room, and above the board. */
const cameras = fc
  .record({
    atBack: fc.boolean(),
    x: metres(-3, 3),
    z: metres(1.8, 3.2),
    aside: metres(-0.8, 0.8),
    hfovDeg: metres(40, 100),
  })
  .map(({ atBack, x, z, aside, hfovDeg }) =>
    lookingAt({ ...size, hfovDeg, pos: [x, atBack ? 9 : -0.5, z], target: [aside, atBack ? 0 : 4, 0.9] }),
  );
const room = fc.tuple(metres(-2, 2), metres(1, 6), metres(0, 1.9));

describe('a camera calibrated by points of the floor', () => {
  it.each([4, 6])('shows everything where the real one does (%i points)', (count) => {
    fc.assert(
      fc.property(cameras, room, (camera, point) => {
        const found = calibratedCamera(pointsOf(camera, count)).camera!;
        const [is, should] = [seenBy(found, point), seenBy(camera, point)];
        expect(Math.hypot(is[0] - should[0], is[1] - should[1])).toBeLessThan(0.01);
        expect(found.focal / camera.focal).toBeCloseTo(1, 4);
      }),
    );
  });

  it('shows heads within a step when the points are picked two pixels off', () => {
    const off = fc.array(fc.tuple(metres(-2, 2), metres(-2, 2)), { minLength: 6, maxLength: 6 });
    fc.assert(
      fc.property(off, metres(-2, 2), (offsets, x) => {
        const camera = lookingAt({ ...size, hfovDeg: 48, pos: [0.4, 8.9, 2.6], target: [-0.3, 0, 0.8] });
        const exact = pointsOf(camera, 6);
        const points = exact.points.map(({ floor, picture: [u, v] }, i) => {
          return { floor, picture: [u + offsets[i]![0], v + offsets[i]![1]] as const };
        });
        const found = calibratedCamera({ ...size, points }).camera!;
        const [is, should] = [seenBy(found, [x, 2, 1.6]), seenBy(camera, [x, 2, 1.6])];
        expect(Math.hypot(is[0] - should[0], is[1] - should[1])).toBeLessThan(25);
      }),
    );
  });

  it('takes a usual lens when it looks straight down, which tells none', () => {
    const above: PinholeCamera = {
      ...size,
      position: [0, 3, 3],
      right: [1, 0, 0],
      down: [0, -1, 0],
      forward: [0, 0, -1],
      focal: 800,
    };
    const { camera } = calibratedCamera(pointsOf(above, 4));
    expect(camera?.focal).toBeCloseTo(640 / Math.tan(Math.PI / 6));
  });
});

describe('points that make no camera', () => {
  const camera = lookingAt({ ...size, hfovDeg: 50, pos: [0, 9, 2.6], target: [0, 0, 0.8] });
  const good = pointsOf(camera, 4);
  const refused = (calibration: FloorPoints) => {
    const { error } = cameraCalibrationSchema.safeParse(calibration);
    return error?.issues[0];
  };

  it('are refused with what to do', () => {
    expect(refused(good)).toBeUndefined();
    const line = [0, 1, 2, 3].map((i) => ({ floor: [0, i] as const, picture: [640, 700 - 100 * i] as const }));
    expect(refused({ ...size, points: line })).toMatchObject({ path: ['points'], message: /on a line/ });
    const mirrored = good.points.map(({ floor: [x, y], picture }) => ({ floor: [-x, y] as const, picture }));
    expect(refused({ ...size, points: mirrored })?.message).toMatch(/under the floor/);
    const swapped = good.points.map(({ floor }, i) => ({ floor, picture: good.points[[0, 1, 3, 2][i]!]!.picture }));
    expect(refused({ ...size, points: swapped })?.message).toMatch(/do not fit|under the floor|on a line/);
    expect(refused({ ...size, points: good.points.slice(0, 3) })?.path).toEqual(['points']);
  });

  it('never throw', () => {
    const pixel = fc.tuple(metres(0, 1280), metres(0, 720));
    const points = fc.array(fc.record({ floor: fc.tuple(metres(-5, 5), metres(0, 9)), picture: pixel }), {
      minLength: 4,
      maxLength: 12,
    });
    fc.assert(
      fc.property(points, (some) => {
        const { camera, problem } = calibratedCamera({ ...size, points: some });
        expect(typeof problem === 'string' || Number.isFinite(camera?.position[2])).toBe(true);
      }),
      { numRuns: 5000 },
    );
  });

  it('are refused where a rounding alone keeps them off one line', () => {
    const points = [
      { floor: [4.999999999999991, 8.999999999999286], picture: [0, 0] },
      { floor: [0, 0], picture: [0, 0] },
      { floor: [0, 8.984327284619178], picture: [0, 87.41561889648419] },
      { floor: [0, 8.999999999766663], picture: [0, 0] },
      { floor: [-4.999999999999976, 0], picture: [0, 719.9999999999994] },
      { floor: [0, 0], picture: [0, 0] },
    ] as const;
    expect(refused({ ...size, points })?.message).toMatch(/on a line/);
  });
});

describe('a room plan', () => {
  const base = { widthM: 8, depthM: 9, board: { x0: -2, x1: 2, z0: 0.9, z1: 2.1 }, podium: { x: -2.6, y: 1.2 } };
  const pose = { ...size, pos: [0, 9, 2.6] as const, target: [0, 0, 0.8] as const, hfovDeg: 50 };

  it('has a camera by its pose, or by its calibration, or none', () => {
    const camera = lookingAt(pose);
    const byPose = roomPlanSchema.parse({ ...base, cameras: { teacher: pose } });
    const byPoints = roomPlanSchema.parse({ ...base, calibration: { teacher: pointsOf(camera, 5) } });
    expect(measuredCamera(byPose, 'teacher')).toEqual(camera);
    expect(measuredCamera(byPoints, 'teacher')!.focal).toBeCloseTo(camera.focal, 3);
    expect(measuredCamera(byPoints, 'student')).toBeUndefined();
  });
});
