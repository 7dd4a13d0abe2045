import { readFileSync, statSync } from 'node:fs';
import { addDays, dateOf, lastDayOf } from '../lesson/timetable/calendar-date.ts';
import { importTimetable } from '../lesson/timetable/import/import-timetable.ts';
import type { SourceFile } from '../lesson/timetable/import/source-text.ts';
import { LessonCalendar } from '../lesson/timetable/lesson-calendar.ts';
import { parseTimetable } from '../lesson/timetable/parse-timetable.ts';
import { datesOf, type Timetable, timetableSchema } from '../lesson/timetable/timetable.ts';
import { problemText, TimetableError } from '../lesson/timetable/timetable-error.ts';
import { wallTime } from '../lesson/timetable/wall-time.ts';
import { UsageError } from './exit-code.ts';
import { checkReportFile, writeReportFile } from './report-file.ts';
import { timetableTable } from './timetable-table.ts';

/** A whole school's timetable is well below; a film given by mistake is not. */
const MOST_BYTES = 32 * 1024 * 1024;

export const timetableHelp = `
Columns may be headed in Chinese or English and come in any order; others are ignored with a note.
  节次 period 3, 第3节, 1-2节 · 星期 weekday 周一, 1, Mon · 周次 weeks 1-18, 1-8,10, 单周, 2-18双周 (empty: every week)
  开始时间 start, 结束时间 end 8:00 (or --periods) · 教室 room · 班级 class · 科目 subject
  教师编号 teacher: a pseudonym such as T0123. Names are never kept: a file with a column of names is refused.
  双师编号 pair, 双师角色 role (主讲 main, 听课 remote): of a dual-teacher lesson, the same 编号 in all its rooms.
In iCalendar, SUMMARY is the subject, LOCATION the room; lines 班级:, 节次:, 教师编号:, 双师编号:, 双师角色: of DESCRIPTION are the rest.
Every problem is listed with its line; while there is one, nothing is imported.`;

export interface TimetableImportOptions {
  room: string;
  roomName?: string;
  termStart: string;
  weeks: number;
  timeZone: string;
  periods?: string;
  holidays?: string;
  changes?: string;
  out: string;
}

/** `lectern timetable import`: writes the whole timetable or, when anything is wrong in any file, nothing. */
export function timetableImport(files: readonly string[], options: TimetableImportOptions): void {
  const { out, periods, holidays, changes, roomName } = options;
  const room = option('--room', timetableSchema.shape.room, options.room);
  const timeZone = option('--time-zone', timetableSchema.shape.timeZone, options.timeZone);
  const start = option('--term-start', timetableSchema.shape.term.shape.start, options.termStart);
  const weeks = option('--weeks', timetableSchema.shape.term.shape.weeks, options.weeks);
  checkReportFile(out);
  const { timetable, notices } = importTimetable(
    {
      lessons: files.map(sourceFile),
      ...(periods !== undefined && { periods: sourceFile(periods) }),
      ...(holidays !== undefined && { holidays: sourceFile(holidays) }),
      ...(changes !== undefined && { changes: sourceFile(changes) }),
    },
    { room, timeZone, term: { start, weeks }, ...(roomName !== undefined && { roomName }) },
  );
  writeReportFile(out, `${JSON.stringify(timetable, null, 1)}\n`);
  for (const notice of notices) console.error(`lectern: 注意 note: ${problemText(notice)}`);
  console.log(summary(timetable));
}

export interface TimetableShowOptions {
  date?: string;
  week?: number;
}

/** `lectern timetable show`: the lessons of a date or of a week of the term; by default today's, where the school is. */
export function timetableShow(file: string, options: TimetableShowOptions, nowMs = Date.now()): void {
  const timetable = readTimetable(file);
  const { term, timeZone } = timetable;
  const calendar = new LessonCalendar(timetable);
  if (options.week !== undefined && options.date !== undefined) throw new UsageError('give --date or --week, not both');
  if (options.week !== undefined) option('--week', timetableSchema.shape.term.shape.weeks, options.week);
  if (options.week !== undefined && options.week > term.weeks) {
    throw new UsageError(`--week ${options.week}: 学期共 ${term.weeks} 周 / the term has ${term.weeks} weeks`);
  }
  const date =
    options.date === undefined
      ? wallTime(nowMs, timeZone).date
      : option('--date', timetableSchema.shape.term.shape.start, options.date);
  const monday = options.week === undefined ? date : dateOf(term, options.week, 1);
  const dates = options.week === undefined ? [date] : [0, 1, 2, 3, 4, 5, 6].map((day) => addDays(monday, day));
  console.log(`${summary(timetable)}\n`);
  console.log(timetableTable(timetable, calendar, dates));
  const next = calendar.nextLesson(nowMs);
  if (next && options.date === undefined && options.week === undefined) {
    console.log(
      `\n下一节 next: ${next.date} ${next.start}–${next.end} ${next.className ?? ''} ${next.subject ?? ''}`.trimEnd(),
    );
  }
}

function summary(timetable: Timetable): string {
  const { room, term, timeZone, holidays, swaps, overrides } = timetable;
  const calendar = new LessonCalendar(timetable);
  const { first, last } = datesOf(timetable);
  let count = 0;
  for (let date = first; date <= last; date = addDays(date, 1)) count += calendar.lessonsOn(date).length;
  return [
    `教室 room ${room}（${timeZone}）`,
    `学期 term ${term.start} – ${lastDayOf(term)}，${term.weeks} 周 weeks`,
    `${count} 节课 lessons，${holidays.length} 次放假 holidays，${swaps.length} 天调休 swapped days，${overrides.length} 处变动 changes`,
  ].join('\n');
}

function readTimetable(file: string): Timetable {
  const { bytes } = sourceFile(file);
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    throw unreadable(
      file,
      '不是课表文件；请先用 lectern timetable import 生成',
      'is no timetable; make one with lectern timetable import',
    );
  }
  return parseTimetable(json, file);
}

function sourceFile(name: string): SourceFile {
  try {
    if (statSync(name).size > MOST_BYTES)
      throw unreadable(name, '文件过大，不会是课表', 'is too large to be a timetable');
    return { name, bytes: readFileSync(name) };
  } catch (error) {
    if (error instanceof TimetableError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    throw unreadable(name, `无法读取（${code}）`, `cannot be read (${code})`);
  }
}

function unreadable(file: string, zh: string, en: string): TimetableError {
  return new TimetableError([{ file, zh, en }]);
}

interface Checker<T> {
  safeParse(
    value: unknown,
  ): { success: true; data: T } | { success: false; error: { issues: readonly { message: string }[] } };
}

function option<T>(name: string, schema: Checker<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new UsageError(`${name} ${value}: ${parsed.error.issues[0]?.message}`);
}
