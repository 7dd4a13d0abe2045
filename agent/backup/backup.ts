import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, isAbsolute, join, relative } from 'node:path';
import { type Config, configText, parseConfig } from '../config/config.ts';
import { openDatabaseToRead } from '../store/database.ts';
import { SensingSwitch } from '../store/sensing-switch.ts';
import { packBackup } from './backup-file.ts';
import {
  BACKUP_FORMAT,
  type BackupManifest,
  CONFIGURATION,
  DATABASE,
  describedFile,
  MANIFEST,
} from './backup-manifest.ts';

export interface BackupOptions {
  configFile: string;
  /** Where the agent keeps its data. */
  folder: string;
  out: string;
  /** With it the backup is encrypted and holds passwords and keys of this room too; without it none. */
  passphrase?: string | undefined;
  /** The machine goes out of service with it. */
  isMove: boolean;
  version: string;
  wallMs: number;
}

export interface Backup {
  manifest: BackupManifest;
  /** Files that the configuration names and that are not in it, each with the reason. */
  leftOut: { file: string; why: 'secret' | 'elsewhere' | 'missing' | 'of-this-machine' }[];
}

/**
 * Backs a room up while its agent runs: the database as of one moment (SQLite's online backup), the configuration, and the
 * files beside it. Never the device's own key: a room that moves enrols anew, under its old name.
 * @throws BackupError, StoreError, ConfigError
 */
export async function backUp(options: BackupOptions): Promise<Backup> {
  const { configFile, folder, out, passphrase, isMove, version, wallMs } = options;
  const text = configText(configFile);
  const config = parseConfig(text, configFile);
  const scratch = mkdtempSync(join(folder, 'backup-'));
  try {
    const schema = await copyDatabase(folder, join(scratch, DATABASE));
    writeFileSync(join(scratch, CONFIGURATION), text, { mode: 0o600 });
    const { kept, leftOut } = copyFiles(config, dirname(configFile), scratch, passphrase !== undefined);
    const names = [DATABASE, CONFIGURATION, ...kept];
    const manifest: BackupManifest = {
      format: BACKUP_FORMAT,
      ...{ version, schema, isMove, room: config.room },
      madeAt: new Date(wallMs).toISOString(),
      isSensing: new SensingSwitch(folder).isOn,
      files: await Promise.all(names.map((name) => describedFile(join(scratch, name), name))),
    };
    writeFileSync(join(scratch, MANIFEST), `${JSON.stringify(manifest, null, 1)}\n`, { mode: 0o600 });
    await packBackup(scratch, manifest, out, passphrase);
    return { manifest, leftOut };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** @returns its schema */
async function copyDatabase(folder: string, to: string): Promise<number> {
  const database = openDatabaseToRead(folder);
  try {
    await database.backup(to);
    chmodSync(to, 0o600);
    return database.pragma('user_version', { simple: true }) as number;
  } finally {
    database.close();
  }
}

/** Files beside the configuration, under `files/`. */
function copyFiles(config: Config, beside: string, scratch: string, withSecrets: boolean) {
  const { secrets, timetable, findings, models, hub, screen } = config;
  const open = [timetable, findings?.rules, models.keys, hub?.ca, screen.network?.certificate];
  const secret = [secrets, screen.network?.key];
  const kept: string[] = [];
  const leftOut: Backup['leftOut'] = [];
  const take = (file: string) => {
    const path = relative(beside, file);
    if (path.startsWith('..') || isAbsolute(path)) leftOut.push({ file, why: 'elsewhere' });
    else if (!existsSync(file)) leftOut.push({ file, why: 'missing' });
    else {
      const name = join('files', path);
      mkdirSync(dirname(join(scratch, name)), { recursive: true });
      copyFileSync(file, join(scratch, name));
      chmodSync(join(scratch, name), 0o600);
      kept.push(name);
    }
  };
  for (const file of open) if (file !== undefined) take(file);
  for (const file of secret) {
    if (file === undefined) continue;
    if (withSecrets) take(file);
    else leftOut.push({ file, why: 'secret' });
  }
  for (const file of [hub?.certificate, hub?.key])
    if (file !== undefined) leftOut.push({ file, why: 'of-this-machine' });
  return { kept, leftOut };
}
