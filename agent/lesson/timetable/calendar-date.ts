import { Temporal } from 'temporal-polyfill';

/** Dates are texts `YYYY-MM-DD` (they compare as they sort); a weekday is 1 (Monday) to 7 (Sunday), as in ISO 8601. */
export type CalendarDate = string;

const plainDate = (date: CalendarDate) => Temporal.PlainDate.from(date);

/** The date some days later, or earlier when negative. */
export function addDays(date: CalendarDate, days: number): CalendarDate {
  return plainDate(date).add({ days }).toString();
}

/** Days from one date to another; negative when `to` is earlier. */
export function daysBetween(from: CalendarDate, to: CalendarDate): number {
  return plainDate(from).until(plainDate(to), { largestUnit: 'day' }).days;
}

/** 1 (Monday) to 7 (Sunday). */
export function weekdayOf(date: CalendarDate): number {
  return plainDate(date).dayOfWeek;
}

/** The date if there is such a day (no 31st of June), else undefined. */
export function calendarDate(year: number, month: number, day: number): CalendarDate | undefined {
  try {
    return Temporal.PlainDate.from({ year, month, day }, { overflow: 'reject' }).toString();
  } catch {
    return undefined;
  }
}

export interface Term {
  /** First day of lessons. Week 1 is the week, Monday to Sunday, that holds it. */
  start: CalendarDate;
  /** How many weeks the term has. */
  weeks: number;
}

/** The Sunday of the term's last week. */
export function lastDayOf(term: Term): CalendarDate {
  return addDays(mondayOf(term), term.weeks * 7 - 1);
}

/** 1 to `term.weeks`; undefined before the first day and after the last week. */
export function weekOf(term: Term, date: CalendarDate): number | undefined {
  if (date < term.start) return undefined;
  const week = Math.floor(daysBetween(mondayOf(term), date) / 7) + 1;
  return week <= term.weeks ? week : undefined;
}

/** The date of a weekday in a week of the term; in week 1 it may lie before the term's first day. */
export function dateOf(term: Term, week: number, weekday: number): CalendarDate {
  return addDays(mondayOf(term), (week - 1) * 7 + weekday - 1);
}

function mondayOf({ start }: Term): CalendarDate {
  return addDays(start, 1 - weekdayOf(start));
}
