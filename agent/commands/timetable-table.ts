import { type CalendarDate, weekdayOf, weekOf } from '../lesson/timetable/calendar-date.ts';
import { isHoliday } from '../lesson/timetable/day-plan.ts';
import type { LessonCalendar } from '../lesson/timetable/lesson-calendar.ts';
import type { Timetable } from '../lesson/timetable/timetable.ts';
import { textTable } from './text-table.ts';

const heads = [
  '日期 date',
  '周 week',
  '星期 day',
  '节次 period',
  '时间 time',
  '班级 class',
  '科目 subject',
  '教师 teacher',
  '双师 pair',
];
const days = ['周一 Mon', '周二 Tue', '周三 Wed', '周四 Thu', '周五 Fri', '周六 Sat', '周日 Sun'];

/** The lessons of some dates as lines for a terminal; days without any say why. */
export function timetableTable(timetable: Timetable, calendar: LessonCalendar, dates: readonly CalendarDate[]): string {
  const rows = dates.flatMap((date): string[][] => {
    const day = [date, String(weekOf(timetable.term, date) ?? '–'), days[weekdayOf(date) - 1]!];
    const why = dayNote(timetable, date);
    const lessons = calendar.lessonsOn(date);
    if (lessons.length === 0) return [[...day, why || '无课 no lessons']];
    return lessons.map(({ period, start, end, className = '', subject = '', teacherId = '', pairId, role }, index) => [
      ...day,
      period === undefined ? '' : String(period),
      `${start}–${end}`,
      className,
      subject,
      teacherId,
      pairId === undefined ? '' : `${pairId} ${role === 'main' ? '主讲 main' : '听课 remote'}`,
      ...(index === 0 && why !== '' ? [why] : []),
    ]);
  });
  // So a holiday's name, the last of its row, does not widen the periods' column.
  return textTable(heads, rows);
}

function dayNote(timetable: Timetable, date: CalendarDate): string {
  const swap = timetable.swaps.find((each) => each.date === date);
  if (swap) {
    if ('date' in swap.as) return `按 ${swap.as.date} 上课 taught as ${swap.as.date}`;
    const day = days[swap.as.weekday - 1]!;
    const week = swap.as.week === undefined ? '' : `第 ${swap.as.week} 周 week ${swap.as.week} `;
    return `按${week} ${day} 上课 taught as ${day.slice(-3)}`;
  }
  if (!isHoliday(timetable, date)) return '';
  const name = timetable.holidays.find(({ from, to }) => from <= date && date <= to)?.name;
  return `放假 holiday${name === undefined ? '' : `：${name}`}`;
}
