import { z } from 'zod';
import { observationSchema } from '../../lesson/observation.ts';
import { roomPlanSchema } from '../../lesson/room-plan.ts';

/**
 * What crosses between the agent and a sensor process. Both ends parse what they receive; the schemas are strict, so a
 * sensor process has no way to hand over anything but counts, names and short texts.
 */

/** `teacher-in-class` looks for the teacher in the student camera's pictures. */
export const sensorNames = ['student-camera', 'teacher-camera', 'teacher-in-class', 'microphone'] as const;
export type SensorName = (typeof sensorNames)[number];

/** agent → sensor process */
export const sensorOrderSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('start'),
    source: z.strictObject({
      path: z.string().min(1).max(4096),
      startAtMs: z.number().min(0),
      pace: z.enum(['fast', 'realtime']),
    }),
    roomPlan: roomPlanSchema.nullable(),
    /** Looks a second, for cameras. */
    samplesPerS: z.number().min(0.1).max(5),
  }),
  z.strictObject({ type: z.literal('stop') }),
]);
export type SensorOrder = z.infer<typeof sensorOrderSchema>;
export type SensorStart = Extract<SensorOrder, { type: 'start' }>;

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
  /** Also the heartbeat: sent at least once a second while media comes in. */
  z.strictObject({ type: z.literal('progress'), mediaMs: z.number().min(0) }),
  z.strictObject({ type: z.literal('ended'), mediaMs: z.number().min(0), sessionsMs: z.number().min(0) }),
  z.strictObject({ type: z.literal('failed'), code: z.string().max(80), message: z.string().max(2000) }),
]);
export type SensorReport = z.infer<typeof sensorReportSchema>;
