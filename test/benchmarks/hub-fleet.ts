import { SimulatedFleet } from '../../hub/simulator/simulated-fleet.ts';
import type { SimulatedMessage } from '../../hub/simulator/simulated-room.ts';

const MINUTE_MS = 60_000;
/** A school day of this week, so that every row has its partition. */
const DAY_MS = 86_400_000;

/**
 * What a fleet tells in the first minutes of a morning (switched on, lessons begin) and when the first lesson ends: the
 * busiest minutes of a day, with rows of every table.
 */
export function busyMinutes(rooms: number, seed = 1): SimulatedMessage[] {
  const fleet = new SimulatedFleet({ rooms, seed, outagesPerDay: 2 });
  const eight = lastWeekdayMs();
  return [0, 1, 43, 44, 45, 46].flatMap((minute) => [...fleet.minute(eight + minute * MINUTE_MS)]);
}

/** 08:00 in Beijing of the latest day from Monday to Friday that is over. */
function lastWeekdayMs(): number {
  let day = Math.floor(Date.now() / DAY_MS) - 1;
  // 1970-01-01 was a Thursday.
  while ([0, 6].includes((day + 4) % 7)) day--;
  return day * DAY_MS;
}
