import { z } from 'zod';
import { environmentQuantityNames } from '../../agent/lesson/environment.ts';
import { deviceFaultCodes } from '../device-fault.ts';
import { deviceNameSchema, devicesSchema } from '../device-settings.ts';

/**
 * What crosses between the agent and the process that holds the room's serial lines. Both ends parse what they receive: what a
 * device says is text from outside until a driver has made one of these of it.
 */

/** What the lamp shows: nothing is sensed, something is, a lesson is recorded. */
export const lampLights = ['off', 'sensing', 'lesson'] as const;
export type LampLight = (typeof lampLights)[number];
/** What it says beside that: something should be mended, or which room this is. */
export const lampBlinks = ['none', 'fault', 'identify'] as const;

export const lampSchema = z.strictObject({ light: z.enum(lampLights), blink: z.enum(lampBlinks) });
export type Lamp = z.infer<typeof lampSchema>;

export const presses = ['short', 'double', 'long'] as const;
export type Press = (typeof presses)[number];

/** Places that a PTZ camera is sent to by name. */
export const ptzPresets = ['class', 'board'] as const;
export type PtzPreset = (typeof ptzPresets)[number];

const metres = z.number().min(-50).max(50);

/** What one device is asked to do. */
export const deviceOrderSchema = z.discriminatedUnion('do', [
  /** Said again each second: a lamp that is not told so for 3 s goes out by itself. */
  z.strictObject({ do: z.literal('lamp'), lamp: lampSchema }),
  z.strictObject({
    do: z.literal('preset'),
    preset: z.enum(ptzPresets),
    /** false: a camera that is off is not switched on for it. */
    wakes: z.boolean().optional(),
  }),
  /** Where the teacher is, metres in the room frame; null: not seen. */
  z.strictObject({ do: z.literal('follow'), teacher: z.strictObject({ xM: metres, yM: metres }).nullable() }),
  /** It must not move, as while somebody looks at its picture for set-up; false lets it. */
  z.strictObject({ do: z.literal('hold'), isHeld: z.boolean() }),
  z.strictObject({ do: z.literal('power'), on: z.boolean() }),
  /** A report is ready: a panel that is off is switched on, and to the source that is set. One that is on is left alone. */
  z.strictObject({ do: z.literal('show') }),
  /** Nothing is wanted any more: it is left as it is. */
  z.strictObject({ do: z.literal('rest') }),
]);
export type DeviceOrder = z.infer<typeof deviceOrderSchema>;

/** agent → device process */
export const deviceRequestSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('start'),
    devices: devicesSchema,
    /** By the name of the device. */
    passwords: z.record(deviceNameSchema, z.string().max(500)),
  }),
  z.strictObject({ type: z.literal('order'), device: deviceNameSchema, order: deviceOrderSchema }),
  z.strictObject({ type: z.literal('stop') }),
]);
export type DeviceRequest = z.infer<typeof deviceRequestSchema>;

const shortText = z.string().max(120);

/** How a device is: it works, it is looked for, or it does not work. */
export const deviceStates = ['ok', 'connecting', 'faulty'] as const;
export type DeviceState = (typeof deviceStates)[number];

const readingSchema = z.strictObject({
  quantity: z
    .enum(environmentQuantityNames as [string, ...string[]])
    .transform((name) => name as (typeof environmentQuantityNames)[number]),
  value: z.number(),
});
export type Reading = z.infer<typeof readingSchema>;

/** What one device has to say. */
export const driverNewsSchema = z.discriminatedUnion('says', [
  z.strictObject({
    says: z.literal('state'),
    state: z.enum(deviceStates),
    cause: z.strictObject({ code: z.enum(deviceFaultCodes), message: z.string().max(600) }).optional(),
  }),
  /** What it is, once it has said so: maker, model, version. */
  z.strictObject({ says: z.literal('identity'), text: shortText }),
  /** What is measured now, in range and believable. */
  z.strictObject({ says: z.literal('readings'), readings: z.array(readingSchema).max(100) }),
  z.strictObject({ says: z.literal('press'), press: z.enum(presses) }),
  /** What the lamp shows by its own word; null: nobody knows, as when the board does not answer. */
  z.strictObject({ says: z.literal('lamp'), lamp: lampSchema.nullable() }),
  z.strictObject({
    says: z.literal('ptz'),
    isMoving: z.boolean(),
    /** The preset that it stands at. */
    at: z.enum(ptzPresets).nullable(),
  }),
  z.strictObject({
    says: z.literal('panel'),
    power: z.enum(['on', 'off', 'warming', 'cooling', 'unknown']),
    lampHours: z.number().min(0).max(1_000_000).nullable(),
    /** What it complains of itself, such as `lamp`, `filter`, `temperature`. */
    complaints: z.array(z.string().max(40)).max(10),
  }),
  z.strictObject({ says: z.literal('warning'), message: z.string().max(600) }),
]);
export type DriverNews = z.infer<typeof driverNewsSchema>;

/** device process → agent */
export const deviceReportSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('news'), device: deviceNameSchema, news: driverNewsSchema }),
  /** Once a second. */
  z.strictObject({ type: z.literal('heartbeat') }),
]);
export type DeviceReport = z.infer<typeof deviceReportSchema>;
