import { z } from 'zod';
import { configSchema } from './config.ts';
import { settingTexts } from './setting-texts.ts';

/** Where it is published: editors find it by the first line of the example. */
export const CONFIG_SCHEMA_ID = 'urn:lectern:schema:config-file:1';

interface Node {
  type?: string;
  description?: string;
  minimum?: number;
  maximum?: number;
  properties?: Record<string, Node>;
  items?: Node;
  anyOf?: Node[];
  oneOf?: Node[];
  /** Of settings whose names people choose. */
  additionalProperties?: Node | boolean;
}

/**
 * The JSON Schema (2020-12) of a configuration file, with what each setting is in Chinese and English. What depends on several
 * settings at once is only checked by `lectern config check`.
 */
export function configJsonSchema(): object {
  const schema = z.toJSONSchema(configSchema, { io: 'input' }) as Node;
  describe(schema, []);
  return {
    $id: CONFIG_SCHEMA_ID,
    title: '讲台 Lectern: configuration of one classroom',
    ...schema,
  };
}

/** Paths of all settings, such as `sources.studentCamera.address`. */
export function settingPaths(node: Node = z.toJSONSchema(configSchema, { io: 'input' }) as Node): string[] {
  const paths = new Set<string>();
  visit(node, [], (_, path) => paths.add(path.join('.')));
  return [...paths];
}

/** Whether a path such as `devices.desk.port` is one of a setting, where `*` stands for a name of people's own. */
export const isSettingPath = (path: string): boolean => settingPaths().some((known) => fits(known, path.split('.')));

function fits(pattern: string, path: readonly string[]): boolean {
  const names = pattern.split('.');
  return names.length === path.length && names.every((name, i) => name === '*' || name === path[i]);
}

/** What a setting is; undefined for one that nobody has described. */
export function textOf(path: readonly string[]) {
  const pattern = Object.hasOwn(settingTexts, path.join('.'))
    ? path.join('.')
    : Object.keys(settingTexts).find((each) => fits(each, path));
  return pattern === undefined ? undefined : settingTexts[pattern];
}

function describe(schema: Node, path: string[]): void {
  visit(schema, path, (node, at) => {
    const text = textOf(at);
    if (text) node.description = `${text.zh} · ${text.en}`;
    // JavaScript's own bounds say nothing.
    if (node.minimum === Number.MIN_SAFE_INTEGER) delete node.minimum;
    if (node.maximum === Number.MAX_SAFE_INTEGER) delete node.maximum;
  });
}

function visit(node: Node, path: string[], see: (node: Node, path: string[]) => void): void {
  for (const each of [...(node.anyOf ?? []), ...(node.oneOf ?? [])]) visit(each, path, see);
  if (node.items) visit(node.items, path, see);
  for (const [name, property] of Object.entries(node.properties ?? {})) {
    see(property, [...path, name]);
    visit(property, [...path, name], see);
  }
  const { additionalProperties: named } = node;
  if (typeof named === 'object' && Object.keys(named).length > 0) {
    see(named, [...path, '*']);
    visit(named, [...path, '*'], see);
  }
}
