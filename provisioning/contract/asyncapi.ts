import { channelTexts } from './channel-texts.ts';
import { CLOUD_EVENT_CONTENT_TYPE } from './cloud-event.ts';
import { type JsonSchema, schemaNameOf } from './json-schemas.ts';
import { type Channel, type ChannelRules, channels, TOPIC_ROOT } from './topics.ts';

/** JSON Schema 2020-12, for which AsyncAPI has no name of its own. */
export const SCHEMA_FORMAT = 'application/schema+json;version=2020-12';
export const CONTRACT_VERSION = '1.0.0';

const nameOf = (channel: Channel) => channel.replaceAll(/\/(.)/g, (_, letter: string) => letter.toUpperCase());

/**
 * The contract between room and hub as an AsyncAPI 3 document; it speaks as the room: `send` is up, `receive` is down.
 * @param examples recorded messages by channel
 */
export function asyncApi(schemas: ReadonlyMap<string, JsonSchema>, examples: ReadonlyMap<Channel, unknown>) {
  const all = Object.entries(channels) as [Channel, ChannelRules][];
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Lectern (讲台): a classroom and its region',
      version: CONTRACT_VERSION,
      description: [
        'What a classroom tells its region’s teacher big-data hub, and what it hears, over MQTT 5 (3.1.1 is enough).',
        'Every message is a CloudEvent 1.0 in structured mode. Under MQTT 5 the user properties `schema` and, where there is',
        'one, `traceparent` repeat what the event says. A room is known to the broker by its certificate, whose common',
        'name is `<region>/<school>/<room>`, and may use the topics below that name alone. Nothing in any message is a',
        'picture, a sound or about a single pupil.',
      ].join('\n'),
      license: { name: 'Apache-2.0' },
    },
    defaultContentType: CLOUD_EVENT_CONTENT_TYPE,
    channels: Object.fromEntries(
      all.map(([channel]) => [
        nameOf(channel),
        {
          address: `${TOPIC_ROOT}/{region}/{school}/{room}/${channel}`,
          title: channelTexts[channel].title,
          description: channelTexts[channel].text,
          parameters: {
            region: { $ref: '#/components/parameters/region' },
            school: { $ref: '#/components/parameters/school' },
            room: { $ref: '#/components/parameters/room' },
          },
          messages: { [schemaNameOf(channel)]: { $ref: `#/components/messages/${nameOf(channel)}` } },
        },
      ]),
    ),
    operations: Object.fromEntries(
      all.map(([channel, { direction, qos, retain, expiryS, acknowledged }]) => [
        `${direction === 'up' ? 'send' : 'receive'}${nameOf(channel).replace(/^./, (letter) => letter.toUpperCase())}`,
        {
          action: direction === 'up' ? 'send' : 'receive',
          channel: { $ref: `#/channels/${nameOf(channel)}` },
          description: acknowledgementTexts[acknowledged],
          bindings: {
            mqtt: {
              bindingVersion: '0.2.0',
              qos,
              retain,
              ...(expiryS !== undefined && { messageExpiryInterval: expiryS }),
            },
          },
        },
      ]),
    ),
    components: {
      parameters: {
        region: { description: '6-digit administrative code (GB/T 2260)', examples: ['310104'] },
        school: { description: '10-digit school code (学校标识码)', examples: ['2131000000'] },
        room: { description: '1 to 32 letters, digits, "-" or "_"', examples: ['r301'] },
      },
      messages: Object.fromEntries(
        all.map(([channel]) => [
          nameOf(channel),
          {
            name: schemaNameOf(channel),
            contentType: CLOUD_EVENT_CONTENT_TYPE,
            payload: { schemaFormat: SCHEMA_FORMAT, schema: schemas.get(schemaNameOf(channel)) },
            ...(examples.has(channel) && { examples: [{ name: 'recorded', payload: examples.get(channel) }] }),
          },
        ]),
      ),
    },
  };
}

const acknowledgementTexts = {
  always: 'Kept by the room and sent again until the hub’s `ack` names its id.',
  backfill:
    'Sent once when live. What waited for a connection goes with QoS 1 and is sent again until the hub’s `ack` names its id.',
  never: 'The broker keeps or delivers it; the hub’s `ack` is not owed.',
};
