import { z } from 'zod';
import { roomEvent } from './cloud-event.ts';
import { code, sourceName } from './value.ts';

/** How a room is now. */
export const onlineStateSchema = z.strictObject({
  connection: z.literal('online'),
  /** The privacy switch. */
  sensing: z.enum(['on', 'off']),
  activity: z.enum(['idle', 'watching', 'recording', 'held', 'closing']),
  sources: z
    .array(
      z.strictObject({
        name: sourceName,
        state: z.enum(['off', 'opening', 'live', 'lost', 'ended']),
        /** Why it was lost. */
        cause: code.optional(),
      }),
    )
    .max(10),
  /** What somebody should mend. */
  problems: z.array(code).max(50),
});
export type PublishedRoomState = z.infer<typeof onlineStateSchema>;

/** That a room is away: the broker lost it (the will it was given), or the agent said goodbye. */
export const offlineStateSchema = z.strictObject({
  connection: z.literal('offline'),
  cause: z.enum(['lost', 'stopped']),
});

/** It is retained by the broker, so that whoever asks later knows it too. */
export const roomStateSchema = z.discriminatedUnion('connection', [onlineStateSchema, offlineStateSchema]);

export const STATE_TYPE = 'lectern.state.v1';
export const STATE_SCHEMA = 'urn:lectern:schema:state:1';
export const stateMessageSchema = roomEvent(STATE_TYPE, STATE_SCHEMA, roomStateSchema);
export type StateMessage = z.infer<typeof stateMessageSchema>;
