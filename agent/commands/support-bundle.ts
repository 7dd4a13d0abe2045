import { closeSync, constants, existsSync, fsyncSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type Database from 'better-sqlite3';
import { BUILT_DIR } from '../../models/built-models.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { type Config, configText, parseConfig } from '../config/config.ts';
import { runCommand } from '../health/doctor/run-command.ts';
import type { RoomState } from '../lesson/room-state.ts';
import { LogRing } from '../setup/log-ring.ts';
import { machineHealth } from '../setup/machine-health.ts';
import { supportBundle } from '../setup/support-bundle.ts';
import { openDatabaseToRead, openInMemory } from '../store/database.ts';
import { checkAsOwner } from './doctor.ts';
import { UsageError } from './exit-code.ts';
import { RoomClient } from './room-client.ts';

const USUAL_FOLDER = '/var/lib/lectern';
const USUAL_PORT = 8080;
const JOURNAL_MS = 20_000;
/** Where no agent answers. */
const SILENT: RoomState = { sensing: 'off', activity: 'idle', sources: [], problems: [] };

export interface SupportBundleOptions {
  config: string;
  data?: string;
  out: string;
}

/** `lectern support-bundle`: the same file as the page makes, also where no agent runs any more. */
export async function makeSupportBundle({ config: configFile, data, out }: SupportBundleOptions): Promise<void> {
  const config = configIfWhole(configFile);
  const folder = data ?? config?.store.folder ?? USUAL_FOLDER;
  const port = config?.screen.port ?? USUAL_PORT;
  console.error('正在收集，约需半分钟 · collecting, which takes about half a minute …');
  // What only root may do comes first: root is given up for good before anything of the agent is looked at.
  const log = await journal();
  const path = resolve(out);
  const file = newFile(path);
  let isWhole = false;
  try {
    const { results: checks } = await checkAsOwner({ config: configFile, data: folder, port });
    const database = databaseIn(folder);
    try {
      const state = await new RoomClient(port).state().catch(() => SILENT);
      const about = { version: packageJson.version, database, wallMs: Date.now() };
      const health = await machineHealth({
        ...{ version: about.version, folder, database, modelsFolder: BUILT_DIR, hub: config?.hub?.url ?? null },
        state: () => state,
        wallMs: Date.now,
      });
      writeFileSync(file, await supportBundle({ ...about, configFile, log, health, checks }));
      fsyncSync(file);
      isWhole = true;
    } finally {
      database.close();
    }
  } finally {
    closeSync(file);
    if (!isWhole) removeIfPossible(path);
  }
  console.log(`${path}: send this to support; it holds no picture, sound, report, name or password`);
}

/** The folder may be one in which only root may do it; what stays is empty. */
function removeIfPossible(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // The error that brought this about is told.
  }
}

/** Opened, whoever may write there; never one that is there already, nor one that a link names. */
function newFile(path: string): number {
  const { O_CREAT, O_EXCL, O_NOFOLLOW, O_WRONLY } = constants;
  try {
    return openSync(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why = code === 'EEXIST' ? 'is there already' : `cannot be written (${code})`;
    throw new UsageError(`${path}: ${why}; name another file with --out`);
  }
}

/** The log of the service, of the last hour; empty where systemd keeps none. */
async function journal(): Promise<LogRing> {
  // The newest first: where there is more than is read, the oldest is left out.
  const args = ['--unit', 'lectern', '--since', '-1h', '--reverse', '--output', 'cat', '--no-pager'];
  const { stdout } = await runCommand('journalctl', args, AbortSignal.timeout(JOURNAL_MS));
  const ring = new LogRing(Date.now);
  for (const line of stdout.split('\n').reverse()) if (line !== '') ring.write(line);
  return ring;
}

/** One that cannot be read is what support is asked about: the rest goes without it. */
function databaseIn(folder: string): Database.Database {
  try {
    return openDatabaseToRead(folder);
  } catch {
    return openInMemory();
  }
}

function configIfWhole(file: string): Config | undefined {
  try {
    return existsSync(file) ? parseConfig(configText(file), file) : undefined;
  } catch {
    return undefined;
  }
}
