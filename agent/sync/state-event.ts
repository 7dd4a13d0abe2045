import type { RoomAddress } from '../../provisioning/contract/room-address.ts';
import {
  STATE_SCHEMA,
  STATE_TYPE,
  type StateMessage,
  stateMessageSchema,
} from '../../provisioning/contract/state-message.ts';
import { sourceOf } from '../../provisioning/contract/topics.ts';

/**
 * The message that tells the hub how a room is: a CloudEvent in structured mode.
 * @param id UUIDv7
 * @param timeMs wall time of the event
 * @throws ZodError when the state is not what the contract allows to leave the room
 */
export function stateEvent(room: RoomAddress, data: StateMessage['data'], id: string, timeMs: number): StateMessage {
  return stateMessageSchema.parse({
    specversion: '1.0',
    id,
    source: sourceOf(room),
    type: STATE_TYPE,
    time: new Date(timeMs).toISOString(),
    datacontenttype: 'application/json',
    dataschema: STATE_SCHEMA,
    data,
  } satisfies StateMessage);
}
