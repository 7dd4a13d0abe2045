import { existsSync, statSync } from 'node:fs';
import { parse as parseYaml } from 'yaml';
import { ConfigError } from './config-error.ts';
import { EditedYaml } from './edited-yaml.ts';
import { writeWholeFile } from './whole-file.ts';
import { YAML_OPTIONS } from './yaml-options.ts';

/** What a configuration must be changed in when settings are named or placed otherwise than before. */
export interface ConfigStep {
  /** Version of a file that it brings to the next. */
  from: number;
  /** Changes it in place; comments and everything else stay as people wrote them. */
  change(yaml: EditedYaml): void;
}

/** Oldest first. Version 1 is the first that there was. */
export const configSteps: readonly ConfigStep[] = [];

export interface Migrated {
  text: string;
  /** Of the file as it was; the same as now when nothing was changed, or when it says none. */
  from: number | null;
}

/**
 * Brings the text of a configuration to the present version. Text that is no YAML, or says no version, is left to whoever
 * checks it.
 * @throws ConfigError when it was written for a newer version of Lectern
 */
export function migratedConfig(text: string, file: string, steps: readonly ConfigStep[] = configSteps): Migrated {
  const version = versionOf(text);
  if (version === null) return { text, from: null };
  const present = (steps.at(-1)?.from ?? 0) + 1;
  if (version > present)
    throw new ConfigError(
      `${file}: version: ${version} is of a newer Lectern, which this one (version ${present}) does not know; update Lectern, or put back ${file}.v${present}.bak`,
    );
  if (version === present) return { text, from: version };
  const yaml = new EditedYaml(text, file);
  for (const { from, change } of steps.filter((step) => step.from >= version)) {
    change(yaml);
    yaml.set(['version'], from + 1);
  }
  return { text: yaml.toString(), from: version };
}

/**
 * Puts a migrated text in the place of the file, which is kept beside it as `….v1.bak`, with the file's permissions.
 * @throws NodeJS.ErrnoException when the disk does not take it; the file is then as it was
 */
export function replaceMigrated(file: string, before: string, { text, from }: Migrated): void {
  const mode = statSync(file).mode & 0o777;
  const kept = `${file}.v${from}.bak`;
  if (!existsSync(kept)) writeWholeFile(kept, before, mode);
  writeWholeFile(file, text, mode);
}

function versionOf(text: string): number | null {
  try {
    const version = (parseYaml(text, YAML_OPTIONS) as { version?: unknown } | null)?.version;
    return Number.isInteger(version) && (version as number) > 0 ? (version as number) : null;
  } catch {
    return null;
  }
}
