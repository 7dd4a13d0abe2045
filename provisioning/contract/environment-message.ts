import { z } from 'zod';
import { roomEvent } from './cloud-event.ts';

/** The room's air and light, a word a minute; what no sensor measures is left out. */
export const environmentSchema = z
  .strictObject({
    /** The time it speaks of, seconds; every value is its mean. */
    periodS: z.int().min(1).max(86_400),
    temperatureC: z.number().min(-60).max(85).optional(),
    humidityPercent: z.number().min(0).max(100).optional(),
    co2Ppm: z.number().min(0).max(50_000).optional(),
    illuminanceLux: z.number().min(0).max(200_000).optional(),
    pm25UgM3: z.number().min(0).max(10_000).optional(),
    /** Sound level, A-weighted; one figure for the minute, no spectrum. */
    noiseDba: z.number().min(0).max(150).optional(),
  })
  .refine((values) => Object.keys(values).length > 1, 'holds no measurement')
  .meta({ minProperties: 2 });
export type PublishedEnvironment = z.infer<typeof environmentSchema>;

export const ENVIRONMENT_TYPE = 'lectern.environment.v1';
export const ENVIRONMENT_SCHEMA = 'urn:lectern:schema:environment:1';
export const environmentMessageSchema = roomEvent(ENVIRONMENT_TYPE, ENVIRONMENT_SCHEMA, environmentSchema);
export type EnvironmentMessage = z.infer<typeof environmentMessageSchema>;
