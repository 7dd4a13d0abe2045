import { z } from 'zod';
import { cloudEvent } from './cloud-event.ts';

const code = z.string().regex(/^[A-Z][A-Z0-9_]{0,79}$/);

/** How a room is now. It is retained by the broker, so that whoever asks later knows it too. */
export const roomStateSchema = z.strictObject({
  /** The privacy switch. */
  sensing: z.enum(['on', 'off']),
  activity: z.enum(['idle', 'watching', 'recording', 'held', 'closing']),
  sources: z
    .array(
      z.strictObject({
        /** `student-camera`, `teacher-camera`, `microphone`, `microphone-2`. */
        name: z.string().regex(/^[a-z0-9-]{1,40}$/),
        state: z.enum(['off', 'opening', 'live', 'lost', 'ended']),
        /** Why it was lost. */
        cause: code.optional(),
      }),
    )
    .max(10),
  /** What somebody should mend. */
  problems: z.array(code).max(50),
});
export type PublishedRoomState = z.infer<typeof roomStateSchema>;

export const STATE_TYPE = 'lectern.state.v1';
export const STATE_SCHEMA = 'urn:lectern:schema:state:1';
export const stateMessageSchema = cloudEvent(STATE_TYPE, roomStateSchema);
export type StateMessage = z.infer<typeof stateMessageSchema>;
