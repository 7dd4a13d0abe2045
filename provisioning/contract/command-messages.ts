import { z } from 'zod';
import { eventIdSchema, hubEvent, roomEvent } from './cloud-event.ts';
import { reason } from './value.ts';

/** What a region may ask of a room once. None of it begins a lesson, opens a source or touches the privacy switch. */
export const commandSchema = z.discriminatedUnion('command', [
  /** Only an answer. */
  z.strictObject({ command: z.literal('ping') }),
  /** Tell again how the room is. */
  z.strictObject({ command: z.literal('report-state') }),
  /** Send a lesson again that the hub lost; not one that its teacher withholds. */
  z.strictObject({ command: z.literal('resend-lesson'), lessonId: eventIdSchema }),
  /** Show on the classroom screen for a minute which room this is; not while a lesson goes on. */
  z.strictObject({ command: z.literal('identify') }),
  /** Begin anew, once no lesson is going on. */
  z.strictObject({ command: z.literal('restart') }),
]);
export type Command = z.infer<typeof commandSchema>;

export const COMMAND_TYPE = 'lectern.command.v1';
export const COMMAND_SCHEMA = 'urn:lectern:schema:command:1';
/** Carried out once however often it comes; its id is the request's. */
export const commandRequestSchema = hubEvent(COMMAND_TYPE, COMMAND_SCHEMA, commandSchema);
export type CommandRequest = z.infer<typeof commandRequestSchema>;

export const RESPONSE_TYPE = 'lectern.response.v1';
export const RESPONSE_SCHEMA = 'urn:lectern:schema:response:1';
export const commandResponseSchema = roomEvent(
  RESPONSE_TYPE,
  RESPONSE_SCHEMA,
  z.strictObject({
    /** Id of the request. */
    requestId: eventIdSchema,
    status: z.enum(['done', 'waiting', 'refused']),
    reason: reason.optional(),
  }),
);
export type CommandResponse = z.infer<typeof commandResponseSchema>;
