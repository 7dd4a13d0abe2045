import { lastDayOf } from '../calendar-date.ts';
import { dayPlan } from '../day-plan.ts';
import { parseTimetable } from '../parse-timetable.ts';
import type { Timetable } from '../timetable.ts';
import type { TimetableProblem } from '../timetable-error.ts';
import { type FaultPlace, timetableFaults } from '../timetable-faults.ts';
import { datesWithSkippedTimes, momentMs } from '../wall-time.ts';
import { CellProblem } from './cell-problem.ts';
import { type ImportedChange, overrideOf, readChanges } from './changes-csv.ts';
import { type ImportedDays, readHolidays } from './holidays-csv.ts';
import { isIcalendar } from './icalendar-events.ts';
import { type ImportedLesson, readLessonsCsv } from './lessons-csv.ts';
import { readLessonsIcalendar } from './lessons-icalendar.ts';
import { PeriodTimes, readPeriodTimes } from './period-times.ts';
import { ProblemList } from './problem-list.ts';
import type { SourceFile } from './source-text.ts';

export interface TimetableSources {
  /** CSV or iCalendar, told apart by what they hold. */
  lessons: readonly SourceFile[];
  /** CSV: 作息时间, holidays and swapped days, changes of single days. */
  periods?: SourceFile;
  holidays?: SourceFile;
  changes?: SourceFile;
}

/** Which timetable is wanted. */
export interface TimetableWanted extends Pick<Timetable, 'room' | 'timeZone' | 'term'> {
  /** How the files call the room; by default `room`. */
  roomName?: string;
}

type Place = Pick<ImportedLesson, 'file' | 'line'>;

/**
 * Makes a room's timetable from a school's files. Rows of other rooms are checked as well: a file with a mistake is a file
 * to look at again.
 * @returns the checked timetable, and what is worth knowing about the files
 * @throws TimetableError with every problem of every file
 */
export function importTimetable(
  sources: TimetableSources,
  wanted: TimetableWanted,
): { timetable: Timetable; notices: TimetableProblem[] } {
  const list = new ProblemList();
  const { term, timeZone } = wanted;
  const times = sources.periods ? readPeriodTimes(sources.periods, term, list) : new PeriodTimes([]);
  const lessons = sources.lessons.flatMap((source) =>
    isIcalendar(source)
      ? readLessonsIcalendar(source, term, timeZone, times, list)
      : readLessonsCsv(source, term, times, list),
  );
  const days = sources.holidays ? readHolidays(sources.holidays, term, list) : { holidays: [], swaps: [] };
  const changes = sources.changes ? readChanges(sources.changes, term, times, list) : [];
  const kept = plainRoom(wanted.roomName ?? wanted.room);
  const roomOf = ({ room }: { room: string | undefined }) => (room === undefined ? kept : plainRoom(room));
  const rooms = new Map<string, { lessons: ImportedLesson[]; changes: ImportedChange[] }>();
  const entry = (room: string) => {
    const known = rooms.get(room) ?? { lessons: [], changes: [] };
    rooms.set(room, known);
    return known;
  };
  for (const lesson of lessons) entry(roomOf(lesson)).lessons.push(lesson);
  // A change can be looked up only in a plan that is whole.
  if (list.problems.length === 0) for (const change of changes) entry(roomOf(change)).changes.push(change);
  if (!rooms.get(kept)?.lessons.length && list.problems.length === 0) {
    list.add(noLessons(kept, rooms.keys(), sources.lessons));
  }
  for (const [room, { lessons, changes }] of rooms) {
    const timetable = roomTimetable(wanted, lessons, days, changes, list);
    checkRoom(timetable, lessons, days, changes, room === kept, list);
  }
  list.throwIfAny();
  const own = rooms.get(kept)!;
  // What no row is wrong in may still be more than a timetable holds, such as of holidays.
  const timetable = parseTimetable(roomTimetable(wanted, own.lessons, days, own.changes, list));
  return { timetable, notices: list.notices };
}

/** The room's entries in the order they were read, so that a fault's index leads back to its row. */
function roomTimetable(
  { room, timeZone, term }: TimetableWanted,
  lessons: readonly ImportedLesson[],
  { holidays, swaps }: ImportedDays,
  changes: readonly ImportedChange[],
  list: ProblemList,
): Timetable {
  const timetable: Timetable = {
    version: 1,
    room,
    timeZone,
    term,
    lessons: lessons.map(({ lesson }) => lesson),
    holidays,
    swaps: swaps.map(({ date, as }) => ({ date, as })),
    overrides: [],
  };
  const overrides = changes.flatMap((change) => {
    try {
      return [overrideOf(change, timetable)];
    } catch (error) {
      if (!(error instanceof CellProblem)) throw error;
      list.add({ file: change.file, line: change.line, zh: error.zh, en: error.en });
      return [];
    }
  });
  return { ...timetable, overrides };
}

function checkRoom(
  timetable: Timetable,
  lessons: readonly Place[],
  { swaps }: ImportedDays,
  changes: readonly Place[],
  isKept: boolean,
  list: ProblemList,
): void {
  // Without its wrong changes the overrides no longer stand in their rows' order.
  if (timetable.overrides.length !== changes.length) return;
  const rowOf = ({ list, index }: Pick<FaultPlace, 'index'> & { list: FaultPlace['list'] }): Place =>
    ({ lessons, swaps, overrides: changes })[list][index]!;
  for (const { place, other, zh, en } of timetableFaults(timetable)) {
    // The school's days are the same in each room: once is enough.
    if (place.list === 'swaps' && !isKept) continue;
    const { file, line } = rowOf(place);
    const row = other && rowOf(other);
    const elsewhere = row && row.file !== file ? `${row.file} ` : '';
    list.add({
      file,
      line,
      zh: row ? `${zh}（见 ${elsewhere}第 ${row.line} 行）` : zh,
      en: row ? `${en} (see ${elsewhere}line ${row.line})` : en,
    });
  }
  const { term, timeZone } = timetable;
  for (const date of datesWithSkippedTimes(term.start, lastDayOf(term), timeZone)) {
    for (const { lesson, from } of dayPlan(timetable, date)) {
      if (momentMs(date, lesson.start, timeZone) < momentMs(date, lesson.end, timeZone)) continue;
      list.add({
        ...{ file: rowOf(from).file, line: rowOf(from).line },
        zh: `${date} 时钟拨快，${lesson.start}–${lesson.end} 不存在（${timeZone}）`,
        en: `${lesson.start}–${lesson.end} does not exist on ${date}: clocks go forward (${timeZone})`,
      });
    }
  }
}

function noLessons(room: string, rooms: Iterable<string>, sources: readonly SourceFile[]): TimetableProblem {
  const names = [...rooms].filter((name) => name !== room).sort();
  const shown = `${names.slice(0, 20).join(', ')}${names.length > 20 ? ' …' : ''}`;
  return {
    ...(sources.length === 1 && { file: sources[0]!.name }),
    zh: `没有教室“${room}”的课${names.length > 0 ? `；文件里的教室：${shown}。名称不同时请用 --room-name` : ''}`,
    en: `has no lesson in room "${room}"${names.length > 0 ? `; its rooms are ${shown}. Use --room-name when the file calls it otherwise` : ''}`,
  };
}

function plainRoom(name: string): string {
  return name.normalize('NFKC').replace(/\s+/g, ' ').trim();
}
