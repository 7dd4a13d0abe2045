import { chmodSync, copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, isAbsolute, join, relative } from 'node:path';
import { type Config, configText, parseConfig } from '../config/config.ts';
import { openDatabaseToRead } from '../store/database.ts';
import { removeAbandonedScratch, withScratchFolder } from '../store/scratch-folder.ts';
import { SensingSwitch } from '../store/sensing-switch.ts';
import { type OpenFile, packBackup } from './backup-file.ts';
import {
  BACKUP_FORMAT,
  type BackupManifest,
  CONFIGURATION,
  DATABASE,
  describedFile,
  MANIFEST,
  readManifest,
} from './backup-manifest.ts';

export interface BackupOptions {
  configFile: string;
  /** Where the agent keeps its data. */
  folder: string;
  /** Empty; stays open. */
  out: OpenFile;
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
  removeAbandonedScratch(folder);
  return await withScratchFolder(folder, 'backup', async (scratch) => {
    const schema = await copyDatabase(folder, join(scratch, DATABASE));
    writeFileSync(join(scratch, CONFIGURATION), text, { mode: 0o600 });
    const { kept, leftOut } = copyFiles(config, dirname(configFile), scratch, passphrase !== undefined);
    const files = [{ name: DATABASE }, { name: CONFIGURATION }, ...kept];
    const manifest = {
      format: BACKUP_FORMAT,
      ...{ version, schema, isMove, room: config.room },
      madeAt: new Date(wallMs).toISOString(),
      isSensing: new SensingSwitch(folder).isOn,
      files: await Promise.all(
        files.map(async (file) => ({ ...file, ...(await describedFile(join(scratch, file.name), file.name)) })),
      ),
    };
    const list = `${JSON.stringify(manifest, null, 1)}\n`;
    writeFileSync(join(scratch, MANIFEST), list, { mode: 0o600 });
    // One that could not be restored is no backup.
    const read = readManifest(list, out.path);
    await packBackup(scratch, read, out, passphrase);
    return { manifest: read, leftOut };
  });
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

/** Files beside the configuration, numbered under `files/`. */
function copyFiles(config: Config, beside: string, scratch: string, withSecrets: boolean) {
  const { secrets, timetable, findings, models, hub, screen } = config;
  const open = [timetable, findings?.rules, models.keys, hub?.ca, screen.network?.certificate];
  const secret = [secrets, screen.network?.key];
  const kept: { name: string; path: string }[] = [];
  const leftOut: Backup['leftOut'] = [];
  const take = (file: string) => {
    const path = relative(beside, file);
    if (path.split('/')[0] === '..' || isAbsolute(path)) leftOut.push({ file, why: 'elsewhere' });
    else if (!existsSync(file)) leftOut.push({ file, why: 'missing' });
    else {
      const name = `files/${kept.length + 1}`;
      mkdirSync(join(scratch, 'files'), { recursive: true });
      copyFileSync(file, join(scratch, name));
      chmodSync(join(scratch, name), 0o600);
      kept.push({ name, path });
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
