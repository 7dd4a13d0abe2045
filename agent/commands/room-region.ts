import type { Config } from '../config/config.ts';
import { type RoomConfig, withRegion } from '../config/region-settings.ts';
import type { Clock } from '../lesson/clock.ts';
import { regionChecks } from '../region/region-checks.ts';
import { RegionLink } from '../region/region-link.ts';
import { regionWishes } from '../region/region-wishes.ts';
import type { AgentStore } from '../store/agent-store.ts';

export interface RoomRegionNeeds {
  /** Of school IT alone. */
  own: Config;
  store: AgentStore;
  /** SHA-256 of each model that is installed, by id. */
  installedModels: ReadonlyMap<string, string>;
  clock: Clock;
  warning(message: string): void;
}

/**
 * The room's settings with what its region wishes, and the ear for more of it; a room that belongs to no region has its own
 * alone. A disk that does not tell what was wished is no reason not to begin.
 */
export function roomRegion(needs: RoomRegionNeeds): { config: RoomConfig; region: RegionLink | undefined } {
  const { own, store, installedModels, clock, warning } = needs;
  const alone = withRegion(own, { settings: {} });
  if (!own.hub) return { config: alone, region: undefined };
  const checks = regionChecks(own, installedModels);
  const region = new RegionLink({ room: own.room, store, checks, clock, warning });
  try {
    region.begin();
    return { config: withRegion(own, regionWishes(store.desired, own.store.folder)), region };
  } catch (error) {
    warning(`what the region wishes cannot be read, the room's own settings are used: ${(error as Error).message}`);
    return { config: alone, region };
  }
}
