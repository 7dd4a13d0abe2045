import { existsSync, statSync } from 'node:fs';
import { parse as parseYaml, stringify as yamlText } from 'yaml';
import { type Config, configSchema, configText, parseConfig } from '../config/config.ts';
import { ConfigError } from '../config/config-error.ts';
import { migratedConfig } from '../config/config-migration.ts';
import { EditedYaml } from '../config/edited-yaml.ts';
import { settingsIn, withEnvironment } from '../config/environment.ts';
import { configJsonSchema, isSettingPath, settingPaths } from '../config/json-schema.ts';
import { withRegion } from '../config/region-settings.ts';
import { secretsProblem } from '../config/secrets.ts';
import { writeWholeFile } from '../config/whole-file.ts';
import { YAML_OPTIONS } from '../config/yaml-options.ts';
import { regionSettings } from '../region/region-wishes.ts';
import { openDatabaseToRead } from '../store/database.ts';
import { DesiredStore } from '../store/desired-store.ts';
import { becomeOwnerOf } from './as-owner.ts';
import { deviceProblems } from './device-problems.ts';
import { UsageError } from './exit-code.ts';

/** `lectern config check FILE`: everything that is wrong with it, each with its line. */
export function checkConfig(file: string): void {
  const text = configText(file);
  const problems = [...problemsOf(text, file), ...secretProblems(text, file), ...hardwareProblems(text, file)];
  if (problems.length > 0) throw new ConfigError(problems.join('\n'));
  const overridden = settingsIn(process.env).map(({ variable }) => variable);
  console.log(`${file}: good${overridden.length > 0 ? ` (with ${overridden.join(', ')} of the environment)` : ''}`);
}

function problemsOf(text: string, file: string): string[] {
  const yaml = new EditedYaml(migratedConfig(text, file).text, file);
  const result = configSchema.safeParse(withEnvironment(yaml.data, process.env));
  if (result.success) return [];
  if (result.error.issues.length === 1) return [withLine(yaml, file, result.error.issues[0]!.path, wordOf(text, file))];
  return result.error.issues.map(({ path, message }) =>
    withLine(yaml, file, path, `${path.join('.') || 'it'}: ${message}`),
  );
}

/** As the agent itself says it, which of several alternatives tells the one that got furthest. */
function wordOf(text: string, file: string): string {
  try {
    parseConfig(text, file);
    return 'is good';
  } catch (error) {
    return (error as Error).message.replace(`${file}: `, '');
  }
}

const withLine = (yaml: EditedYaml, file: string, path: readonly PropertyKey[], message: string) => {
  const line = yaml.lineOf(path);
  return `${file}${line === undefined ? '' : `:${line}`}: ${message}`;
};

function secretProblems(text: string, file: string): string[] {
  const secrets = configIfGood(text, file)?.secrets;
  const problem = secrets === undefined || !existsSync(secrets) ? null : secretsProblem(secrets);
  return problem === null ? [] : [problem];
}

function hardwareProblems(text: string, file: string): string[] {
  const config = configIfGood(text, file);
  if (!config) return [];
  const yaml = new EditedYaml(migratedConfig(text, file).text, file);
  return deviceProblems(config).map(({ path, message }) => withLine(yaml, file, path, `${path.join('.')}: ${message}`));
}

/** null where it is not: that is told already. */
function configIfGood(text: string, file: string): Config | null {
  try {
    return parseConfig(text, file);
  } catch (error) {
    if (error instanceof ConfigError) return null;
    throw error;
  }
}

export interface ShowOptions {
  config: string;
  json?: boolean;
}

