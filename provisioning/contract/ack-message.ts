import { z } from 'zod';
import { eventIdSchema, hubEvent } from './cloud-event.ts';
import { reason } from './value.ts';

export const ACK_TYPE = 'lectern.ack.v1';
export const ACK_SCHEMA = 'urn:lectern:schema:ack:1';

export const MOST_ACKNOWLEDGED = 500;

/**
 * The hub's word on messages of a room, after it has them in its database: kept for good, or refused for ever and why. What
 * it cannot answer yet it does not answer, and the room sends it again.
 */
export const ackMessageSchema = hubEvent(
  ACK_TYPE,
  ACK_SCHEMA,
  z.strictObject({
    events: z
      .array(
        z.strictObject({
          eventId: eventIdSchema,
          status: z.enum(['accepted', 'refused']),
          reason: reason.optional(),
        }),
      )
      .min(1)
      .max(MOST_ACKNOWLEDGED),
  }),
);
export type AckMessage = z.infer<typeof ackMessageSchema>;
/** The hub's word on one message. */
export type Acknowledgement = AckMessage['data']['events'][number];
