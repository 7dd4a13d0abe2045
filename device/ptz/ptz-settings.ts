import { z } from 'zod';
import { lineShape, portSchema } from '../line/line-settings.ts';

const { port: _, ...wiring } = lineShape({ baud: 9600 });
const degrees = z.number().min(-180).max(180);
const presetNumber = z.int().min(0).max(254);
const metres = z.number().min(-50).max(50);

/** A camera that can be turned (VISCA), by a serial line (`port`) or by the network (`host`). */
export const ptzSettingsSchema = z
  .strictObject({
    kind: z.literal('ptz'),
    port: portSchema.optional(),
    ...wiring,
    host: z.string().min(1).max(253).optional(),
    /** VISCA over IP. */
    udpPort: z.int().min(1).max(65_535).default(52_381),
    /** Its number in a chain of cameras on one serial line. */
    address: z.int().min(1).max(7).default(1),
    /** Which of the room's cameras it is; without it, one that no sensor looks through. */
    camera: z.enum(['student', 'teacher']).optional(),
    /** Places that the camera itself has stored. */
    presets: z.strictObject({ class: presetNumber.optional(), board: presetNumber.optional() }).default({}),
    /** Follows the teacher, slowly. */
    follow: z
      .strictObject({
        /** Where it hangs, metres in the room frame, and where it looks when it is at pan 0, degrees (0: along the room, from the board). */
        pos: z.tuple([metres, metres, metres]),
        facingDeg: degrees,
        /** As far as it may turn, degrees from pan 0. */
        panDeg: z.tuple([degrees, degrees]).default([-60, 60]),
        /** The teacher may be so far off the middle before it moves, degrees. */
        deadZoneDeg: z.number().min(1).max(45).default(8),
        /** Turns by at most so much a second, degrees. */
        speedDegPerS: z.number().min(0.5).max(30).default(5),
        /** Units of VISCA's position to a degree. */
        unitsPerDeg: z.number().min(1).max(200).default(14.4),
        /** Back to the preset `board` when the teacher was not seen for so long, seconds. */
        lostS: z.number().min(2).max(120).default(10),
      })
      .optional(),
  })
  .refine(({ port, host }) => (port === undefined) !== (host === undefined), 'must have either port or host')
  .refine(({ follow, camera }) => follow === undefined || camera === undefined, {
    error: 'cannot be had with camera: what a sensor looks through must stand where it was measured',
    path: ['follow'],
  });
export type PtzSettings = z.infer<typeof ptzSettingsSchema>;
