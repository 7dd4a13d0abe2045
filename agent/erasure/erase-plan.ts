import { lstatSync, readdirSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { Config } from '../config/config.ts';

/** What the agent keeps in its data folder; whatever else lies there is somebody's own. */
const OWN_NAMES = [
  /^\.?lectern\.db/,
  /^(last-good\.yaml|setup\.json|setup-code|sensing-off|starts\.json)$/,
  /^(identity|recordings|models|region|backups)$/,
  /^(backup|restore)-/,
  /^\..+\.part$/,
];
/** Held while it is erased, so it goes last. */
export const LOCK_NAME = /^agent\.lock/;

/** Where a packaged agent has something besides. */
export const PACKAGE_CONFIG = '/etc/lectern/lectern.yaml';
const PACKAGE_PLACES = ['/etc/credstore/lectern', '/var/cache/lectern', '/var/cache/lectern-kiosk'];

/** What of a room lies on this machine. */
export interface ErasePlan {
  /** In the data folder. */
  data: string[];
  /** The configuration, its earlier versions, and every file that it names: passwords, keys, certificates, timetable, rules. */
  settings: string[];
  /** Root's alone: systemd's credentials, caches. */
  system: string[];
  /** In the data folder, and not the agent's: left. */
  left: string[];
}

/**
 * What there is to be erased; only what is there is named.
 * @param config null where there is none that can be read: then only what lies beside it by its usual names
 */
export function erasePlan(configFile: string, config: Config | null, folder: string): ErasePlan {
  const names = namesIn(folder);
  const own = names.filter((name) => OWN_NAMES.some((pattern) => pattern.test(name)));
  const beside = dirname(resolve(configFile));
  const earlier = namesIn(beside).filter(
    (name) => name.startsWith(basename(configFile)) || name.startsWith(`.${basename(configFile)}`),
  );
  const named = config ? filesOf(config) : [join(beside, 'secrets.yaml')];
  const settings = [...new Set([...earlier.map((name) => join(beside, name)), ...named])];
  return {
    data: own.map((name) => join(folder, name)),
    // What the data folder holds goes with it.
    settings: settings.filter((path) => isThere(path) && !own.some((name) => path.startsWith(join(folder, name)))),
    system: resolve(configFile) === PACKAGE_CONFIG ? PACKAGE_PLACES.filter(isThere) : [],
    left: names.filter((name) => !own.includes(name) && !LOCK_NAME.test(name)).map((name) => join(folder, name)),
  };
}

function filesOf({ secrets, timetable, findings, models, hub, screen, devices }: Config): string[] {
  const described = Object.values(devices).flatMap((device) =>
    [('maps' in device && device.maps) || undefined, ('commands' in device && device.commands) || undefined].filter(
      (path) => typeof path === 'string',
    ),
  );
  const { network } = screen;
  return [
    ...[secrets, timetable, findings?.rules, models.keys, hub?.ca, hub?.certificate, hub?.key],
    ...[network?.certificate, network?.key, ...described],
  ].filter((path) => path !== undefined);
}

const isThere = (path: string) => lstatSync(path, { throwIfNoEntry: false }) !== undefined;

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}
