import { parse as parseYaml } from 'yaml';
import { ConfigError } from './config-error.ts';
import { YAML_OPTIONS } from './yaml-options.ts';

/** `LECTERN__hub__url` stands for the setting `hub.url`. */
const PREFIX = 'LECTERN__';
const SEPARATOR = '__';
/** What would reach into the program itself. */
const FORBIDDEN = new Set(['__proto__', 'prototype', 'constructor']);

type Data = Record<string, unknown>;

/** Settings that the environment gives, by their variables. */
export function settingsIn(environment: NodeJS.ProcessEnv): { variable: string; path: string[]; text: string }[] {
  return Object.entries(environment)
    .filter(([variable, text]) => variable.startsWith(PREFIX) && text !== undefined)
    .map(([variable, text]) => ({ variable, path: variable.slice(PREFIX.length).split(SEPARATOR), text: text! }))
    .sort((a, b) => (a.variable < b.variable ? -1 : 1));
}

/**
 * A configuration's data with the settings of the environment in place of its own. A value is read as YAML, so `8080` is a
 * number and `[a, b]` a list; an empty one takes the setting away.
 * @throws ConfigError when a variable names no setting, or its value is no YAML
 */
export function withEnvironment(data: unknown, environment: NodeJS.ProcessEnv): unknown {
  const settings = settingsIn(environment);
  if (settings.length === 0) return data;
  const changed: Data = isData(data) ? structuredClone(data) : {};
  for (const { variable, path, text } of settings) {
    if (path.some((name) => name === '' || FORBIDDEN.has(name)))
      throw new ConfigError(`${variable}: names no setting; write for example LECTERN__screen__port=8080`);
    let at = changed;
    for (const name of path.slice(0, -1)) {
      if (!isData(at[name])) at[name] = {};
      at = at[name] as Data;
    }
    const last = path.at(-1)!;
    if (text === '') delete at[last];
    else at[last] = readValue(variable, text);
  }
  return changed;
}

function readValue(variable: string, text: string): unknown {
  try {
    return parseYaml(text, YAML_OPTIONS) as unknown;
  } catch (error) {
    throw new ConfigError(`${variable}: is not valid YAML: ${(error as Error).message.split('\n')[0]}`);
  }
}

const isData = (value: unknown): value is Data => typeof value === 'object' && value !== null && !Array.isArray(value);
