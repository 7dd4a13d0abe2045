import fc from 'fast-check';
import { addDays, type CalendarDate, dateOf, lastDayOf, type Term } from '../calendar-date.ts';
import type { DayLesson, Override, PlannedLesson, Timetable } from '../timetable.ts';

/** For tests: random timetables that hold together, and a second, plainer way to tell their lessons. */

const zones = [
  'Asia/Shanghai',
  'Asia/Kathmandu',
  'Europe/Berlin',
  'America/New_York',
  'America/Sao_Paulo', // changed its clocks at midnight until 2019
  'America/Havana',
  'Australia/Lord_Howe', // by half an hour
  'Africa/Casablanca', // back and forth around Ramadan
  'Pacific/Apia', // left out 2011-12-30
] as const;

const clock = (minutes: number) =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

/** Slots of a day, in order and apart; anywhere, and often in the small hours, where clocks are changed. */
const slots = fc
  .uniqueArray(fc.oneof(fc.integer({ min: 0, max: 1439 }), fc.integer({ min: 0, max: 240 })), {
    minLength: 4,
    maxLength: 16,
  })
  .map((minutes) => minutes.sort((a, b) => a - b))
  .map((minutes) =>
    minutes.flatMap((start, index): { start: string; end: string }[] => {
      const end = minutes[index + 1];
      // Every third pair leaves a break; the others touch, where an overlap of a minute would show.
      return end === undefined || index % 3 === 2 ? [] : [{ start: clock(start), end: clock(end) }];
    }),
  );

const term: fc.Arbitrary<Term> = fc.record({
  start: fc.oneof(
    fc.integer({ min: 0, max: 9000 }).map((days) => addDays('2008-01-01', days)),
    // Within weeks of these, one or other of the zones changes its clocks.
    fc.constantFrom('2011-12-20', '2015-10-01', '2017-10-05', '2026-03-02', '2026-10-01'),
  ),
  weeks: fc.integer({ min: 1, max: 22 }),
});

const pair = fc.constantFrom<Pick<DayLesson, 'pairId' | 'role'>>(
  {},
  {},
  { pairId: 'P017', role: 'main' },
  { pairId: 'sz-2', role: 'remote' },
);

const labels = fc
  .tuple(
    fc.record(
      {
        period: fc.integer({ min: 0, max: 20 }),
        className: fc.constantFrom('高一(3)班', '七年级1班', 'Class 4B'),
        subject: fc.constantFrom('数学', '语文, 古诗', 'English "oral"', '物理'),
        teacherId: fc.constantFrom('T0123', 't-77', '20210045'),
      },
      { requiredKeys: ['subject'] },
    ),
    pair,
  )
  .map(([known, paired]) => ({ ...known, ...paired }));

const weekdayAndTurn = fc.record({
  // Sundays, on which most changes are, and the rest.
  weekday: fc.oneof(fc.integer({ min: 1, max: 7 }), fc.constant(7)),
  slot: fc.nat(),
  turn: fc.constantFrom('all', 'odd', 'even', 'both'),
  labels,
  other: labels,
});

type Draft = Pick<Timetable, 'term' | 'lessons'>;

const draft: fc.Arbitrary<Draft & { slots: { start: string; end: string }[] }> = fc
  .record({ term, slots, picks: fc.array(weekdayAndTurn, { minLength: 1, maxLength: 25 }) })
  .map(({ term, slots, picks }) => {
    const taken = new Set<string>();
    const every = Array.from({ length: term.weeks }, (_, index) => index + 1);
    const lessons = picks.flatMap(({ weekday, slot, turn, labels, other }): PlannedLesson[] => {
      const times = slots[slot % slots.length]!;
      if (taken.has(`${weekday} ${times.start}`)) return [];
      taken.add(`${weekday} ${times.start}`);
      const lesson = (weeks: number[], of: typeof labels) => ({ weekday, weeks, ...times, ...of });
      const odd = lesson(
        every.filter((week) => week % 2 === 1),
        labels,
      );
      const even = lesson(
        every.filter((week) => week % 2 === 0),
        other,
      );
      const chosen = { all: [lesson(every, labels)], odd: [odd], even: [even], both: [odd, even] }[turn];
      return chosen.filter(({ weeks }) => weeks.length > 0);
    });
    return { term, lessons, slots };
  });

