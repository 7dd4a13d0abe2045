import { join } from 'node:path';
import packageJson from '../../package.json' with { type: 'json' };
import { systemClock } from '../lesson/clock.ts';
import type { Access } from '../screen/access/access.ts';
import { RoomSetup, type SetupRoom } from '../setup/room-setup.ts';
import type { AgentStore } from '../store/agent-store.ts';
import type { AgentLife, RunOptions } from './agent-life.ts';
import { checkAll } from './doctor.ts';

export interface RoomSetupNeeds {
  options: RunOptions;
  life: AgentLife;
  room: SetupRoom;
  store: AgentStore;
  access: Access;
  folder: string;
  port: number;
  hub: string | null;
  hasRecordings(): boolean;
  /** Of which content of the configuration's file this agent is; null of none. */
  appliedHash: string | null;
}

/** What school IT can see and do of a running agent. */
export function roomSetup(needs: RoomSetupNeeds): RoomSetup {
  const { options, life, room, store, access, folder, port, hub, appliedHash, hasRecordings } = needs;
  return new RoomSetup({
    ...{ room, store, folder, port, hub, appliedHash, hasRecordings, clock: systemClock },
    configFile: options.config,
    version: packageJson.version,
    modelsFolder: join(import.meta.dirname, '../../models/built'),
    log: life.ring,
    doctor: () => checkAll({ config: options.config, data: folder, port }),
    // What was asked is answered first.
    apply: () => void setTimeout(life.apply, 200),
    note: (what, subject) => access.note('it', what, subject),
  });
}
