import { type DayEntry, dayBeforeOverrides, dayPlan, isHoliday, taughtAs } from './day-plan.ts';
import type { DayLesson, Timetable } from './timetable.ts';

/** An entry of the timetable. */
export interface FaultPlace {
  list: 'lessons' | 'swaps' | 'overrides';
  index: number;
}

/** Entries that are each well formed but cannot hold together. */
export interface Fault {
  place: FaultPlace;
  /** The other entry, when two contradict each other. */
  other?: FaultPlace;
  zh: string;
  en: string;
}

/** Everything that contradicts itself in a timetable; a timetable without faults has no overlapping lessons on any date. */
export function timetableFaults(timetable: Timetable): Fault[] {
  const faults = [...weekFaults(timetable), ...planOverlaps(timetable), ...swapFaults(timetable)];
  // Days are made of the plan: while that is wrong, what is wrong on a day says nothing new.
  return faults.length > 0 ? faults : overrideFaults(timetable);
}

function weekFaults({ lessons, term }: Timetable): Fault[] {
  return lessons.flatMap(({ weeks }, index): Fault[] => {
    const last = weeks.at(-1)!;
    if (last <= term.weeks) return [];
    return [
      {
        place: { list: 'lessons', index },
        zh: `第 ${last} 周超出学期（共 ${term.weeks} 周）`,
        en: `week ${last} is after the end of the term (${term.weeks} weeks)`,
      },
    ];
  });
}

function planOverlaps({ lessons }: Timetable): Fault[] {
  const faults: Fault[] = [];
  const order = lessons.map((lesson, index) => ({ lesson, index }));
  order.sort((a, b) => a.lesson.weekday - b.lesson.weekday || (a.lesson.start < b.lesson.start ? -1 : 1));
  order.forEach((first, at) => {
    for (const second of order.slice(at + 1)) {
      if (second.lesson.weekday !== first.lesson.weekday || second.lesson.start >= first.lesson.end) break;
      const week = first.lesson.weeks.find((each) => second.lesson.weeks.includes(each));
      if (week === undefined) continue;
      const [earlier, later] = first.index < second.index ? [first, second] : [second, first];
      faults.push({
        place: { list: 'lessons', index: later.index },
        other: { list: 'lessons', index: earlier.index },
        zh: `同一教室第 ${week} 周星期${'一二三四五六日'[first.lesson.weekday - 1]}时间冲突：${spans(later, earlier)}`,
        en: `overlaps another lesson in the same room in week ${week}: ${spans(later, earlier)}`,
      });
    }
  });
  return faults;
}

function swapFaults(timetable: Timetable): Fault[] {
  const seen = new Map<string, number>();
  return timetable.swaps.flatMap((swap, index): Fault[] => {
    const place: FaultPlace = { list: 'swaps', index };
    const first = seen.get(swap.date);
    if (first !== undefined) {
      const other: FaultPlace = { list: 'swaps', index: first };
      return [{ place, other, zh: `${swap.date} 有两条调课安排`, en: `${swap.date} is swapped twice` }];
    }
    seen.set(swap.date, index);
    if (isHoliday(timetable, swap.date)) {
      return [
        {
          place,
          zh: `${swap.date} 既放假又补课，请删去其一`,
          en: `${swap.date} is both a holiday and a day with lessons; remove one of the two`,
        },
      ];
    }
    if (taughtAs(timetable, swap)) return [];
    return [
      {
        place,
        zh: `${swap.date} 要上的那一天不在学期内；请写学期内的日期，或“第N周星期X”`,
        en: `what ${swap.date} is taught as lies outside the term; give a date in the term, or a week and a weekday`,
      },
    ];
  });
}

function overrideFaults(timetable: Timetable): Fault[] {
  const faults: Fault[] = [];
  const named = new Map<string, number>();
  timetable.overrides.forEach((override, index) => {
    if (override.action === 'add') return;
    const place: FaultPlace = { list: 'overrides', index };
    const { date, start } = override;
    const planned = dayBeforeOverrides(timetable, date).find(({ lesson }) => lesson.start === start)?.lesson;
    const before = named.get(`${date} ${start}`);
    named.set(`${date} ${start}`, before ?? index);
    if (!planned) {
      faults.push({ place, zh: `${date} ${start} 没有课`, en: `there is no lesson at ${start} on ${date}` });
    } else if (before !== undefined) {
      const other: FaultPlace = { list: 'overrides', index: before };
      faults.push({ place, other, zh: '同一节课改了两次', en: 'the same lesson is changed twice' });
    } else if (override.action === 'change') {
      const lesson: DayLesson = { ...planned, ...override.to };
      if (lesson.start < lesson.end) return;
      const times = `${lesson.start}–${lesson.end}`;
      faults.push({
        place,
        zh: `改后的时间 ${times} 不成立；课须在当天开始并结束`,
        en: `the changed times ${times} are not in order; a lesson starts and ends on one day`,
      });
    }
  });
  if (faults.length > 0) return faults;
  for (const date of new Set(timetable.overrides.map((override) => override.date))) {
    faults.push(...dayOverlaps(date, dayPlan(timetable, date)));
  }
  return faults;
}

/** Overlaps of one day; one of the two is an override, since the plan alone has none. */
function dayOverlaps(date: string, entries: readonly DayEntry[]): Fault[] {
  return entries.flatMap((first, at) =>
    entries
      .slice(at + 1)
      .filter((second) => second.lesson.start < first.lesson.end)
      .map((second): Fault => {
        const [changed, other] = second.from.list === 'overrides' ? [second, first] : [first, second];
        return {
          place: changed.from,
          other: other.from,
          zh: `${date} 时间冲突：${spans(changed, other)}`,
          en: `overlaps another lesson on ${date}: ${spans(changed, other)}`,
        };
      }),
  );
}

function spans(...entries: { lesson: DayLesson }[]): string {
  return entries.map(({ lesson }) => `${lesson.start}–${lesson.end}`).join(', ');
}
