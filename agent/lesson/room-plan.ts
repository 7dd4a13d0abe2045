import { z } from 'zod';
import { calibratedCamera } from './camera-calibration.ts';
import { lookingAt, type PinholeCamera } from './pinhole-camera.ts';

const metres = z.number().min(-50).max(50);
const point3 = z.tuple([metres, metres, metres]);
/** A place on the floor, metres. */
const floorPoint = z.tuple([metres, metres]);
const pixels = z.int().min(16).max(8192);

/** A pinhole camera with square pixels and no distortion; the world's up is the picture's up. */
export const cameraPoseSchema = z.strictObject({
  width: pixels,
  height: pixels,
  /** Position and the point looked at, metres in the room frame. */
  pos: point3,
  target: point3,
  hfovDeg: z.number().min(5).max(170),
});
export type CameraPose = z.infer<typeof cameraPoseSchema>;

/** Instead of a pose: points of the floor, and where they are in a picture of the given size. */
export const cameraCalibrationSchema = z
  .strictObject({
    width: pixels,
    height: pixels,
    points: z
      .array(
        z.strictObject({
          picture: z.tuple([z.number().min(0).max(8192), z.number().min(0).max(8192)]),
          floor: floorPoint,
        }),
      )
      .min(4)
      .max(12),
  })
  .superRefine((calibration, context) => {
    const { problem } = calibratedCamera(calibration);
    if (problem !== undefined) context.addIssue({ code: 'custom', path: ['points'], message: problem });
  });

/** A part of the floor by its corners, in order. */
const polygonSchema = z.array(floorPoint).min(3).max(32);

/**
 * The room as measured at installation. Room frame, metres: x = 0 is the middle of the room and grows to the right as
 * seen by the student camera; y = 0 is the board wall and grows towards the back; z is up.
 */
export const roomPlanSchema = z.strictObject({
  widthM: z.number().min(2).max(40),
  depthM: z.number().min(2).max(60),
  board: z.strictObject({ x0: metres, x1: metres, z0: metres, z1: metres }),
  podium: z.strictObject({ x: metres, y: metres }),
  /** Nearer to the board than this is the front (podium, board); beyond it are desks and aisles. */
  frontDepthM: z.number().min(0.3).max(10).default(1.45),
  /** Zones of another shape than podium and frontDepthM make them. */
  zones: z
    .strictObject({
      podium: polygonSchema.optional(),
      board: polygonSchema.optional(),
      aisle: polygonSchema.optional(),
    })
    .optional(),
  cameras: z.strictObject({ student: cameraPoseSchema.optional(), teacher: cameraPoseSchema.optional() }).default({}),
  calibration: z
    .strictObject({ student: cameraCalibrationSchema.optional(), teacher: cameraCalibrationSchema.optional() })
    .optional(),
});
export type RoomPlan = z.infer<typeof roomPlanSchema>;

/** The room itself, without its cameras. */
export type RoomShape = Omit<RoomPlan, 'cameras' | 'calibration'>;

export function roomShape({ cameras, calibration, ...shape }: RoomPlan): RoomShape {
  return shape;
}

/** A camera of the room, by its pose or else by its calibration; undefined when it has neither. */
export function measuredCamera(plan: RoomPlan, name: 'student' | 'teacher'): PinholeCamera | undefined {
  const [pose, calibration] = [plan.cameras[name], plan.calibration?.[name]];
  if (pose) return lookingAt(pose);
  return calibration && calibratedCamera(calibration).camera;
}
