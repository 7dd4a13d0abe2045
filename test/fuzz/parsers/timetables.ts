import { importTimetable, type TimetableSources } from '../../../agent/lesson/timetable/import/import-timetable.ts';
import { type SourceFile, sourceText } from '../../../agent/lesson/timetable/import/source-text.ts';
import { parseTimetable } from '../../../agent/lesson/timetable/parse-timetable.ts';
import { gb18030 } from '../../../agent/lesson/timetable/testing/gb18030.ts';
import type { Timetable } from '../../../agent/lesson/timetable/timetable.ts';
import { TimetableError } from '../../../agent/lesson/timetable/timetable-error.ts';
import { type FuzzedParser, must } from '../engine/fuzzed-parser.ts';

const wanted = { room: '301', timeZone: 'Asia/Shanghai', term: { start: '2026-09-01', weeks: 20 } };
const lessons = [
  '节次,开始时间,结束时间,星期,周次,教室,班级,科目,教师编号',
  '1,8:00,8:45,周一,1-18,301,高一（3）班,数学,T0123',
  '2,8:55,9:40,周二,1-17单周,301,高一（3）班,"语文, 写作",T0124',
  '3,10:00,10:45,星期三,"1-7(单),9-17",302,高一（4）班,英语,T0125',
  '',
].join('\r\n');
const byPeriod = ['节次,星期,周次,教室,班级,科目', '1-2,周一,1-18,301,高一（3）班,数学', ''].join('\n');
const periods = ['节次,开始时间,结束时间,适用日期', '1,8:00,8:45,', '2,8:55,9:40,2026-09-01 至 2026-10-31', ''].join(
  '\n',
);
const plainPeriods = ['节次,开始时间,结束时间', '1,8:00,8:45', '2,8:55,9:40', ''].join('\n');
const holidays = ['日期,类型,名称,调至', '2026-10-01,放假,国庆,', '2026-10-10,补课,,2026-10-08', ''].join('\n');
const plainHolidays = ['日期,类型', '2026-10-01,放假', '2026-10-01 至 2026-10-07,放假', ''].join('\n');
const changes = ['日期,类型,节次,教室', '2026-09-07,取消,1,301', ''].join('\n');
const calendar = [
  ...['BEGIN:VCALENDAR', 'VERSION:2.0', 'BEGIN:VEVENT', 'UID:a@b', 'DTSTART;TZID=Asia/Shanghai:20260907T080000'],
  ...[
    'DTEND;TZID=Asia/Shanghai:20260907T084500',
    'RRULE:FREQ=WEEKLY;COUNT=18',
    'EXDATE;TZID=Asia/Shanghai:20260914T080000',
  ],
  ...['SUMMARY:数学', 'LOCATION:301', 'DESCRIPTION:班级: 高一（3）班\\n教师编号: T0123', 'END:VEVENT', 'BEGIN:VEVENT'],
  ...[
    'UID:a@b',
    'RECURRENCE-ID;TZID=Asia/Shanghai:20260921T080000',
    'DTSTART:20260921T010000Z',
    'DURATION:PT45M',
    'SUMMARY:数学',
  ],
  ...['LOCATION:301', 'END:VEVENT', 'END:VCALENDAR', ''],
].join('\r\n');
const file = (name: string, text: string | Uint8Array): SourceFile => ({ name, bytes: Buffer.from(text) });
const isTimetableError = (error: unknown) => error instanceof TimetableError && error.problems.length > 0;

/** A timetable that was made is one that may be kept. */
function imported(sources: TimetableSources): void {
  const { timetable } = importTimetable(sources, wanted);
  const kept: Timetable = parseTimetable(JSON.parse(JSON.stringify(timetable)));
  must(kept.lessons.length === timetable.lessons.length, 'what is imported can be kept and read again');
}

const withPlan = (extra: (source: SourceFile) => Partial<TimetableSources>) => () => ({
  parse: (bytes: Buffer) => imported({ lessons: [file('a.csv', lessons)], ...extra({ name: 'x.csv', bytes }) }),
});

