import { z } from 'zod';

const metres = z.number().min(-50).max(50);
const point3 = z.tuple([metres, metres, metres]);

/** A pinhole camera with square pixels and no distortion; the world's up is the picture's up. */
export const cameraPoseSchema = z.strictObject({
  width: z.int().min(16).max(8192),
  height: z.int().min(16).max(8192),
  /** Position and the point looked at, metres in the room frame. */
  pos: point3,
  target: point3,
  hfovDeg: z.number().min(5).max(170),
});
export type CameraPose = z.infer<typeof cameraPoseSchema>;

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
  cameras: z.strictObject({ student: cameraPoseSchema.optional(), teacher: cameraPoseSchema.optional() }).default({}),
});
export type RoomPlan = z.infer<typeof roomPlanSchema>;
