import { type RoomEvent, roomEventSchemas } from '../../provisioning/contract/messages.ts';
import type { RoomAddress } from '../../provisioning/contract/room-address.ts';
import { sourceOf, type UpChannel } from '../../provisioning/contract/topics.ts';
import { traceParent } from './trace-parent.ts';

/**
 * What a room tells its region on a channel: a CloudEvent in structured mode.
 * @param id UUIDv7; kept over every repetition
 * @param timeMs wall time of the event; one before 1970 is told as 1970
 * @param trace W3C `traceparent` of what it belongs to or answers; words that only say how things are have none
 * @throws ZodError when the data is not what the contract allows to leave the room
 */
export function roomEvent<C extends UpChannel>(
  channel: C,
  room: RoomAddress,
  data: RoomEvent<C>['data'],
  id: string,
  timeMs: number,
  trace?: string,
): RoomEvent<C> {
  const schema = roomEventSchemas[channel];
  const { type, dataschema } = schema.shape;
  return schema.parse({
    specversion: '1.0',
    id,
    source: sourceOf(room),
    type: type.value,
    time: new Date(Math.max(0, timeMs)).toISOString(),
    ...('lessonId' in data && { subject: data.lessonId }),
    datacontenttype: 'application/json',
    dataschema: dataschema.value,
    ...(trace !== undefined && { traceparent: traceParent(trace) }),
    data,
  }) as RoomEvent<C>;
}