export const timetableParsers: FuzzedParser[] = [
  {
    name: 'timetable-lessons-csv',
    reads: 'a school’s table of lessons (CSV in any encoding)',
    form: 'csv',
    covers: [
      'agent/lesson/timetable/import/import-timetable.ts#importTimetable',
      'agent/lesson/timetable/import/lessons-csv.ts#readLessonsCsv',
      'agent/lesson/timetable/import/lessons-csv.ts#readLabels',
      'agent/lesson/timetable/import/lessons-csv.ts#readSpans',
      'agent/lesson/timetable/import/csv-table.ts#readTable',
    ],
    seeds: () => [lessons, gb18030(lessons)],
    open: () => ({ parse: (bytes) => imported({ lessons: [{ name: 'x.csv', bytes }] }) }),
    refuses: isTimetableError,
  },
  {
    name: 'timetable-periods-csv',
    reads: '作息时间: the times of periods (CSV)',
    form: 'csv',
    covers: ['agent/lesson/timetable/import/period-times.ts#readPeriodTimes'],
    seeds: () => [periods, plainPeriods, gb18030(plainPeriods)],
    open: () => ({
      parse: (bytes) => imported({ lessons: [file('a.csv', byPeriod)], periods: { name: 'x.csv', bytes } }),
    }),
    refuses: isTimetableError,
  },
  {
    name: 'timetable-holidays-csv',
    reads: 'holidays and swapped days (CSV)',
    form: 'csv',
    covers: ['agent/lesson/timetable/import/holidays-csv.ts#readHolidays'],
    seeds: () => [holidays, plainHolidays],
    open: withPlan((source) => ({ holidays: source })),
    refuses: isTimetableError,
  },
  {
    name: 'timetable-changes-csv',
    reads: 'changes of single days (CSV)',
    form: 'csv',
    covers: ['agent/lesson/timetable/import/changes-csv.ts#readChanges'],
    seeds: () => [changes],
    open: withPlan((source) => ({ changes: source })),
    refuses: isTimetableError,
  },
  {
    name: 'timetable-icalendar',
    reads: 'a calendar of lessons (.ics)',
    form: 'lines',
    covers: [
      'agent/lesson/timetable/import/lessons-icalendar.ts#readLessonsIcalendar',
      'agent/lesson/timetable/import/icalendar-events.ts#readEvents',
    ],
    seeds: () => [calendar],
    open: () => ({ parse: (bytes) => imported({ lessons: [{ name: 'x.ics', bytes }] }) }),
    refuses: isTimetableError,
  },
  {
    name: 'timetable-json',
    reads: 'a stored timetable, also one that a region wishes',
    form: 'json',
    covers: ['agent/lesson/timetable/parse-timetable.ts#parseTimetable'],
    seeds: () =>
      [lessons, calendar].map((text) =>
        JSON.stringify(
          importTimetable({ lessons: [file('a', text)], holidays: file('h', plainHolidays) }, wanted).timetable,
        ),
      ),
    open: () => ({ parse: (bytes) => parseTimetable(JSON.parse(bytes.toString('utf8')), 'x.json') }),
    refuses: (error) => isTimetableError(error) || error instanceof SyntaxError,
  },
  {
    name: 'file-encoding',
    reads: 'the bytes of a school’s file: UTF-8, UTF-16, GB18030',
    form: 'bytes',
    covers: ['agent/lesson/timetable/import/source-text.ts#sourceText'],
    seeds: () => [lessons, gb18030(lessons), Buffer.from(`\ufeff${lessons}`, 'utf16le')],
    open: () => ({
      parse: (bytes) => {
        const decoded = sourceText({ name: 'x', bytes });
        if ('text' in decoded) must(!/[\0\r]/.test(decoded.text), 'no NUL, and lines end with \\n');
        else
          must(decoded.problem.zh.length > 0 && decoded.problem.en.length > 0, 'a problem is told in both languages');
      },
    }),
  },
];
