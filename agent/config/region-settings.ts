import type { DesiredSettings } from '../../provisioning/contract/desired-messages.ts';
import type { Config } from './config.ts';

/** What the region wishes of a room and is in force. */
export interface RegionWishes {
  settings: DesiredSettings;
  /** Files of the region's, where it has given any. */
  timetable?: string;
  rules?: string;
}

/** How often the machine's health is told, unless the region wishes otherwise. */
const HEALTH_EVERY_S = 60;

/**
 * The settings of a room as its own configuration and its region say. What school IT has named in the configuration goes
 * first; of what guards people the stricter of the two counts, whoever says it. Everything else that a configuration holds,
 * such as sources, secrets and the hub itself, a region cannot reach.
 */
export function withRegion(config: Config, { settings, timetable, rules }: RegionWishes): RoomConfig {
  const { privacy, retention, lesson } = config;
  const { minGroup = 1, withholdHours = 0, observationsDays, reportsDays, healthEveryS, backfillPerS } = settings;
  const { lampRequired = false } = settings;
  const givenTimetable = config.timetable === undefined ? timetable : undefined;
  return {
    ...config,
    privacy: {
      ...privacy,
      minGroup: Math.max(privacy.minGroup, minGroup),
      withholdHours: Math.max(privacy.withholdHours, withholdHours),
      lampRequired: privacy.lampRequired || lampRequired,
    },
    retention: {
      observationsDays: Math.min(retention.observationsDays, observationsDays ?? Number.POSITIVE_INFINITY),
      reportsDays: Math.min(retention.reportsDays, reportsDays ?? Number.POSITIVE_INFINITY),
    },
    ...(givenTimetable !== undefined && {
      timetable: givenTimetable,
      lesson: { ...lesson, begins: lesson.isBeginningChosen ? lesson.begins : 'timetable' },
    }),
    ...(!config.findings && rules !== undefined && { findings: { rules } }),
    region: { healthEveryS: healthEveryS ?? HEALTH_EVERY_S, backfillPerS },
  };
}

/** A configuration with what the region has added. */
export type RoomConfig = Config & {
  region: {
    healthEveryS: number;
    /** undefined: as the sync has it. */
    backfillPerS: number | undefined;
  };
};
