import { readFileSync, statSync } from 'node:fs';
import { freemem, totalmem, uptime } from 'node:os';
import { join } from 'node:path';
import type Database from 'better-sqlite3';
import { z } from 'zod';
import { broughtModel } from '../../models/generations.ts';
import { diskSpace, residentBytes, temperatures } from '../health/machine-figures.ts';
import type { RoomState } from '../lesson/room-state.ts';
import type { MachineHealth } from '../screen/setup/controls/machine.ts';

const stampsSchema = z.record(
  z.string(),
  z.object({ bytes: z.number(), mtimeMs: z.number().optional(), sha256: z.string().optional() }),
);

export interface MachineFacts {
  version: string;
  /** Where the agent keeps its data. */
  folder: string;
  /** `models/built`. */
  modelsFolder: string;
  hub: string | null;
  database: Database.Database;
  state(): RoomState;
  wallMs(): number;
  thermalFolder?: string;
}

/** How the agent and its machine are now. */
export async function machineHealth(facts: MachineFacts): Promise<MachineHealth> {
  const { version, folder, modelsFolder, hub, database, state, wallMs, thermalFolder = '/sys/class/thermal' } = facts;
  const { sources, devices = [], problems } = state();
  const zones = await temperatures(thermalFolder);
  return {
    version,
    agentUpS: Math.round(process.uptime()),
    machineUpS: Math.round(uptime()),
    nowMs: wallMs(),
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    sources,
    devices,
    problems,
    models: withBrought(modelsIn(modelsFolder), join(folder, 'models')),
    backlog: { ...backlogOf(database), hub },
    disk: await diskSpace(folder).then(
      (space) => ({ folder, ...space }),
      () => null,
    ),
    memory: { freeBytes: freemem(), sizeBytes: totalmem(), agentBytes: await residentBytes('self').catch(() => 0) },
    temperatures: [...zones].map(([zone, celsius]) => ({ zone, celsius })),
  };
}

function backlogOf(database: Database.Database) {
  return database
    .prepare(
      `SELECT count(*) AS rows, count(refused_because) AS refused,
              min(CASE WHEN refused_because IS NULL THEN created_at_ms END) AS oldestMs FROM outbox`,
    )
    .get() as { rows: number; refused: number; oldestMs: number | null };
}

/** Those that an update has brought stand in place of the program's. */
function withBrought(models: MachineHealth['models'], generations: string): MachineHealth['models'] {
  return models.map((model) => {
    const brought = broughtModel(generations, model.id);
    const file = brought && statSync(brought.path, { throwIfNoEntry: false });
    if (!file) return model;
    return { id: model.id, bytes: file.size, hash: brought.sha256.slice(0, 12), builtAtMs: file.mtimeMs };
  });
}

function modelsIn(folder: string): MachineHealth['models'] {
  try {
    const stamps = stampsSchema.parse(JSON.parse(readFileSync(join(folder, 'stamps.json'), 'utf8')));
    return Object.entries(stamps).map(([id, { bytes, sha256 = '', mtimeMs = null }]) => ({
      ...{ id, bytes, hash: sha256.slice(0, 12) },
      builtAtMs: mtimeMs,
    }));
  } catch {
    // Set-up has not made them; the checks say so.
    return [];
  }
}
