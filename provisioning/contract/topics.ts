import { type RoomAddress, roomAddressSchema } from './room-address.ts';

export const TOPIC_ROOT = 'lectern/v1';

/** What a room sends up (`lesson`) and hears (`ack`). */
export type Channel = 'lesson' | 'ack';

export function topic({ region, school, room }: RoomAddress, channel: Channel): string {
  return `${TOPIC_ROOT}/${region}/${school}/${room}/${channel}`;
}

/** The filter under which a hub hears a channel of every room. */
export function everyRoom(channel: Channel): string {
  return `${TOPIC_ROOT}/+/+/+/${channel}`;
}

/** The room a topic belongs to; undefined when it is none of ours. */
export function roomOfTopic(name: string): RoomAddress | undefined {
  const [lectern, version, region, school, room, , ...rest] = name.split('/');
  if (`${lectern}/${version}` !== TOPIC_ROOT || rest.length > 0) return undefined;
  return roomAddressSchema.safeParse({ region, school, room }).data;
}
