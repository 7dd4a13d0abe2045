import { z } from 'zod';
import { hubEvent, roomEvent } from './cloud-event.ts';
import { printable, reason } from './value.ts';

/** What a region may wish a room to have; retained, so that a room that was away hears the latest. */
export const desiredKinds = ['config', 'models', 'timetable', 'rules', 'resources'] as const;
export type DesiredKind = (typeof desiredKinds)[number];

/** Counts up for each kind and room; a room refuses what is older than what it has. */
export const desiredVersion = z.int().min(1).max(2_000_000_000);

/**
 * The settings a region may change, and no others: none of them opens a source, keeps a picture or sound, sends a room to
 * another hub or touches the privacy switch. Those that guard people can only be made stricter than the room has them.
 */
export const desiredSettingsSchema = z.strictObject({
  /** Fewest students present for figures about students to leave the room; the larger of this and the room's own counts. */
  minGroup: z.int().min(1).max(200).optional(),
  /** So long a lesson's teacher may withhold it, hours; the longer of this and the room's own counts. */
  withholdHours: z.number().min(0).max(168).optional(),
  /** Nothing is sensed while no lamp shows that it is; also where only one of region and room says so. */
  lampRequired: z.boolean().optional(),
  /** How long is kept what was observed, and reports, days; the shorter of this and the room's own counts. */
  observationsDays: z.int().min(1).max(3650).optional(),
  reportsDays: z.int().min(1).max(36_500).optional(),
  /** A word on the machine's health so often, seconds. */
  healthEveryS: z.int().min(10).max(3600).optional(),
  /** What waited while the room was offline is sent no faster, messages a second. */
  backfillPerS: z.number().min(0.1).max(1000).optional(),
});
export type DesiredSettings = z.infer<typeof desiredSettingsSchema>;

/** A text file, as the agent reads it from disk too; null takes it back. In Chinese a character is three bytes of the message. */
const fileText = z.string().max(60_000).nullable();

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

const desiredData = {
  config: z.strictObject({ version: desiredVersion, settings: desiredSettingsSchema }),
  models: z.strictObject({
    version: desiredVersion,
    /** The models every lesson should be measured with, and the SHA-256 of each one's file. */
    models: z.array(z.strictObject({ id: printable(80).min(1), sha256 })).max(50),
    /**
     * A signed bundle that has those the room lacks: a folder on the web, and the SHA-256 of the list in it. Without it the
     * room can only say whether it has them.
     */
    bundle: z.strictObject({ url: z.url({ protocol: /^https$/ }).max(500), manifestSha256: sha256 }).optional(),
  }),
  /** A timetable as `lectern timetable import` writes it, JSON. */
  timetable: z.strictObject({ version: desiredVersion, text: fileText }),
  /** Rules for what teachers are told, as `lectern findings check` reads them, YAML. */
  rules: z.strictObject({ version: desiredVersion, text: fileText }),
  /** Training material (研修资源) by the tag that findings carry. */
  resources: z.strictObject({
    version: desiredVersion,
    resources: z
      .array(
        z.strictObject({
          tag: z
            .string()
            .max(60)
            .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)*$/),
          title: z.strictObject({ zh: printable(120).min(1), en: printable(120).min(1) }),
          /** Shown as text for the teacher to open elsewhere: the classroom's page loads nothing. */
          url: z
            .url({ protocol: /^https$/ })
            .max(500)
            .optional(),
        }),
      )
      .max(500),
  }),
} satisfies Record<DesiredKind, z.ZodType>;

const desired = <Kind extends DesiredKind, Data extends z.ZodType>(kind: Kind, data: Data) =>
  hubEvent(`lectern.${kind}.v1`, `urn:lectern:schema:${kind}:1`, data);

export const desiredMessageSchemas = {
  config: desired('config', desiredData.config),
  models: desired('models', desiredData.models),
  timetable: desired('timetable', desiredData.timetable),
  rules: desired('rules', desiredData.rules),
  resources: desired('resources', desiredData.resources),
};
export type DesiredMessage<Kind extends DesiredKind = DesiredKind> = z.infer<(typeof desiredMessageSchemas)[Kind]>;
export type DesiredData<Kind extends DesiredKind> = z.infer<(typeof desiredData)[Kind]>;

/** What a room has done with what was wished; retained, told again after each connection. */
const reportedData = z.strictObject({
  kind: z.enum(desiredKinds),
  /** Of the message it speaks of; null when that could not be told. */
  version: desiredVersion.nullable(),
  /** `waiting`: it is checked and comes into force when no lesson is going on. */
  status: z.enum(['applied', 'waiting', 'refused']),
  reason: reason.optional(),
  /** The version that is in force; null: none ever was, or it was taken back. */
  inForce: desiredVersion.nullable(),
});
export type ReportedData = z.infer<typeof reportedData>;

export const REPORTED_TYPE = 'lectern.reported.v1';
export const REPORTED_SCHEMA = 'urn:lectern:schema:reported:1';
export const reportedMessageSchema = roomEvent(REPORTED_TYPE, REPORTED_SCHEMA, reportedData);
export type ReportedMessage = z.infer<typeof reportedMessageSchema>;
