import { z } from 'zod';
import { liveSourceSchema } from '../../lesson/live-source.ts';
import { observationSchema } from '../../lesson/observation.ts';
import { roomPlanSchema } from '../../lesson/room-plan.ts';

/**
 * What crosses between the agent and a sensor process. Both ends parse what they receive; the schemas are strict, so a
 * sensor process has no way to hand over anything but counts, names and short texts.
 */

/** `teacher-in-class` looks for the teacher in a recording of the student camera; live, that camera's own process does. */
export const sensorNames = ['student-camera', 'teacher-camera', 'teacher-in-class', 'microphone'] as const;
export type SensorName = (typeof sensorNames)[number];

/** A file that is read as fast as it can be worked on; its first moment is the lesson's. */
const recordingSchema = z.strictObject({
  kind: z.literal('recording'),
  path: z.string().min(1).max(4096),
  /** Where in it to begin, milliseconds. */
  startAtMs: z.number().min(0),
});

/** What is there now, until told to stop. Two sources are two microphones. */
const liveSchema = z.strictObject({
  kind: z.literal('live'),
  sources: z.array(liveSourceSchema).min(1).max(2),
  /** The monotonic clock at the lesson's first moment. */
  zeroMs: z.number(),
});

const mediaSchema = z.discriminatedUnion('kind', [recordingSchema, liveSchema]);
export type Recording = z.infer<typeof recordingSchema>;
export type LiveMedia = z.infer<typeof liveSchema>;
export type Media = z.infer<typeof mediaSchema>;

/** agent → sensor process */
export const sensorOrderSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('start'),
    media: mediaSchema,
    roomPlan: roomPlanSchema.nullable(),
    /** Looks a second, for cameras. */
    samplesPerS: z.number().min(0.1).max(5),
    /** The camera is turned, or stands elsewhere than where it measures. */
    isAway: z.boolean().default(false),
  }),
  /** A camera is turned on purpose (away), or stands where it measures again. */
  z.strictObject({ type: z.literal('moved'), isAway: z.boolean() }),
  z.strictObject({ type: z.literal('stop') }),
]);
export type SensorOrder = z.infer<typeof sensorOrderSchema>;
export type SensorStart = Extract<SensorOrder, { type: 'start' }>;

const count = z.int().min(0);

/** How one of a sensor's live sources is. */
export const sourceNewsSchema = z.strictObject({
  /** Its place in the sensor's list. */
  source: z.int().min(0).max(1),
  state: z.enum(['opening', 'live', 'lost', 'ended']),
  /** Why it was lost. */
  cause: z.strictObject({ code: z.string().max(80), message: z.string().max(2000) }).optional(),
  /** When it is opened again. */
  retryInMs: z.number().min(0).optional(),
  /** The last lines of ffmpeg when it was lost. */
  log: z.array(z.string().max(200)).max(100).optional(),
  received: count,
  dropped: count,
  restarts: count,
});
export type SourceNews = z.infer<typeof sourceNewsSchema>;

/** sensor process → agent */
export const sensorReportSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('ready'),
    /** Model id → short hash. */
    models: z.record(z.string().max(80), z.string().max(80)),
    /** Length of the source, null for a live one. */
    durationMs: z.number().min(0).nullable(),
  }),
  z.strictObject({ type: z.literal('observation'), observation: observationSchema }),
  /** Also the heartbeat: sent once a second, or at least as often while a recording is worked on. */
  z.strictObject({
    type: z.literal('progress'),
    /** How far the models have come, lesson time. */
    mediaMs: z.number().min(0),
    /** Time spent inside the models. */
    sessionsMs: z.number().min(0),
  }),
  z.strictObject({ type: z.literal('source'), news: sourceNewsSchema }),
  z.strictObject({ type: z.literal('warning'), message: z.string().max(2000) }),
  z.strictObject({ type: z.literal('ended'), mediaMs: z.number().min(0), sessionsMs: z.number().min(0) }),
  z.strictObject({ type: z.literal('failed'), code: z.string().max(80), message: z.string().max(2000) }),
]);
export type SensorReport = z.infer<typeof sensorReportSchema>;