/** `lectern config show`: what the agent goes by, and where each setting is from that is not the file's or usual. */
export function showConfig({ config: file, json }: ShowOptions): void {
  const text = configText(file);
  const own = parseConfig(text, file);
  const wishes = wishesOf(own);
  const { region: _, ...config } = withRegion(own, { settings: wishes });
  const shown = asWritten(
    config,
    withEnvironment(new EditedYaml(migratedConfig(text, file).text, file).data, process.env),
  );
  const origins = [
    ...settingsIn(process.env).map(({ variable, path }) => `${path.join('.')}: environment (${variable})`),
    ...Object.keys(wishes).flatMap((name) => originOfWish(name, own, config)),
  ];
  if (json) console.log(JSON.stringify({ file, config: shown, origins }, null, 1));
  else
    console.log(
      `# ${file}\n${origins.map((each) => `# ${each}\n`).join('')}${yamlText(shown, { lineWidth: 0 })}`.trimEnd(),
    );
}

/** A region's wish that is not what the room had anyway. */
function originOfWish(name: string, own: Config, now: Config): string[] {
  for (const section of ['privacy', 'retention'] as const) {
    const [before, after] = [own[section], now[section]] as [Record<string, unknown>, Record<string, unknown>];
    if (name in after && before[name] !== after[name])
      return [`${section}.${name}: the region (stricter than the file)`];
  }
  return [];
}

function wishesOf(config: Config) {
  try {
    const database = openDatabaseToRead(config.store.folder);
    try {
      return config.hub ? regionSettings(new DesiredStore(database)) : {};
    } finally {
      database.close();
    }
  } catch {
    // The room has not run yet.
    return {};
  }
}

/** With what is usual where nothing is said; sources and hub as people write them. Nothing in them is secret. */
function asWritten({ sources: _, hub, ...config }: Config, written: unknown): unknown {
  const { sources, hub: hubAsWritten } = written as { sources: unknown; hub?: object };
  const { isBeginningChosen: __, ...lesson } = config.lesson;
  return JSON.parse(
    JSON.stringify({ ...config, lesson, sources, ...(hub && { hub: { ...hubAsWritten, outbox: hub.outbox } }) }),
  );
}

/**
 * `lectern config set PATH VALUE`: changes one setting in the file; everything else stays as people wrote it.
 * @param value YAML; undefined takes the setting away
 */
export function setConfig(path: string, value: string | undefined, { config: file }: { config: string }): void {
  if (!isSettingPath(path)) {
    const near = settingPaths().filter((each) => each.endsWith(`.${path.split('.').at(-1)}`));
    throw new UsageError(
      `${path}: is no setting${near.length > 0 ? `; do you mean ${near.join(' or ')}?` : ''} (all: lectern config schema)`,
    );
  }
  const text = configText(file);
  const mode = statSync(file).mode & 0o777;
  const yaml = new EditedYaml(migratedConfig(text, file).text, file);
  yaml.set(path.split('.'), value === undefined ? null : givenValue(path, value));
  const next = yaml.toString();
  const problems = problemsOf(next, file);
  if (problems.length > 0) throw new ConfigError(`nothing was changed:\n${problems.join('\n')}`);
  if (next === text) {
    console.log(`${file}: says so already`);
    return;
  }
  becomeOwnerOf(file);
  writeWholeFile(`${file}.bak`, text, mode);
  writeWholeFile(file, next, mode);
  console.log(`${file}: changed (before: ${file}.bak); it takes effect with: sudo systemctl reload lectern`);
  const variable = settingsIn(process.env).find((each) => each.path.join('.') === path)?.variable;
  if (variable !== undefined) console.error(`lectern: ${variable} of the environment stands in its place`);
}

/** @throws UsageError when it is no YAML */
function givenValue(path: string, text: string): unknown {
  try {
    return parseYaml(text, YAML_OPTIONS) as unknown;
  } catch (error) {
    throw new UsageError(`${path}: ${text}: is not valid YAML (${(error as Error).message.split('\n')[0]}); quote it`);
  }
}

/** `lectern config schema`: the JSON Schema, for editors. */
export function printConfigSchema(): void {
  console.log(JSON.stringify(configJsonSchema(), null, 1));
}
