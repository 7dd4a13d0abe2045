import ICAL from 'ical.js';
import { CellProblem } from './cell-problem.ts';
import { type EventZone, eventMs, shownDate, zoneOf } from './icalendar-time.ts';

/** More starts than this are no timetable; it also ends rules that never come to the term. */
const MOST_STARTS = 20_000;

/**
 * When an event's occurrences start (RFC 5545: DTSTART, RRULE, RDATE, EXDATE), ascending, each once, up to a moment.
 * The library expands the rule by wall clock only. UNTIL, EXDATE and RDATE may be told in another zone than the start, and
 * are compared as moments here.
 * @throws CellProblem
 */
export function seriesStarts(event: ICAL.Component, schoolZone: string, lastMs: number): number[] {
  const property = event.getFirstProperty('dtstart')!;
  const start = timeOf(property);
  const zone = zoneOf(property, schoolZone);
  const rules = event.getAllProperties('rrule');
  const extra = event.getAllProperties('rdate').flatMap((each) => momentsOf(each, start, zone, schoolZone));
  const starts = new Set(rules.length === 0 ? [eventMs(start, zone), ...extra] : extra);
  for (const rule of rules) {
    for (const ms of ruleStarts(rule, start, zone, lastMs)) starts.add(ms);
  }
  for (const exdate of event.getAllProperties('exdate')) {
    // A date alone leaves out whatever the series has that day.
    for (const ms of momentsOf(exdate, start, zone, schoolZone, [...starts])) starts.delete(ms);
  }
  return [...starts].filter((ms) => ms <= lastMs).sort((a, b) => a - b);
}

function ruleStarts(property: ICAL.Property, start: ICAL.Time, zone: EventZone, lastMs: number): number[] {
  const rule = property.getFirstValue();
  if (!(rule instanceof ICAL.Recur) || !['DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'].includes(rule.freq)) {
    throw new CellProblem(
      'RRULE 的 FREQ 应为 DAILY、WEEKLY、MONTHLY 或 YEARLY',
      'RRULE must repeat by days, weeks, months or years',
    );
  }
  const { until } = rule;
  const endless = rule.clone();
  endless.until = null;
  const isUtc = until?.zone === ICAL.Timezone.utcTimezone;
  const untilMs = until && !until.isDate ? eventMs(until, isUtc ? 'UTC' : zone) : Number.POSITIVE_INFINITY;
  const untilDate = until?.isDate ? shownDate(until) : '9999-12-31';
  const starts: number[] = [];
  const iterator = endless.iterator(start);
  for (let count = 0; count < MOST_STARTS; count++) {
    const next: ICAL.Time | null = iterator.next();
    if (!next) return starts;
    const ms = eventMs(next, zone);
    if (ms > lastMs || ms > untilMs || shownDate(next) > untilDate) return starts;
    starts.push(ms);
  }
  throw new CellProblem(`RRULE 重复超过 ${MOST_STARTS} 次`, `RRULE repeats more than ${MOST_STARTS} times`);
}

/** The moments an RDATE or EXDATE means; a date without a time means the series' starts on that day. */
function momentsOf(
  property: ICAL.Property,
  start: ICAL.Time,
  zone: EventZone,
  schoolZone: string,
  starts: readonly number[] = [],
): number[] {
  const own = zoneOf(property, schoolZone);
  return property.getValues().flatMap((value: unknown) => {
    if (!(value instanceof ICAL.Time)) {
      throw new CellProblem('RDATE/EXDATE 应为日期时间', 'RDATE and EXDATE must be dates with times');
    }
    if (!value.isDate) return [eventMs(value, own)];
    const at = start.clone();
    Object.assign(at, { year: value.year, month: value.month, day: value.day });
    const day = [eventMs(withClock(at, 0, 0), zone), eventMs(withClock(at, 23, 59), zone)] as const;
    return property.name === 'exdate' ? starts.filter((ms) => day[0] <= ms && ms <= day[1]) : [eventMs(at, zone)];
  });
}

function withClock(time: ICAL.Time, hour: number, minute: number): ICAL.Time {
  const other = time.clone();
  Object.assign(other, { hour, minute, second: 0 });
  return other;
}

/** @throws CellProblem when the property holds no time */
export function timeOf(property: ICAL.Property): ICAL.Time {
  const value: unknown = property.getFirstValue();
  if (value instanceof ICAL.Time && Number.isInteger(value.hour + value.minute + value.second + value.day))
    return value;
  throw new CellProblem(`${property.name.toUpperCase()} 不是时间`, `${property.name.toUpperCase()} is no time`);
}