/** Every kind of exception, on dates of the term. */
export const randomTimetable: fc.Arbitrary<Timetable> = draft.chain(({ term, lessons, slots }) => {
  const date = fc.nat({ max: term.weeks * 7 - 1 }).map((days) => addDays(dateOf(term, 1, 1), days));
  const inTerm = date.filter((each) => each >= term.start);
  return fc
    .record({
      timeZone: fc.constantFrom(...zones),
      holidays: fc.array(fc.record({ from: date, days: fc.integer({ min: 0, max: 9 }) }), { maxLength: 3 }),
      swaps: fc.uniqueArray(
        fc.record({
          date: inTerm,
          as: fc.oneof(
            inTerm.map((other) => ({ date: other })),
            fc.record({ weekday: fc.integer({ min: 1, max: 7 }), week: fc.integer({ min: 1, max: term.weeks }) }),
            fc.integer({ min: 1, max: 7 }).map((weekday) => ({ weekday })),
          ),
        }),
        { selector: (swap) => swap.date, maxLength: 4 },
      ),
      overrides: fc.array(
        fc.record({
          date: inTerm,
          pick: fc.nat(),
          action: fc.constantFrom('cancel', 'change', 'add'),
          slot: fc.nat(),
          labels,
        }),
        { maxLength: 6 },
      ),
    })
    .map(({ timeZone, holidays, swaps, overrides }): Timetable => {
      const free = holidays.map(({ from, days }) => ({ from, to: addDays(from, days) }));
      const bare: Timetable = {
        version: 1,
        room: 'r301',
        timeZone,
        term,
        lessons,
        holidays: free,
        swaps: swaps.filter((swap) => !free.some(({ from, to }) => from <= swap.date && swap.date <= to)),
        overrides: [],
      };
      const plain = lessonsByDate(bare);
      const touched = new Set<string>();
      for (const { date, pick, action, slot, labels } of overrides) {
        if (touched.has(date)) continue;
        const day = plain.get(date) ?? [];
        const unused = slots.filter(({ start }) => !day.some((lesson) => lesson.start === start));
        const times = unused[slot % unused.length];
        const lesson = day[pick % day.length];
        let override: Override | undefined;
        if (action === 'add') override = times && { action, date, lesson: { ...times, ...labels } };
        else if (action === 'cancel') override = lesson && { action, date, start: lesson.start };
        else override = lesson && { action, date, start: lesson.start, to: { ...labels, ...times } };
        if (!override) continue;
        touched.add(date);
        bare.overrides.push(override);
      }
      return bare;
    });
});

/**
 * The lessons of every date that has some, told the other way round: lesson by lesson instead of date by date. Written
 * apart from `dayPlan` so that the two check each other.
 */
export function lessonsByDate(timetable: Timetable): Map<CalendarDate, DayLesson[]> {
  const { term } = timetable;
  const plan = new Map<CalendarDate, DayLesson[]>();
  for (const { weeks, weekday, ...lesson } of timetable.lessons) {
    for (const week of weeks) {
      const date = dateOf(term, week, weekday);
      plan.set(date, [...(plan.get(date) ?? []), lesson]);
    }
  }
  // A weekday of week 1 before the first day has no lessons, but another day may be taught as it.
  const days = new Map([...plan].filter(([date]) => date >= term.start));
  for (const { from, to } of timetable.holidays) {
    for (let date = from; date <= to; date = addDays(date, 1)) days.delete(date);
  }
  for (const { date, as } of timetable.swaps) days.set(date, plan.get(sourceOf(timetable, date, as)) ?? []);
  for (const override of timetable.overrides) {
    let day = days.get(override.date) ?? [];
    if (override.action === 'add') day = [...day, override.lesson];
    if (override.action === 'cancel') day = day.filter(({ start }) => start !== override.start);
    if (override.action === 'change') {
      day = day.map((lesson) => (lesson.start === override.start ? { ...lesson, ...override.to } : lesson));
    }
    days.set(override.date, day);
  }
  for (const day of days.values()) day.sort((a, b) => a.start.localeCompare(b.start));
  return days;
}

function sourceOf({ term }: Timetable, date: CalendarDate, as: Timetable['swaps'][number]['as']): CalendarDate {
  if ('date' in as) return as.date;
  for (let week = 1; week <= term.weeks; week++) {
    const isWeek = as.week === undefined ? date <= dateOf(term, week, 7) : week === as.week;
    if (isWeek) return dateOf(term, week, as.weekday);
  }
  return addDays(lastDayOf(term), 1);
}
