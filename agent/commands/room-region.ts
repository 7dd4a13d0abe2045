import type { DesiredSettings } from '../../provisioning/contract/desired-messages.ts';
import type { Config } from '../config/config.ts';
import { type RoomConfig, withRegion } from '../config/region-settings.ts';
import type { Clock } from '../lesson/clock.ts';
import { type RoomModels, regionChecks } from '../region/region-checks.ts';
import { RegionLink } from '../region/region-link.ts';
import { regionFiles, regionSettings } from '../region/region-wishes.ts';
import type { AgentStore } from '../store/agent-store.ts';

export interface RoomRegionNeeds {
  /** Of school IT alone. */
  own: Config;
  store: AgentStore;
  models: RoomModels;
  clock: Clock;
  warning(message: string): void;
}

/**
 * While nobody knows what the region has asked to be left out: lessons wait, and hold no figures about students. A room that has a
 * lamp goes by it; one that has none could no longer be sensed because its disk is sick.
 */
const strictest = ({ devices }: Config): DesiredSettings => ({
  minGroup: 200,
  withholdHours: 168,
  lampRequired: Object.values(devices).some(({ kind }) => kind === 'board'),
});

/**
 * The room's settings with what its region wishes, and the ear for more of it; a room that belongs to no region has its own
 * alone. What guards people is kept apart from the rest: it holds whatever else of the wishes the disk does not give, and
 * where the disk does not even give that, the strictest does.
 */
export function roomRegion(needs: RoomRegionNeeds): { config: RoomConfig; region: RegionLink | undefined } {
  const { own, store, models, clock, warning } = needs;
  if (!own.hub) return { config: withRegion(own, { settings: {} }), region: undefined };
  const checks = regionChecks(own, models);
  const region = new RegionLink({ room: own.room, store, checks, clock, warning });
  const tried = <Result>(trouble: string, act: () => Result): Result | undefined => {
    try {
      return act();
    } catch (error) {
      warning(`${trouble}: ${(error as Error).message}`);
      return undefined;
    }
  };
  tried('what the region wishes cannot come into force now', () => region.begin());
  const known = store.isInMemory
    ? undefined
    : tried("the region's settings cannot be read", () => regionSettings(store.desired));
  const files = tried("the region's timetable and rules cannot be used", () =>
    regionFiles(store.desired, own.store.folder),
  );
  if (!known) warning('what the region wishes to be left out is not known: until it is, no lesson is sent');
  return { config: withRegion(own, { settings: known ?? strictest(own), ...files }), region };
}
