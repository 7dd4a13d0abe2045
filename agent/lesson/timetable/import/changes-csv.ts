import { type CalendarDate, type Term, weekOf } from '../calendar-date.ts';
import { type DayEntry, dayBeforeOverrides } from '../day-plan.ts';
import type { DayLesson, Override, Timetable } from '../timetable.ts';
import { cellDate } from './cell-date.ts';
import { cellPeriods } from './cell-labels.ts';
import { CellProblem } from './cell-problem.ts';
import { type ClockTime, cellTime, cellTimes } from './cell-time.ts';
import { readTable } from './csv-table.ts';
import { readLabels, readSpans } from './lessons-csv.ts';
import type { PeriodTimes } from './period-times.ts';
import type { ProblemList } from './problem-list.ts';
import { RowReader } from './row-reader.ts';
import type { SourceFile } from './source-text.ts';

/** A change of one day. Which lesson it means is told by `overrideOf`, once the plan is known. */
export interface ImportedChange {
  file: string;
  line: number;
  room: string | undefined;
  date: CalendarDate;
  action: Override['action'];
  /** The lesson meant, by period or by start. */
  period: number | undefined;
  start: ClockTime | undefined;
  /** What is new; for an added lesson, all of it. */
  to: Partial<DayLesson>;
}

/**
 * Reads changes of single days from CSV: 日期, 类型 (停课, 加课, 调整), 节次 or 原开始时间 of the lesson meant; of a changed or
 * added one the new 开始时间, 结束时间, 班级, 科目, 教师编号, 双师编号, 双师角色.
 */
export function readChanges(
  source: SourceFile,
  term: Term,
  periodTimes: PeriodTimes,
  list: ProblemList,
): ImportedChange[] {
  const table = readTable(
    source,
    {
      fields: [
        'date',
        'type',
        'period',
        'oldStart',
        'start',
        'end',
        'room',
        'className',
        'subject',
        'teacherId',
        'pairId',
        'role',
      ],
      required: [['date'], ['type'], ['period', 'oldStart', 'start']],
    },
    list,
  );
  return table.rows.flatMap((row): ImportedChange[] => {
    const reader = new RowReader(table, row, list);
    const date = reader.need('date', (text) => cellDate(text, term));
    const action = reader.need('type', cellAction);
    const room = table.columns.room === undefined ? undefined : reader.need('room', (text) => text);
    const labels = readLabels(reader);
    const oldStart = reader.read('oldStart', cellTime);
    const periods = reader.read('period', cellPeriods);
    if (periods && periods.length > 1) reader.fail({ zh: '每节课一行', en: 'one lesson a row' }, 'period');
    let start = oldStart;
    let to: Partial<DayLesson> = {};
    if (action === 'add') {
      const week = date === undefined ? undefined : (weekOf(term, date) ?? 1);
      const [span] = (week !== undefined && readSpans(reader, [week], periodTimes)) || [];
      if (span)
        to = { ...labels, start: span.start, end: span.end, ...(span.period !== undefined && { period: span.period }) };
    } else {
      if (action === 'cancel') start ??= reader.read('start', cellTime);
      else to = { ...labels, ...reader.attempt(() => cellTimes(reader.text('start'), reader.text('end')), 'start') };
      if (start === undefined && periods === undefined && !reader.failed) {
        reader.fail(
          { zh: '未写是哪一节课（节次或原开始时间）', en: 'does not say which lesson (period or old start)' },
          'period',
        );
      }
      if (action === 'change' && Object.keys(to).length === 0 && !reader.failed) {
        reader.fail({ zh: '没有写改成什么', en: 'does not say what becomes different' });
      }
    }
    if (reader.failed || !date || !action) return [];
    return [{ ...reader.place, room, date, action, period: periods?.[0], start, to }];
  });
}

function cellAction(text: string): Override['action'] {
  if (/^(停课|取消|停|cancel(led)?)$/i.test(text)) return 'cancel';
  if (/^(加课|增加|新增|补课|add(ed)?|extra)$/i.test(text)) return 'add';
  if (/^(调整|改课|换课|变更|调课|代课|changed?)$/i.test(text)) return 'change';
  throw new CellProblem(
    `“${text}”不是类型；应为 停课、加课 或 调整`,
    `"${text}" is no type; write 停课 cancel, 加课 add or 调整 change`,
  );
}

/**
 * The override that a change means in its room's timetable (which has none yet).
 * @throws CellProblem when there is no such lesson that day
 */
export function overrideOf({ date, action, period, start, to }: ImportedChange, timetable: Timetable): Override {
  if (action === 'add') return { action, date, lesson: to as DayLesson };
  const day = dayBeforeOverrides(timetable, date);
  const isMeant = ({ lesson }: DayEntry) =>
    (start === undefined || lesson.start === start) && (period === undefined || lesson.period === period);
  const found = day.filter(isMeant);
  if (found.length === 1)
    return { date, start: found[0]!.lesson.start, ...(action === 'change' ? { action, to } : { action }) };
  const planned = day.map(({ lesson }) => `${lesson.period ?? ''} ${lesson.start}`.trim()).join(', ');
  throw new CellProblem(
    `${date} ${found.length === 0 ? '没有这节课' : '有几节这样的课，请写原开始时间'}；当天的课：${planned || '无'}`,
    `${date} has ${found.length === 0 ? 'no such lesson' : 'several such lessons, give the old start'}; lessons of that day: ${planned || 'none'}`,
  );
}
