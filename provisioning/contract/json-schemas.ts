import { z } from 'zod';
import { wireSchemas } from './messages.ts';
import { type Channel, channels } from './topics.ts';

export type JsonSchema = z.core.JSONSchema.JSONSchema;

/** The name of a schema's file: reports of every kind of wish share one. */
export const schemaNameOf = (channel: Channel) =>
  channel.endsWith('/reported') ? 'reported' : channel.replace('/', '-');

/**
 * JSON Schemas (2020-12) of all messages as they go over the wire, by name. They say all that the agent and the hub check
 * but for one thing: that `source` names the room of the topic.
 */
export function jsonSchemas(): ReadonlyMap<string, JsonSchema> {
  const names = Object.keys(channels) as Channel[];
  return new Map(
    names.map((channel) => {
      const schema = z.toJSONSchema(wireSchemas[channel], { target: 'draft-2020-12', io: 'input' });
      const { $schema, ...rest } = schema;
      return [schemaNameOf(channel), { $schema: $schema!, $id: idOf(rest), ...rest }];
    }),
  );
}

/** The schema's name inside messages is the name of the schema itself. */
function idOf({ properties }: JsonSchema): string {
  return (properties!.dataschema as { const: string }).const;
}
