import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type Database from 'better-sqlite3';
import { BUILT_DIR } from '../../models/built-models.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { type Config, configText, parseConfig } from '../config/config.ts';
import { writeWholeFile } from '../config/whole-file.ts';
import { runCommand } from '../health/doctor/run-command.ts';
import type { RoomState } from '../lesson/room-state.ts';
import { LogRing } from '../setup/log-ring.ts';
import { machineHealth } from '../setup/machine-health.ts';
import { supportBundle } from '../setup/support-bundle.ts';
import { openDatabaseToRead, openInMemory } from '../store/database.ts';
import { asOwnerOf } from './as-owner.ts';
import { checkAll } from './doctor.ts';
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
  const log = await journal();
  const bytes = await asOwnerOf(folder, async () => {
    const database = databaseIn(folder);
    try {
      const state = await new RoomClient(port).state().catch(() => SILENT);
      const about = { version: packageJson.version, database, wallMs: Date.now() };
      const health = await machineHealth({
        ...{ version: about.version, folder, database, modelsFolder: BUILT_DIR, hub: config?.hub?.url ?? null },
        state: () => state,
        wallMs: Date.now,
      });
      const checks = await checkAll({ config: configFile, data: folder, port });
      return await supportBundle({ ...about, configFile, log, health, checks });
    } finally {
      database.close();
    }
  });
  const path = resolve(out);
  writeWholeFile(path, bytes, 0o600);
  console.log(`${path}: send this to support; it holds no picture, sound, report, name or password`);
}

/** The log of the service, of the last hour; empty where systemd keeps none. */
async function journal(): Promise<LogRing> {
  const args = ['--unit', 'lectern', '--since', '-1h', '--output', 'cat', '--no-pager'];
  const { stdout } = await runCommand('journalctl', args, AbortSignal.timeout(JOURNAL_MS));
  const ring = new LogRing(Date.now);
  for (const line of stdout.split('\n')) if (line !== '') ring.write(line);
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
