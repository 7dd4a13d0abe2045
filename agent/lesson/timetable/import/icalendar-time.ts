import ICAL from 'ical.js';
import { Temporal } from 'temporal-polyfill';
import { isTimeZone } from '../wall-time.ts';
import { CellProblem } from './cell-problem.ts';

/** An IANA name, or a zone that the file describes itself (Outlook's "China Standard Time"). */
export type EventZone = string | ICAL.Timezone;

/**
 * The zone of a property's times. A zone this machine knows is taken by its name, because what calendars say of it is
 * often old or cut; times without any zone are the school's.
 * @throws CellProblem when nobody knows the zone
 */
export function zoneOf(property: ICAL.Property, schoolZone: string): EventZone {
  const name = property.getFirstParameter('tzid');
  const value: unknown = property.getFirstValue();
  if (!(value instanceof ICAL.Time) || value.isDate) return schoolZone;
  if (value.zone === ICAL.Timezone.utcTimezone) return 'UTC';
  if (!name) return schoolZone;
  if (isTimeZone(name)) return name;
  if (value.zone !== ICAL.Timezone.localTimezone) return value.zone;
  throw new CellProblem(
    `不认识的时区 TZID=${name}，文件里也没有它的 VTIMEZONE`,
    `unknown time zone TZID=${name}, and the file has no VTIMEZONE for it`,
  );
}

/**
 * Milliseconds since 1970 UTC of what a time shows in a zone. What the clock skips is read with the offset before the
 * change, what it shows twice is the first (RFC 5545, 3.3.5).
 */
export function eventMs(time: ICAL.Time, zone: EventZone): number {
  if (typeof zone !== 'string') {
    const zoned = time.clone();
    zoned.zone = zone;
    return zoned.toUnixTime() * 1000;
  }
  const { year, month, day, hour, minute, second } = time;
  return Temporal.PlainDateTime.from({ year, month, day, hour, minute, second: Math.min(second, 59) }).toZonedDateTime(
    zone,
  ).epochMilliseconds;
}

/** The day a time shows, as `YYYY-MM-DD`. */
export function shownDate({ year, month, day }: ICAL.Time): string {
  return [String(year).padStart(4, '0'), String(month).padStart(2, '0'), String(day).padStart(2, '0')].join('-');
}
