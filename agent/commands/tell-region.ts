import type { ClassroomAgent } from '../app.ts';
import type { RoomConfig } from '../config/region-settings.ts';
import type { RoomState } from '../lesson/room-state.ts';
import { healthReading } from '../region/health-reading.ts';
import { HealthWords } from '../region/health-words.ts';
import type { RegionLink } from '../region/region-link.ts';
import type { AgentStore } from '../store/agent-store.ts';

export interface TellRegionNeeds {
  agent: ClassroomAgent;
  region: RegionLink;
  store: AgentStore;
  config: RoomConfig;
  version: string;
  state(): RoomState;
  /** A lesson goes on or is being reported, or somebody is at work who would lose it. */
  isBusy(): boolean;
  sensorPids(): Iterable<number>;
  identify(): void;
  beginAnew(): void;
  warning(message: string): void;
}

/** The room speaks to its region and hears it until `signal` aborts. */
export function tellRegion(needs: TellRegionNeeds, signal: AbortSignal): void {
  const { agent, region, store, config, version, state, isBusy, sensorPids, identify, beginAnew, warning } = needs;
  region.speakBy({
    tellRetained: (channel, payload) => agent.tellRetained(channel, payload),
    tellState: () => agent.tellState(state(), true),
    nudge: () => agent.nudge(),
  });
  region.audit({ event: 'agent-started', version, clean: store.wasClosed });
  if (store.salvaged) region.audit({ event: 'store-salvaged', ...store.salvaged });
  region.start({ isBusy, identify, beginAnew }, signal);
  const read = healthReading({ version, folder: config.store.folder, sensorPids, state, outbox: store.outbox });
  const tell = (health: Parameters<ClassroomAgent['tellHealth']>[0]) => agent.tellHealth(health);
  new HealthWords({ everyS: config.region.healthEveryS, read, tell, warning }).start(signal);
}
