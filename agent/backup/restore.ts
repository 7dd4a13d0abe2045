import { randomUUID } from 'node:crypto';
import {
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import Database from 'better-sqlite3';
import { parse as parseYaml } from 'yaml';
import { parseConfig } from '../config/config.ts';
import { EditedYaml } from '../config/edited-yaml.ts';
import { syncFolder, writeWholeFile } from '../config/whole-file.ts';
import { YAML_OPTIONS } from '../config/yaml-options.ts';
import { damagedPath, earlierPath, replacedPath, stampOf } from '../store/damaged-copies.ts';
import { knownSchema, migrate } from '../store/migrate.ts';
import { countAnew } from '../store/new-stream.ts';
import { removeAbandonedScratch, withScratchFolder } from '../store/scratch-folder.ts';
import { SensingSwitch } from '../store/sensing-switch.ts';
import { BackupError } from './backup-error.ts';
import { type OpenFile, unpackBackup } from './backup-file.ts';
import { type BackupManifest, CONFIGURATION, DATABASE } from './backup-manifest.ts';

const SECRET_MODE = 0o600;
const USUAL_MODE = 0o640;

export interface RestoreOptions {
  file: OpenFile;
  /** Where the configuration goes, and the files beside it. */
  configFile: string;
  /** Where the agent keeps its data on this machine; undefined: as the configuration in the backup says. */
  folder?: string;
  askPassphrase(): Promise<string>;
  /** What is here may give way; it is kept beside. */
  isReplacing: boolean;
  wallMs: number;
}

export interface Restored {
  manifest: BackupManifest;
  folder: string;
  /** What was here before: the database, and the folder with the configuration. */
  kept: string[];
}

/**
 * Puts a backup in place of what is here. The agent must not run. What is here is kept in the data folder for as long as copies
 * of the database are, for it holds secrets and lessons as they do; each file changes as a whole: the database last but one, the configuration last, so that after a power cut it can be done again.
 * @throws BackupError, ConfigError; nothing is changed then
 */
export async function restore(options: RestoreOptions): Promise<Restored> {
  const { file, configFile, isReplacing, wallMs, askPassphrase } = options;
  const from = file.path;
  const beside = dirname(configFile);
  mkdirSync(beside, { recursive: true, mode: 0o750 });
  const scratchPlace = options.folder ?? beside;
  mkdirSync(scratchPlace, { recursive: true, mode: 0o750 });
  removeAbandonedScratch(scratchPlace);
  return await withScratchFolder(scratchPlace, 'restore', async (scratch) => {
    const manifest = await unpackBackup(file, scratch, askPassphrase);
    checkVersion(manifest, from);
    const text = readFileSync(join(scratch, CONFIGURATION), 'utf8');
    const folder = options.folder ?? parseConfig(text, configFile).store.folder;
    checkDatabase(join(scratch, DATABASE), from);
    if (!isReplacing) checkFree(folder, configFile);
    const next = options.folder === undefined ? text : withFolder(text, options.folder);
    parseConfig(next, configFile);

    mkdirSync(folder, { recursive: true, mode: 0o750 });
    const stamp = freeStamp(folder, wallMs);
    const keptFiles = keepFiles(manifest, configFile, folder, stamp);
    placeFiles(manifest, scratch, beside);
    const keptDatabase = placeDatabase(join(scratch, DATABASE), folder, stamp);
    if (!manifest.isSensing) new SensingSwitch(folder).set(false);
    writeWholeFile(configFile, next, USUAL_MODE);
    return { manifest, folder, kept: [keptDatabase, keptFiles].filter((path) => path !== null) };
  });
}

function checkVersion({ schema, version }: BackupManifest, file: string): void {
  if (schema > knownSchema())
    throw new BackupError(
      'BACKUP_TOO_NEW',
      `${file}: was made by Lectern ${version} (schema ${schema}, this one knows ${knownSchema()}); update Lectern first`,
    );
}

/**
 * A backup's database becomes one of this version, with a new stream: the region must not take what is counted from now on for
 * what it has had since the backup.
 */
function checkDatabase(path: string, file: string): void {
  try {
    const database = new Database(path);
    try {
      if (database.pragma('quick_check(1)', { simple: true }) !== 'ok') throw new Error('damaged');
      database.pragma('journal_mode = DELETE');
      migrate(database, path);
      database.transaction(() => {
        countAnew(database);
        database.prepare('UPDATE stream SET id = ?').run(randomUUID());
      })();
    } finally {
      database.close();
    }
  } catch (cause) {
    throw new BackupError('BACKUP_UNREADABLE', `${file}: its database cannot be used; use another backup`, { cause });
  }
}

function checkFree(folder: string, configFile: string): void {
  const taken = [configFile, join(folder, DATABASE)].filter((path) => existsSync(path));
  if (taken.length > 0)
    throw new BackupError(
      'BACKUP_REFUSED',
      `${taken.join(' and ')}: there already; with --replace what is here is kept beside and gives way`,
    );
}

/** One cut off a moment ago may have kept something under this second's already. */
function freeStamp(folder: string, wallMs: number): string {
  const stamp = stampOf(wallMs);
  return readdirSync(folder).some((name) => name.includes(stamp)) ? freeStamp(folder, wallMs + 1000) : stamp;
}

const besideFiles = ({ files }: BackupManifest) =>
  files.flatMap(({ name, path }) => (path === undefined ? [] : [{ name, path }]));

/** @returns the folder in which they are kept; null where nothing was there */
function keepFiles(manifest: BackupManifest, configFile: string, folder: string, stamp: string): string | null {
  const beside = dirname(configFile);
  const paths = [configFile, ...besideFiles(manifest).map(({ path }) => join(beside, path))].filter((path) =>
    existsSync(path),
  );
  if (paths.length === 0) return null;
  const kept = replacedPath(join(folder, DATABASE), stamp);
  for (const path of paths) {
    const copy = join(kept, relative(beside, path));
    mkdirSync(dirname(copy), { recursive: true, mode: 0o700 });
    writeWholeFile(copy, readFileSync(path), SECRET_MODE);
  }
  return kept;
}

function placeFiles(manifest: BackupManifest, scratch: string, beside: string): void {
  for (const { name, path } of besideFiles(manifest)) {
    const placed = join(beside, path);
    mkdirSync(dirname(placed), { recursive: true, mode: 0o750 });
    writeWholeFile(placed, readFileSync(join(scratch, name)), SECRET_MODE);
  }
}

/** The new one takes the name of the old in one step. */
function placeDatabase(from: string, folder: string, stamp: string): string | null {
  const path = join(folder, DATABASE);
  const staged = join(folder, `.${DATABASE}.restored`);
  rmSync(staged, { force: true });
  copyToDisk(from, staged);
  let kept: string | null = null;
  if (existsSync(path)) {
    kept = setAside(path, stamp);
  }
  renameSync(staged, path);
  syncFolder(folder);
  return kept;
}

/** Copies of earlier databases are deleted when their time is over, as those that were damaged are. */
function setAside(path: string, stamp: string): string {
  const schema = settledSchema(path);
  const kept = schema === null ? damagedPath(path, stamp) : earlierPath(path, schema, stamp);
  linkSync(path, kept);
  for (const rest of ['-wal', '-shm']) {
    if (schema === null && existsSync(`${path}${rest}`)) linkSync(`${path}${rest}`, `${kept}${rest}`);
    rmSync(`${path}${rest}`, { force: true });
  }
  return kept;
}

/** What a database has in its log is brought into its file. @returns its schema; null when it is damaged */
function settledSchema(path: string): number | null {
  try {
    const database = new Database(path);
    try {
      database.pragma('wal_checkpoint(TRUNCATE)');
      return database.pragma('user_version', { simple: true }) as number;
    } finally {
      database.close();
    }
  } catch {
    return null;
  }
}

/** A copy that is on the disk as a whole: the two folders may lie on different ones. */
function copyToDisk(from: string, to: string): void {
  copyFileSync(from, to);
  const file = openSync(to, 'r+');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function withFolder(text: string, folder: string): string {
  const { store } = (parseYaml(text, YAML_OPTIONS) as { store?: { folder?: string } } | null) ?? {};
  if (store?.folder === folder) return text;
  const yaml = new EditedYaml(text, 'backup');
  yaml.set(['store', 'folder'], folder);
  return yaml.toString();
}
