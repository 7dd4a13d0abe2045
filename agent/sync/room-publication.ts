import { CLOUD_EVENT_CONTENT_TYPE, type Delivery, onWire } from '../../provisioning/contract/cloud-event.ts';
import { roomEventSchemas } from '../../provisioning/contract/messages.ts';
import type { RoomAddress } from '../../provisioning/contract/room-address.ts';
import { type ChannelRules, channels, sourceOf, topic, type UpChannel } from '../../provisioning/contract/topics.ts';
import type { Publication } from './mqtt-session.ts';

/** The envelope's, which comes before everything that holds words of somebody's. */
const SOURCE = /"source":"[^"]*"/;
const TRACEPARENT = /"traceparent":"(00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2})"/;

/**
 * An event of the room as it is published: with its number, under the name that the room has now (a lesson may have waited since
 * before somebody corrected it), and what a broker of MQTT 5 can tell others without reading it.
 */
export function roomPublication(
  room: RoomAddress,
  channel: UpChannel,
  payload: string,
  delivery: Delivery,
): Publication {
  const { qos, retain, expiryS }: ChannelRules = channels[channel];
  const traceparent = TRACEPARENT.exec(payload)?.[1];
  return {
    topic: topic(room, channel),
    payload: onWire(payload.replace(SOURCE, `"source":${JSON.stringify(sourceOf(room))}`), delivery),
    contentType: CLOUD_EVENT_CONTENT_TYPE,
    // What was kept is owed a receipt, and is of use however late.
    qos: delivery.backfill ? 1 : qos,
    retain,
    ...(expiryS !== undefined && !delivery.backfill && { expiryS }),
    userProperties: { schema: roomEventSchemas[channel].shape.dataschema.value, ...(traceparent && { traceparent }) },
  };
}
