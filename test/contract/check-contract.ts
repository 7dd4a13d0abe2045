import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { Parser } from '@asyncapi/parser';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { parse } from 'yaml';
import { SCHEMA_FORMAT } from '../../provisioning/contract/asyncapi.ts';
import { type JsonSchema, jsonSchemas, schemaNameOf } from '../../provisioning/contract/json-schemas.ts';
import { readMessage } from '../../provisioning/contract/messages.ts';
import { type Channel, channels } from '../../provisioning/contract/topics.ts';
import { publishedFiles, publishedFolder, recordedMessages } from './published-contract.ts';

/** Strict: a keyword that nobody knows is a mistake. The tuple rules forbid what the catalogue's unions need. */
export const newAjv = () => addFormats.default(new Ajv2020({ strict: true, strictTypes: false, allErrors: true }));

/** What is wrong with the published contract and the recorded messages; empty when nothing is. */
export async function contractProblems(): Promise<string[]> {
  const recorded = recordedMessages();
  return [...fileProblems(), ...(await documentProblems()), ...recordedProblems(recorded)];
}

function fileProblems(): string[] {
  const files = publishedFiles();
  const stale = [...files].flatMap(([path, text]) => {
    const file = new URL(path, publishedFolder);
    if (existsSync(file) && readFileSync(file, 'utf8') === text) return [];
    return [`published/${path}: is not what the code says; write it with npm run contract -- --write`];
  });
  const kept = readdirSync(publishedFolder, { recursive: true, withFileTypes: true }).filter((each) => each.isFile());
  const extra = kept.map(({ name }) => name).filter((name) => ![...files.keys()].some((path) => path.endsWith(name)));
  return [...stale, ...extra.map((name) => `published/${name}: the code knows nothing of it; delete it`)];
}

/** What is wrong with the AsyncAPI document. */
export async function documentProblems(text = publishedFiles().get('asyncapi.yaml')!): Promise<string[]> {
  const parser = new Parser();
  // The parser leaves schemas of AsyncAPI 3 as they are; they are compiled below.
  parser.registerSchemaParser({
    validate: () => [],
    parse: ({ data }) => data as never,
    getMimeTypes: () => [SCHEMA_FORMAT],
  });
  const { document, diagnostics } = await parser.parse(text);
  const told = diagnostics
    // 0 is an error, 1 a warning; below are hints, such as that 3.1 is there.
    .filter(({ severity }) => severity <= 1)
    .map(({ path, message }) => `asyncapi.yaml: ${path.join('.')}: ${message}`);
  if (!document) return [...told, 'asyncapi.yaml: is no AsyncAPI document'];
  const { components } = parse(text) as {
    components: { messages: Record<string, { payload: { schema: JsonSchema } }> };
  };
  return [
    ...told,
    ...Object.entries(components.messages).flatMap(([name, { payload }]) => complaintOf(name, payload.schema)),
  ];
}

function complaintOf(name: string, schema: JsonSchema): string[] {
  try {
    newAjv().compile(schema);
    return [];
  } catch (error) {
    return [`asyncapi.yaml: components.messages.${name}: ${(error as Error).message}`];
  }
}

function recordedProblems(recorded: ReadonlyMap<Channel, unknown>): string[] {
  const schemas = jsonSchemas();
  return (Object.keys(channels) as Channel[]).flatMap((channel) => {
    const message = recorded.get(channel);
    if (message === undefined) return [`recorded: no message of ${channel}; record with npm run contract -- --record`];
    const { problem } = readMessage(channel, Buffer.from(JSON.stringify(message)));
    const validate: ValidateFunction = newAjv().compile(schemas.get(schemaNameOf(channel))!);
    return [
      ...(problem === undefined ? [] : [`recorded: ${channel}: ${problem}`]),
      ...(validate(message)
        ? []
        : [`recorded: ${channel}: by its JSON Schema: ${newAjv().errorsText(validate.errors)}`]),
    ];
  });
}
