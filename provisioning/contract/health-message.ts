import { z } from 'zod';
import { roomEvent } from './cloud-event.ts';
import { count, share, softwareVersion, sourceName } from './value.ts';

/** How the machine of a room is: a word a minute, for whoever looks after the machines. */
export const healthSchema = z.strictObject({
  /** The time it speaks of, seconds. Of the words of a time without connection only some are kept, each as it was. */
  periodS: z.int().min(1).max(86_400),
  uptimeS: z.number().min(0),
  version: softwareVersion,
  /** Share of all cores that was busy. */
  cpuShare: share.nullable(),
  /** Main memory of the agent and its sensor processes. */
  memoryBytes: count,
  diskFreeBytes: count,
  diskSizeBytes: count,
  /** The hottest zone, °C. */
  temperatureC: z.number().min(-60).max(200).nullable(),
  /** Whether the wall clock can be right. */
  clockBelieved: z.boolean(),
  sources: z.array(z.strictObject({ name: sourceName, live: z.boolean() })).max(10),
  /** What waits to be sent, and for how long the oldest has. */
  outbox: z.strictObject({ rows: count, bytes: count, oldestS: z.number().min(0).nullable() }),
  /** Messages that were given up since the stream began, because the buffer was full or they were old. */
  dropped: z.strictObject({ lesson: count, audit: count, health: count, environment: count }),
});
export type PublishedHealth = z.infer<typeof healthSchema>;

export const HEALTH_TYPE = 'lectern.health.v1';
export const HEALTH_SCHEMA = 'urn:lectern:schema:health:1';
export const healthMessageSchema = roomEvent(HEALTH_TYPE, HEALTH_SCHEMA, healthSchema);
export type HealthMessage = z.infer<typeof healthMessageSchema>;
