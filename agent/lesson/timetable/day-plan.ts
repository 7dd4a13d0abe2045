import { type CalendarDate, weekdayOf, weekOf } from './calendar-date.ts';
import type { DayLesson, Override, PlannedLesson, Swap, Timetable } from './timetable.ts';

/** A lesson of a day and which entry of the timetable made it what it is. */
export interface DayEntry {
  lesson: DayLesson;
  from: { list: 'lessons' | 'overrides'; index: number };
}

/**
 * The lessons of a date in local time, ordered by start: the weekly plan, no lessons on a holiday, another day's plan on
 * a swapped day, then the overrides. They do not overlap when the timetable was checked.
 */
export function dayPlan(timetable: Timetable, date: CalendarDate): DayEntry[] {
  const planned = dayBeforeOverrides(timetable, date);
  const cancelled = new Set<string>();
  const changes = new Map<string, { override: Extract<Override, { action: 'change' }>; index: number }>();
  const added: DayEntry[] = [];
  timetable.overrides.forEach((override, index) => {
    if (override.date !== date) return;
    if (override.action === 'cancel') cancelled.add(override.start);
    else if (override.action === 'change') changes.set(override.start, { override, index });
    else added.push({ lesson: override.lesson, from: { list: 'overrides', index } });
  });
  const kept = planned
    .filter(({ lesson }) => !cancelled.has(lesson.start))
    .map((entry): DayEntry => {
      const change = changes.get(entry.lesson.start);
      if (!change) return entry;
      return { lesson: { ...entry.lesson, ...change.override.to }, from: { list: 'overrides', index: change.index } };
    });
  return [...kept, ...added].sort(byStart);
}

/** The lessons of a date as they would be without overrides. */
export function dayBeforeOverrides(timetable: Timetable, date: CalendarDate): DayEntry[] {
  const swap = timetable.swaps.find((each) => each.date === date);
  const day = swap ? taughtAs(timetable, swap) : plannedDay(timetable, date);
  if (!day || (!swap && isHoliday(timetable, date))) return [];
  return timetable.lessons
    .map((lesson, index): { lesson: PlannedLesson; index: number } => ({ lesson, index }))
    .filter(({ lesson }) => lesson.weekday === day.weekday && lesson.weeks.includes(day.week))
    .map(
      ({ lesson: { weekday: _, weeks: __, ...lesson }, index }): DayEntry => ({
        lesson,
        from: { list: 'lessons', index },
      }),
    )
    .sort(byStart);
}

/** The week and weekday whose plan is taught on a swapped day; undefined when that lies outside the term. */
export function taughtAs(timetable: Timetable, { date, as }: Swap): { week: number; weekday: number } | undefined {
  if ('date' in as) return plannedDay(timetable, as.date);
  const week = as.week ?? weekOf(timetable.term, date);
  return week === undefined || week > timetable.term.weeks ? undefined : { week, weekday: as.weekday };
}

export function isHoliday({ holidays }: Timetable, date: CalendarDate): boolean {
  return holidays.some(({ from, to }) => from <= date && date <= to);
}

function plannedDay({ term }: Timetable, date: CalendarDate): { week: number; weekday: number } | undefined {
  const week = weekOf(term, date);
  return week === undefined ? undefined : { week, weekday: weekdayOf(date) };
}

function byStart(a: DayEntry, b: DayEntry): number {
  return a.lesson.start < b.lesson.start ? -1 : a.lesson.start > b.lesson.start ? 1 : 0;
}
