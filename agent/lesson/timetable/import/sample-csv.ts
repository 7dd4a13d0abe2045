import { TimetableError, type TimetableProblem } from '../timetable-error.ts';
import { importTimetable, type TimetableWanted } from './import-timetable.ts';
import type { SourceFile } from './source-text.ts';

/** Small files, for the tests of their import. */

const wanted: TimetableWanted = {
  room: 'r301',
  roomName: '301',
  timeZone: 'Asia/Shanghai',
  term: { start: '2026-09-01', weeks: 20 },
};
export const utf8 = (name: string, ...lines: string[]): SourceFile => ({
  name,
  bytes: new TextEncoder().encode(`${lines.join('\r\n')}\r\n`),
});
export const head = '节次,开始时间,结束时间,星期,周次,教室,班级,科目,教师编号';
export const lessons = (...rows: string[]) => utf8('课表.csv', head, ...rows);
export const maths = '1,8:00,8:45,周一,1-18,301,高一（3）班,数学,T0123';

type Extra = Partial<Record<'periods' | 'holidays' | 'changes', SourceFile>>;
export const imported = (source: SourceFile, extra: Extra = {}, other: Partial<TimetableWanted> = {}) =>
  importTimetable({ lessons: [source], ...extra }, { ...wanted, ...other });

/** @throws when nothing is wrong, or something else than the timetable */
export function problemsOf(
  source: SourceFile,
  extra: Extra = {},
  other: Partial<TimetableWanted> = {},
): readonly TimetableProblem[] {
  try {
    imported(source, extra, other);
  } catch (error) {
    if (error instanceof TimetableError) return error.problems;
    throw error;
  }
  throw new Error('was imported');
}
