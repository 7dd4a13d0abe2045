import { mkdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parse as parseYaml } from 'yaml';
import { type Config, configText, parseConfig } from './config.ts';
import { ConfigError } from './config-error.ts';
import { migratedConfig, replaceMigrated } from './config-migration.ts';
import { writeWholeFile } from './whole-file.ts';
import { YAML_OPTIONS } from './yaml-options.ts';

const DEFAULT_FOLDER = '/var/lib/lectern';
const NAME = 'last-good.yaml';

export interface LoadedConfig {
  config: Config;
  /** Safe mode: what is wrong with the file, whose last good content is used instead. */
  problem: string | null;
}

/**
 * Reads a configuration, and brings its file up to date. One that is wrong does not keep the room from its lessons: what was last good is used instead, and
 * what is wrong is told.
 * @throws ConfigError when the file is wrong and was never good
 */
export function loadConfigOrLastGood(file: string): LoadedConfig {
  let text: string | undefined;
  try {
    text = configText(file);
    const config = parseConfig(text, file);
    const present = broughtUpToDate(text, file);
    keep(config, present, file);
    return { config, problem: null };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const config = lastGood(file, text);
    if (!config) throw error;
    return { config, problem: `${error.message}; the last good settings are used until it is mended` };
  }
}

/** The text that the file has from now on. One that cannot be written stays as it is, and is read anew each time. */
function broughtUpToDate(text: string, file: string): string {
  const migrated = migratedConfig(text, file);
  if (migrated.text === text) return text;
  try {
    replaceMigrated(file, text, migrated);
    return migrated.text;
  } catch {
    return text;
  }
}

/** Written beside and renamed, so that there always is a whole one. A folder that cannot be written has none. */
function keep({ store: { folder } }: Config, text: string, file: string): void {
  try {
    const content = `${headOf(file)}\n${text}`;
    const kept = join(folder, NAME);
    if (textIfThere(kept) === content) return;
    mkdirSync(folder, { recursive: true, mode: 0o750 });
    writeWholeFile(kept, content, 0o640);
  } catch {
    // The store says what is wrong with the folder.
  }
}

function lastGood(file: string, text: string | undefined): Config | undefined {
  for (const folder of foldersOf(file, text)) {
    const [head, ...lines] = textIfThere(join(folder, NAME))?.split('\n') ?? [];
    if (head !== headOf(file)) continue;
    // What the environment says may be what is wrong.
    for (const environment of [process.env, {}]) {
      try {
        return parseConfig(lines.join('\n'), file, environment);
      } catch {
        // Good for an older Lectern.
      }
    }
  }
  return undefined;
}

/** Where it may lie: the folder that a wrong file still names, and the usual one. */
function foldersOf(file: string, text: string | undefined): string[] {
  const usual = [process.env.STATE_DIRECTORY, DEFAULT_FOLDER].filter((folder) => folder !== undefined);
  const named = /^store:.*?folder:\s*["']?([^"'\s}]+)/ms.exec(text ?? '')?.[1] ?? namedFolder(text);
  return named === undefined ? usual : [resolve(dirname(file), named), ...usual];
}

function namedFolder(text: string | undefined): string | undefined {
  try {
    const folder = (parseYaml(text ?? '', YAML_OPTIONS) as { store?: { folder?: unknown } } | null)?.store?.folder;
    return typeof folder === 'string' ? folder : undefined;
  } catch {
    return undefined;
  }
}

const headOf = (file: string) => `# The last good content of ${resolve(file)}`;

function textIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
