import { Temporal } from 'temporal-polyfill';
import type { CalendarDate } from './calendar-date.ts';

/**
 * The moment a school's clock first shows a time on a date, milliseconds since 1970-01-01 UTC.
 *
 * Where clocks change, two times need a rule:
 * - a time that the clock skips (spring) is the moment of the change, so that lessons keep their order;
 * - a time that the clock shows twice (autumn) is its first showing, for starts and ends alike.
 *
 * A later time of a day is therefore never an earlier moment, and lessons that do not overlap on paper never do. A lesson
 * that lies wholly in a skipped hour has no length; one that goes over a change is shorter or longer than on paper.
 * @param time `HH:MM`
 * @param timeZone IANA name, such as `Asia/Shanghai`
 */
export function momentMs(date: CalendarDate, time: string, timeZone: string): number {
  const local = Temporal.PlainDateTime.from(`${date}T${time}`);
  const first = local.toZonedDateTime(timeZone, { disambiguation: 'earlier' });
  if (first.toPlainDateTime().equals(local)) return first.epochMilliseconds;
  // Skipped: `earlier` has read it with the offset that holds after the change, which is a moment before the change.
  return first.getTimeZoneTransition('next')?.epochMilliseconds ?? first.epochMilliseconds;
}

/** What the school's clock shows at a moment. */
export function wallTime(wallMs: number, timeZone: string): { date: CalendarDate; time: string } {
  const zoned = Temporal.Instant.fromEpochMilliseconds(wallMs).toZonedDateTimeISO(timeZone);
  return {
    date: zoned.toPlainDate().toString(),
    time: zoned.toPlainTime().toString({ smallestUnit: 'minute', roundingMode: 'floor' }),
  };
}

/** Dates between two, both included, on which clocks skip a time. */
export function datesWithSkippedTimes(from: CalendarDate, to: CalendarDate, timeZone: string): CalendarDate[] {
  const dates: CalendarDate[] = [];
  let at = Temporal.PlainDate.from(from).subtract({ days: 1 }).toZonedDateTime({ timeZone });
  const until = Temporal.PlainDate.from(to).add({ days: 2 }).toZonedDateTime({ timeZone });
  for (;;) {
    const change = at.getTimeZoneTransition('next');
    if (!change || Temporal.ZonedDateTime.compare(change, until) >= 0) return dates;
    const before = change.subtract({ nanoseconds: 1 });
    if (change.offsetNanoseconds > before.offsetNanoseconds) {
      // A change at midnight skips the end of one day or the beginning of the next, or (Samoa, 2011) a whole day between.
      let date = before.toPlainDate();
      for (; Temporal.PlainDate.compare(date, change.toPlainDate()) <= 0; date = date.add({ days: 1 })) {
        const text = date.toString();
        if (text >= from && text <= to && dates.at(-1) !== text) dates.push(text);
      }
    }
    at = change;
  }
}

/** Whether this machine knows the time zone. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return !/^[+-]/.test(name);
  } catch {
    return false;
  }
}
