import { z } from 'zod';
import { type EnvironmentQuantity, environmentQuantityNames } from '../../agent/lesson/environment.ts';
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
        address: z.int().min(1).max(254, 'must be 1 to 254').default(1),
        /** Which of what it measures is used; by default all. */
        quantities: z
          .array(z.enum(environmentQuantityNames as [EnvironmentQuantity, ...EnvironmentQuantity[]]))
          .min(1)
          .optional(),
      }),
    )
    .min(1)
    .max(16)
    .refine((sensors) => new Set(sensors.map(({ address }) => address)).size === sensors.length, {
      error: 'must each have an address of its own: two devices with one address answer at the same time',
    }),
  /** A file with register maps of one's own, YAML. */
  maps: z.string().min(1).optional(),
  /** Each device is asked so often, seconds; less often than once a minute, a minute would have no mean. */
  everyS: z.number().min(1).max(60).default(10),
});
export type EnvironmentSettings = z.infer<typeof environmentSettingsSchema>;
