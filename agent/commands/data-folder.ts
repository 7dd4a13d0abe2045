import { existsSync } from 'node:fs';
import { type Config, configText, parseConfig } from '../config/config.ts';
import { ConfigError } from '../config/config-error.ts';

const DEFAULT_FOLDER = '/var/lib/lectern';

/** The configuration for a command that can do without one; null when there is none, or, after a word of it, when it is wrong. */
export function configIfThere(file: string): Config | null {
  if (!existsSync(file)) return null;
  try {
    return parseConfig(configText(file), file);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    console.error(`lectern: ${error.message}`);
    return null;
  }
}

/** Where the agent keeps its data. @param option `--data`, which counts more than the configuration @param named by the service's environment, where there is no configuration */
export function dataFolderOf(option: string | undefined, config: Config | null, named?: string): string {
  return option ?? config?.store.folder ?? named ?? process.env.STATE_DIRECTORY ?? DEFAULT_FOLDER;
}
