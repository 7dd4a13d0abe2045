import { safeParse } from '../../agent/lesson/outside-data.ts';
import type { desiredKinds } from './desired-messages.ts';
import { type RoomAddress, roomAddressSchema } from './room-address.ts';

export const TOPIC_ROOT = 'lectern/v1';

const reported = { direction: 'up', qos: 1, retain: true, acknowledged: 'never' } as const;
const desired = { direction: 'down', qos: 1, retain: true, acknowledged: 'never' } as const;
/** A word of the minute: worth nothing to whoever was not there, so live it is sent once; what waited is owed a receipt. */
const minutely = { direction: 'up', qos: 0, retain: false, expiryS: 120, acknowledged: 'backfill' } as const;

/**
 * Every kind of message, by the last part of its topic: whether rooms send it (`up`) or hear it, how it is published, after
 * how long a broker need not deliver it any more, and whether the hub's receipt (`ack`) is owed for it.
 */
export const channels = {
  lesson: { direction: 'up', qos: 1, retain: false, acknowledged: 'always' },
  state: { direction: 'up', qos: 1, retain: true, acknowledged: 'never' },
  health: minutely,
  environment: minutely,
  audit: { direction: 'up', qos: 1, retain: false, acknowledged: 'always' },
  'config/reported': reported,
  'models/reported': reported,
  'timetable/reported': reported,
  'rules/reported': reported,
  'resources/reported': reported,
  'command/response': { direction: 'up', qos: 1, retain: false, acknowledged: 'always' },
  ack: { direction: 'down', qos: 1, retain: false, acknowledged: 'never' },
  config: desired,
  models: desired,
  timetable: desired,
  rules: desired,
  resources: desired,
  'command/request': { direction: 'down', qos: 1, retain: false, expiryS: 86_400, acknowledged: 'never' },
} as const satisfies Record<string, ChannelRules>;

export interface ChannelRules {
  direction: 'up' | 'down';
  /** Of a live message; backfill goes with 1. */
  qos: 0 | 1;
  retain: boolean;
  expiryS?: number;
  acknowledged: 'always' | 'backfill' | 'never';
}

export type Channel = keyof typeof channels;
export type UpChannel = { [C in Channel]: (typeof channels)[C]['direction'] extends 'up' ? C : never }[Channel];
export type DownChannel = Exclude<Channel, UpChannel>;

const names = Object.keys(channels) as Channel[];
export const upChannels = names.filter((name): name is UpChannel => channels[name].direction === 'up');
export const downChannels = names.filter((name): name is DownChannel => channels[name].direction === 'down');
export const reportedChannel = (kind: (typeof desiredKinds)[number]) => `${kind}/reported` as const;

export function topic({ region, school, room }: RoomAddress, channel: Channel): string {
  return `${TOPIC_ROOT}/${region}/${school}/${room}/${channel}`;
}

/** A room's name as the `source` of its CloudEvents. */
export function sourceOf({ region, school, room }: RoomAddress): string {
  return `/lectern/${region}/${school}/${room}`;
}

/** A room's name in its certificate (common name) and so to the broker. */
export function identityOf({ region, school, room }: RoomAddress): string {
  return `${region}/${school}/${room}`;
}

/** The filter under which a hub hears a channel of every room. */
export function everyRoom(channel: Channel): string {
  return `${TOPIC_ROOT}/+/+/+/${channel}`;
}

/** The room and the channel a topic belongs to; undefined when it is none of ours. */
export function placeOfTopic(name: string): { room: RoomAddress; channel: Channel } | undefined {
  const [lectern, version, region, school, room, ...rest] = name.split('/');
  if (`${lectern}/${version}` !== TOPIC_ROOT) return undefined;
  const channel = rest.join('/');
  if (!Object.hasOwn(channels, channel)) return undefined;
  const address = safeParse(roomAddressSchema, { region, school, room }).data;
  return address && { room: address, channel: channel as Channel };
}
