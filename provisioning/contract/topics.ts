import { type RoomAddress, roomAddressSchema } from './room-address.ts';

export const TOPIC_ROOT = 'lectern/v1';

/** What a room sends up (`lesson`, and `state`, retained) and hears (`ack`). */
export const channels = ['lesson', 'state', 'ack'] as const;
export type Channel = (typeof channels)[number];

export function topic({ region, school, room }: RoomAddress, channel: Channel): string {
  return `${TOPIC_ROOT}/${region}/${school}/${room}/${channel}`;
}

/** A room's name as the `source` of its CloudEvents. */
export function sourceOf({ region, school, room }: RoomAddress): string {
  return `/lectern/${region}/${school}/${room}`;
}

/** The filter under which a hub hears a channel of every room. */
export function everyRoom(channel: Channel): string {
  return `${TOPIC_ROOT}/+/+/+/${channel}`;
}

/** The room a topic belongs to; undefined when it is none of ours. */
export function roomOfTopic(name: string): RoomAddress | undefined {
  const [lectern, version, region, school, room, channel, ...rest] = name.split('/');
  if (`${lectern}/${version}` !== TOPIC_ROOT || rest.length > 0) return undefined;
  if (!channels.some((known) => known === channel)) return undefined;
  return roomAddressSchema.safeParse({ region, school, room }).data;
}
