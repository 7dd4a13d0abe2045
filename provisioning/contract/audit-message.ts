import { z } from 'zod';
import { roomEvent } from './cloud-event.ts';
import { desiredKinds, desiredVersion } from './desired-messages.ts';
import { code, count, moment, reason, softwareVersion } from './value.ts';

/** What happened to the agent that a region must be able to look up later. Nothing in it is about a person. */
export const auditSchema = z.discriminatedUnion('event', [
  z.strictObject({
    event: z.literal('messages-dropped'),
    channel: z.enum(['lesson', 'audit', 'health', 'environment', 'command/response']),
    /** The buffer was full, they were too old, or minutes were thinned out. */
    reason: z.enum(['bytes', 'age', 'thinned']),
    count: count.min(1),
    bytes: count,
    /** When the first and the last of them were made. */
    from: moment,
    to: moment,
  }),
  z.strictObject({
    event: z.literal('store-salvaged'),
    /** What was wrong with the database. */
    code,
    keptRows: count,
    /** null: nobody can tell. */
    lostRows: count.nullable(),
  }),
  z.strictObject({
    event: z.literal('desired-applied'),
    kind: z.enum(desiredKinds),
    version: desiredVersion,
  }),
  z.strictObject({
    event: z.literal('desired-refused'),
    kind: z.enum(desiredKinds),
    version: desiredVersion.nullable(),
    reason,
  }),
  z.strictObject({ event: z.literal('sensing-switched'), on: z.boolean() }),
  z.strictObject({
    event: z.literal('agent-started'),
    version: softwareVersion,
    /** It had ended by itself; not when its process was killed or the power went. */
    clean: z.boolean(),
  }),
]);
export type PublishedAudit = z.infer<typeof auditSchema>;

export const AUDIT_TYPE = 'lectern.audit.v1';
export const AUDIT_SCHEMA = 'urn:lectern:schema:audit:1';
export const auditMessageSchema = roomEvent(AUDIT_TYPE, AUDIT_SCHEMA, auditSchema);
export type AuditMessage = z.infer<typeof auditMessageSchema>;
