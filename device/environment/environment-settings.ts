import { z } from 'zod';
import { lineShape } from '../line/line-settings.ts';

/** Sensors of air and light on one RS-485 line (Modbus RTU). */
export const environmentSettingsSchema = z.strictObject({
  kind: z.literal('environment'),
  ...lineShape({ baud: 9600 }),
  /** The devices on the line. */
  sensors: z
    .array(
      z.strictObject({
        /** A register map that is shipped, or one of `maps`. */
        model: z
          .string()
          .regex(/^[a-z0-9][a-z0-9.-]{0,59}$/, 'must be the name of a register map; try: lectern devices maps'),
        /** Its number on the line. */
        address: z.int().min(1).max(247).default(1),
      }),
    )
    .min(1)
    .max(16),
  /** A file with register maps of one's own, YAML. */
  maps: z.string().min(1).optional(),
  /** Each device is asked so often, seconds. */
  everyS: z.number().min(1).max(300).default(10),
});
export type EnvironmentSettings = z.infer<typeof environmentSettingsSchema>;
