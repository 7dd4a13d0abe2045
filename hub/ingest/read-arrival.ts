import { readMessage, type WireMessage } from '../../provisioning/contract/messages.ts';
import type { RoomAddress } from '../../provisioning/contract/room-address.ts';
import { channels, placeOfTopic, sourceOf, type UpChannel } from '../../provisioning/contract/topics.ts';

/** A message as the broker brought it. */
export interface Arrival {
  topic: string;
  payload: Uint8Array;
  /** What it was, when of `payload` only the beginning is kept. */
  whole?: { bytes: number; digest: string };
}

/** A message of the contract, of the room whose topic it came on. */
export type RoomMessage = {
  [C in UpChannel]: { channel: C; room: RoomAddress; message: WireMessage<C> };
}[UpChannel];

/** What can never be taken, however often it comes. */
export interface Refusal {
  reason: string;
  eventId?: string;
  room?: RoomAddress;
  /** The room waits for the hub's word on it. */
  isAwaited: boolean;
}

export type ReadArrival = { taken: RoomMessage; refusal?: undefined } | { taken?: undefined; refusal: Refusal };

/** Everything a broker can bring is either a message of the contract or a refusal; nothing throws. */
export function readArrival({ topic, payload }: Arrival): ReadArrival {
  const place = placeOfTopic(topic);
  if (!place) return { refusal: { reason: 'the topic is no room’s', isAwaited: false } };
  const { room, channel } = place;
  const rules = channels[channel];
  if (rules.direction !== 'up')
    return { refusal: { room, reason: `rooms send nothing on ${channel}`, isAwaited: false } };
  const isAwaited = rules.acknowledged !== 'never';
  const { message, problem, ...rest } = readMessage(channel as UpChannel, payload);
  if (!message) {
    const { eventId } = rest as { eventId?: string };
    return { refusal: { room, reason: problem ?? '', isAwaited, ...(eventId !== undefined && { eventId }) } };
  }
  const refused = (reason: string): ReadArrival => ({ refusal: { room, reason, isAwaited, eventId: message.id } });
  if (message.source !== sourceOf(room)) return refused(`its source, ${message.source}, is not the room of its topic`);
  if (message.type === 'lectern.reported.v1' && channel !== `${message.data.kind}/reported`) {
    return refused(`it speaks of ${message.data.kind} on ${channel}`);
  }
  return { taken: { channel, room, message } as RoomMessage };
}

/** Whether the hub owes the room its word on a message, once it is in the database. */
export function isAcknowledged({ channel, message }: RoomMessage): boolean {
  const { acknowledged } = channels[channel];
  return acknowledged === 'always' || (acknowledged === 'backfill' && message.backfill);
}
