import { randomUUID } from 'node:crypto';
import {
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { parse as parseYaml } from 'yaml';
import { parseConfig } from '../config/config.ts';
import { EditedYaml } from '../config/edited-yaml.ts';
import { syncFolder, writeWholeFile } from '../config/whole-file.ts';
import { damagedPath, earlierPath, stampOf } from '../store/damaged-copies.ts';
import { knownSchema, migrate } from '../store/migrate.ts';
import { countAnew } from '../store/new-stream.ts';
import { SensingSwitch } from '../store/sensing-switch.ts';
import { BackupError } from './backup-error.ts';
import { unpackBackup } from './backup-file.ts';
import { type BackupManifest, CONFIGURATION, DATABASE } from './backup-manifest.ts';

const SECRET_MODE = 0o600;
const USUAL_MODE = 0o640;

export interface RestoreOptions {
  file: string;
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
  /** The database that was here before. */
  keptDatabase: string | null;
}

/**
 * Puts a backup in place of what is here. The agent must not run. What is here stays beside it, and each file changes as a
 * whole: the database last but one, the configuration last, so that after a power cut it can be done again.
 * @throws BackupError, ConfigError; nothing is changed then
 */
export async function restore(options: RestoreOptions): Promise<Restored> {
  const { file, configFile, isReplacing, wallMs, askPassphrase } = options;
  const beside = dirname(configFile);
  mkdirSync(beside, { recursive: true, mode: 0o750 });
  const scratchPlace = options.folder ?? beside;
  mkdirSync(scratchPlace, { recursive: true, mode: 0o750 });
  const scratch = mkdtempSync(join(scratchPlace, 'restore-'));
  try {
    const manifest = await unpackBackup(file, scratch, askPassphrase);
    checkVersion(manifest, file);
    const text = readFileSync(join(scratch, CONFIGURATION), 'utf8');
    const folder = options.folder ?? parseConfig(text, configFile).store.folder;
    checkDatabase(join(scratch, DATABASE), file);
    if (!isReplacing) checkFree(folder, configFile);
    const next = options.folder === undefined ? text : withFolder(text, options.folder);
    parseConfig(next, configFile);

    const stamp = stampOf(wallMs);
    placeFiles(manifest, scratch, beside, stamp);
    const keptDatabase = placeDatabase(join(scratch, DATABASE), folder, stamp);
    if (!manifest.isSensing) new SensingSwitch(folder).set(false);
    keepBeside(configFile, stamp);
    writeWholeFile(configFile, next, USUAL_MODE);
    return { manifest, folder, keptDatabase };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
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

function placeFiles({ files }: BackupManifest, scratch: string, beside: string, stamp: string): void {
  for (const { name } of files.filter((each) => each.name.startsWith('files/'))) {
    const path = join(beside, name.slice('files/'.length));
    mkdirSync(dirname(path), { recursive: true, mode: 0o750 });
    keepBeside(path, stamp);
    writeWholeFile(path, readFileSync(join(scratch, name), 'utf8'), SECRET_MODE);
  }
}

/** The new one takes the name of the old in one step. */
function placeDatabase(from: string, folder: string, stamp: string): string | null {
  mkdirSync(folder, { recursive: true, mode: 0o750 });
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

function keepBeside(path: string, stamp: string): void {
  const kept = join(dirname(path), `${basename(path)}.before-restore-${stamp}`);
  if (existsSync(path) && !existsSync(kept)) linkSync(path, kept);
}

function withFolder(text: string, folder: string): string {
  const { store } = (parseYaml(text) as { store?: { folder?: string } } | null) ?? {};
  if (store?.folder === folder) return text;
  const yaml = new EditedYaml(text, 'backup');
  yaml.set(['store', 'folder'], folder);
  return yaml.toString();
}
