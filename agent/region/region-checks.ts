import type { DesiredData } from '../../provisioning/contract/desired-messages.ts';
import type { Config } from '../config/config.ts';
import { parseRules } from '../feedback/rule-file.ts';
import { parseTimetable } from '../lesson/timetable/parse-timetable.ts';
import type { DesiredChecks, Verdict } from '../sync/desired/desired-desk.ts';

/** A signed bundle of models as a region names it. */
export type WishedBundle = NonNullable<DesiredData<'models'>['bundle']>;

/** What a room knows of its models. */
export interface RoomModels {
  /** SHA-256 of each model that is used, by id. */
  installed(): ReadonlyMap<string, string>;
  /** Whether a bundle can be had: `LATER` while it is being fetched or waits for a lesson's end. */
  wish(bundle: WishedBundle): Verdict;
  /** The region wishes what the room has. */
  satisfied(): void;
}

/** The most of a complaint that is told; a wrong file has one in each line. */
const MOST_REASON = 300;

/**
 * Whether a room can have what its region wishes.
 * @param config of school IT alone, to which the region's wishes have not been added
 */
export function regionChecks(config: Config, room: RoomModels): DesiredChecks {
  return {
    // The contract allows no setting that a room could not have.
    config: () => null,
    models: ({ models, bundle }) => {
      const installed = room.installed();
      const others = models.filter(({ id, sha256 }) => installed.get(id) !== sha256).map(({ id }) => id);
      if (others.length === 0) {
        room.satisfied();
        return null;
      }
      if (bundle) return room.wish(bundle);
      return cut(
        `this version of Lectern does not have these models: ${others.join(', ')}; update it, or name a bundle`,
      );
    },
    timetable: ({ text }) => {
      if (text === null) return null;
      if (config.timetable !== undefined) return "the room's configuration names a timetable of its own";
      return complaintOf(() => {
        const { room } = parseTimetable(JSON.parse(text));
        if (room !== config.room.room) throw new Error(`it is the timetable of room ${room}`);
      });
    },
    rules: ({ text }) => {
      if (text === null) return null;
      if (config.findings !== undefined) return "the room's configuration names rules of its own";
      return complaintOf(() => parseRules(text, 'rules'));
    },
    resources: ({ resources }) => {
      const tags = resources.map(({ tag }) => tag);
      const twice = tags.find((tag, i) => tags.indexOf(tag) !== i);
      return twice === undefined ? null : `the tag ${twice} is there twice`;
    },
  };
}

function complaintOf(read: () => unknown): string | null {
  try {
    read();
    return null;
  } catch (error) {
    return cut((error as Error).message);
  }
}

const cut = (text: string) => (text.length > MOST_REASON ? `${text.slice(0, MOST_REASON)} …` : text);
