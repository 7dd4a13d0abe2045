import { lstatSync, readdirSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve, sep } from 'node:path';
import type { Config } from '../config/config.ts';

/** What the agent keeps in its data folder; whatever else lies there is somebody's own. */
const OWN_NAMES = [
  /^\.?lectern\.db/,
  /^(last-good\.yaml|setup\.json|setup-code|sensing-off|starts\.json)$/,
  /^(identity|recordings|models|region|backups)$/,
  /^(backup|restore)-/,
  /\.part$/,
];
/** By one of them a folder is known as an agent's: a configuration may name any, such as /var, which has `backups` too. */
const MARKS = /^(lectern\.db|agent\.lock|last-good\.yaml|setup\.json|setup-code|starts\.json)/;
/** Held while it is erased, so it goes last. */
export const LOCK_NAME = /^agent\.lock/;

/** Where a packaged agent has something besides. */
export const PACKAGE_CONFIG = '/etc/lectern/lectern.yaml';
export const PACKAGE_ENVIRONMENT = '/etc/default/lectern';
const PACKAGE_PLACES = [
  '/etc/credstore/lectern',
  '/etc/systemd/system/lectern.service.d/network.conf',
  PACKAGE_ENVIRONMENT,
  '/var/cache/lectern',
  '/var/cache/lectern-kiosk',
];

/** What of a room lies on this machine; all paths are absolute. */
export interface ErasePlan {
  /** In the data folder. */
  data: string[];
  /** Files: the configuration, its earlier versions, and what it names below its own folder or the data folder. */
  settings: string[];
  /** Root's alone: systemd's credentials and settings, caches. */
  system: string[];
  /** In the data folder or beside the configuration, and not the agent's: left. */
  left: string[];
  /** What the configuration names, or a link leads to, elsewhere: left, for it may be anybody's. */
  outside: string[];
}

/**
 * What there is to be erased; only what is there is named.
 * @param config null where there is none: then only what lies beside it by its usual names
 * @param isFolderGiven somebody at the keyboard has named the data folder, and not the configuration
 */
export function erasePlan(
  configFile: string,
  config: Config | null,
  dataFolder: string,
  isFolderGiven: boolean,
): ErasePlan {
  const folder = resolve(dataFolder);
  const beside = dirname(resolve(configFile));
  const isIn = (path: string) => [folder, beside].some((place) => isBelow(path, realOf(place) ?? place));
  const names = namesIn(folder);
  const isAgents = isFolderGiven || names.some((name) => MARKS.test(name));
  const own = names.filter((name) => isAgents && OWN_NAMES.some((pattern) => pattern.test(name)));
  const data = own.map((name) => join(folder, name));

  const named = config ? filesOf(config) : [join(beside, 'secrets.yaml')];
  const bases = [
    basename(configFile),
    ...named.filter((path) => dirname(path) === beside).map((path) => basename(path)),
  ];
  const earlier = namesIn(beside).filter(
    (name) =>
      name.startsWith(basename(configFile)) ||
      name.startsWith(`.${basename(configFile)}`) ||
      bases.some((base) => name.startsWith(`.${base}.`) && name.endsWith('.part')),
  );
  const settings = new Set<string>();
  const outside = new Set<string>();
  for (const path of [...earlier.map((name) => join(beside, name)), ...named]) {
    const stats = lstatSync(path, { throwIfNoEntry: false });
    if (!stats) continue;
    const real = realOf(path);
    const place = realOf(dirname(path));
    // A link goes; where it leads to goes only when that is a file in these folders.
    const isFile = (at: string) => lstatSync(at, { throwIfNoEntry: false })?.isFile() === true;
    if (stats.isSymbolicLink() && place && isIn(join(place, basename(path)))) settings.add(path);
    if (real === null) continue;
    if (isIn(real) && isFile(real)) settings.add(stats.isSymbolicLink() ? real : path);
    else outside.add(real);
  }
  for (const link of data.flatMap(linksIn)) {
    const target = realOf(link);
    if (target && !data.some((path) => isBelow(target, realOf(path) ?? path) && !isLink(path))) outside.add(target);
  }
  // What the data folder holds goes with it.
  const kept = [...settings].filter((path) => !data.some((each) => !isLink(each) && isBelow(path, each)));
  const goes = [...kept, ...data, folder];
  const others = config || isPackage(configFile) ? namesIn(beside).map((name) => join(beside, name)) : [];
  const strangers = names
    .filter((name) => !own.includes(name) && !LOCK_NAME.test(name))
    .map((name) => join(folder, name));
  return {
    data,
    settings: kept,
    system: isPackage(configFile) ? PACKAGE_PLACES.filter(isThere) : [],
    left: [...new Set([...strangers, ...others])].filter(
      (path) => !goes.includes(path) && !LOCK_NAME.test(basename(path)),
    ),
    outside: [...outside].filter((path) => !kept.includes(path)),
  };
}

export const isPackage = (configFile: string) => resolve(configFile) === PACKAGE_CONFIG;

/** Whether a path, without links, is a folder or below it. */
export const isBelow = (path: string, folder: string) =>
  path === folder || path.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`);

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
const isLink = (path: string) => lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;

/** null where it leads nowhere, or nobody may look. */
function realOf(path: string): string | null {
  try {
    return realpathSync(path);
  } catch {
    return null;
  }
}

function linksIn(path: string): string[] {
  if (isLink(path)) return [path];
  return namesIn(path).flatMap((name) => linksIn(join(path, name)));
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}
