import { readdirSync, readFileSync } from 'node:fs';
import { stringify } from 'yaml';
import { asyncApi } from '../../provisioning/contract/asyncapi.ts';
import { jsonSchemas } from '../../provisioning/contract/json-schemas.ts';
import { type Channel, channels } from '../../provisioning/contract/topics.ts';

const folder = new URL('../../provisioning/contract/', import.meta.url);
/** What others build against. */
export const publishedFolder = new URL('published/', folder);
/** Messages as they went over the wire, one of each channel. */
export const recordedFolder = new URL('recorded/', folder);

const HEAD = '# Made from provisioning/contract by `npm run contract -- --write`; a change begins there.\n';

export const recordedFileOf = (channel: Channel) => `${channel.replace('/', '-')}.json`;

/** The recorded messages there are. */
export function recordedMessages(): ReadonlyMap<Channel, unknown> {
  const files = new Set(readdirSync(recordedFolder));
  const recorded = (Object.keys(channels) as Channel[]).filter((channel) => files.has(recordedFileOf(channel)));
  const read = (channel: Channel) => JSON.parse(readFileSync(new URL(recordedFileOf(channel), recordedFolder), 'utf8'));
  return new Map(recorded.map((channel) => [channel, read(channel)]));
}

/** The files that are published, by path, as the code says they should be. */
export function publishedFiles(recorded = recordedMessages()): ReadonlyMap<string, string> {
  const schemas = jsonSchemas();
  const document = stringify(asyncApi(schemas, recorded), { aliasDuplicateObjects: false, lineWidth: 0 });
  return new Map([
    ['asyncapi.yaml', `${HEAD}${document}`],
    ...[...schemas].map(([name, schema]) => [`schemas/${name}.json`, `${JSON.stringify(schema, null, 2)}\n`] as const),
  ]);
}
