import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dateOf } from '../calendar-date.ts';
import { LessonCalendar } from '../lesson-calendar.ts';
import { gb18030 } from '../testing/gb18030.ts';
import { randomTimetable } from '../testing/random-timetable.ts';
import type { PlannedLesson, Timetable } from '../timetable.ts';
import { TimetableError } from '../timetable-error.ts';
import { importTimetable, type TimetableWanted } from './import-timetable.ts';

/** A clock that is never changed, so that no lesson falls into a skipped hour and is rightly refused. */
const plainTimetable = randomTimetable
  .map((timetable): Timetable => ({ ...timetable, timeZone: 'Asia/Kathmandu', holidays: [], swaps: [], overrides: [] }))
  .filter(({ lessons }) => lessons.length > 0);
const wantedOf = ({ room, timeZone, term }: Timetable): TimetableWanted => ({ room, timeZone, term });

const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;

function csvRow(
  { period, start, end, weekday, weeks, className, subject, teacherId, pairId, role }: PlannedLesson,
  room: string,
) {
  const labels = [className, subject, teacherId, pairId, role].map((label) => label ?? '');
  return [period ?? '', start, end, weekday, weeks.join(','), room, ...labels]
    .map((cell) => quoted(String(cell)))
    .join(',');
}
const head = '节次,开始时间,结束时间,星期,周次,教室,班级,科目,教师编号,双师编号,双师角色';

describe('any plan written as CSV', () => {
  const written = fc.constantFrom(
    (text: string): Uint8Array => new TextEncoder().encode(text),
    (text: string): Uint8Array => new TextEncoder().encode(`\uFEFF${text}`),
    (text: string): Uint8Array => gb18030(text),
  );

  it('comes back whole in every encoding, out of a file of many rooms', () => {
    fc.assert(
      fc.property(plainTimetable, written, fc.constantFrom('\n', '\r\n'), (timetable, encode, newline) => {
        const rows = timetable.lessons.flatMap((lesson) => [csvRow(lesson, 'r302'), csvRow(lesson, 'r301')]);
        const source = { name: 'a.csv', bytes: encode([head, ...rows, ''].join(newline)) };
        const { timetable: read, notices } = importTimetable({ lessons: [source] }, wantedOf(timetable));
        expect(notices).toEqual([]);
        expect(read).toEqual(timetable);
      }),
      { numRuns: 60 },
    );
  });

  it('is refused for one spoilt cell, naming its line', () => {
    const spoil = fc.record({
      row: fc.nat(),
      cell: fc.constantFrom(1, 2, 3, 4, 5, 8),
      above: fc.integer({ min: 0, max: 3 }),
    });
    fc.assert(
      fc.property(plainTimetable, spoil, (timetable, { row, cell, above }) => {
        const rows = timetable.lessons.map((lesson) => csvRow(lesson, 'r301').slice(1, -1).split('","'));
        const at = row % rows.length;
        rows[at]![cell] = cell === 5 ? '' : '坏';
        const lines = [...Array(above).fill(''), head, ...rows.map((cells) => `"${cells.join('","')}"`)];
        const source = { name: 'a.csv', bytes: new TextEncoder().encode(lines.join('\n')) };
        try {
          importTimetable({ lessons: [source] }, wantedOf(timetable));
          expect.unreachable();
        } catch (error) {
          expect(error).toBeInstanceOf(TimetableError);
          expect((error as TimetableError).problems.map(({ line }) => line)).toEqual([above + 2 + at]);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('is refused when two of its lessons meet, naming both rows', () => {
    fc.assert(
      fc.property(plainTimetable, fc.nat(), (timetable, pick) => {
        const at = pick % timetable.lessons.length;
        const lesson = timetable.lessons[at]!;
        const rows = [...timetable.lessons, { ...lesson, weeks: [lesson.weeks.at(-1)!] }];
        const lines = [head, ...rows.map((each) => csvRow(each, 'r301'))];
        const source = { name: 'a.csv', bytes: new TextEncoder().encode(lines.join('\n')) };
        expect(() => importTimetable({ lessons: [source] }, wantedOf(timetable))).toThrow(
          new RegExp(`a\\.csv:${rows.length + 1} .*see line ${at + 2}\\)`),
        );
      }),
      { numRuns: 60 },
    );
  });
});

describe('any plan written as iCalendar', () => {
  const stamp = (date: string, time: string) => `${date.replaceAll('-', '')}T${time.replace(':', '')}00`;

  it('has the same lessons, each week left out by EXDATE', () => {
    fc.assert(
      fc.property(plainTimetable, (timetable) => {
        const { term, timeZone } = timetable;
        const inTerm = timetable.lessons.filter(({ weeks, weekday }) =>
          weeks.some((week) => dateOf(term, week, weekday) >= term.start),
        );
        fc.pre(inTerm.length > 0);
        const events = inTerm.flatMap(
          ({ start, end, weekday, weeks, subject, className, period, teacherId, pairId, role }, index) => {
            const [first, last] = [weeks[0]!, weeks.at(-1)!];
            const out: string[] = [];
            for (let week = first; week <= last; week++) {
              if (!weeks.includes(week))
                out.push(`EXDATE;TZID=${timeZone}:${stamp(dateOf(term, week, weekday), start)}`);
            }
            const said = [
              className && `班级: ${className}`,
              period !== undefined && `节次: ${period}`,
              teacherId && `教师编号: ${teacherId}`,
              pairId && `双师编号: ${pairId}`,
              role && `双师角色: ${role === 'main' ? '主讲' : '听课'}`,
            ];
            return [
              'BEGIN:VEVENT',
              `UID:${index}`,
              `DTSTART;TZID=${timeZone}:${stamp(dateOf(term, first, weekday), start)}`,
              `DTEND;TZID=${timeZone}:${stamp(dateOf(term, first, weekday), end)}`,
              `RRULE:FREQ=WEEKLY;COUNT=${last - first + 1}`,
              ...out,
              `SUMMARY:${subject?.replaceAll(',', '\\,')}`,
              'LOCATION:r301',
              `DESCRIPTION:${said.filter(Boolean).join('\\n')}`,
              'END:VEVENT',
            ];
          },
        );
        const source = {
          name: 'a.ics',
          bytes: Buffer.from(['BEGIN:VCALENDAR', ...events, 'END:VCALENDAR'].join('\r\n')),
        };
        const read = new LessonCalendar(importTimetable({ lessons: [source] }, wantedOf(timetable)).timetable);
        const meant = new LessonCalendar(timetable);
        for (let week = 1; week <= term.weeks; week++) {
          for (let weekday = 1; weekday <= 7; weekday++) {
            const date = dateOf(term, week, weekday);
            expect(read.lessonsOn(date)).toEqual(meant.lessonsOn(date));
          }
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('any file at all', () => {
  const wanted: TimetableWanted = { room: 'r301', timeZone: 'Europe/Berlin', term: { start: '2026-09-01', weeks: 20 } };
  const word = fc.oneof(
    fc.constantFrom(
      ...head.split(','),
      '教师',
      '1',
      '8:00',
      '8:45',
      '周一',
      '1-18',
      '单周',
      'r301',
      '数学',
      'T01',
      '"',
      '2026-10-01',
    ),
    fc.constantFrom(
      'BEGIN:VEVENT',
      'END:VEVENT',
      'UID:a',
      'DTSTART:20260907T080000',
      'DTEND:20260907T084500Z',
      'RRULE:FREQ=WEEKLY',
    ),
    fc.constantFrom(
      'EXDATE;VALUE=DATE:20260907',
      'RDATE:2026',
      'RECURRENCE-ID:20260907T080000',
      'DURATION:-P1D',
      'RRULE:FREQ=MONTHLY;BYDAY=5MO',
    ),
    fc.constantFrom(
      'DTSTART;TZID=Nowhere:20260907T080000',
      'RRULE:COUNT=3',
      'RRULE:FREQ=YEARLY;BYWEEKNO=60',
      'DESCRIPTION:节次: 99',
      'DTEND:99999999T999999',
    ),
    fc.string(),
    fc.string({ unit: 'grapheme' }),
  );
  const text = fc
    .tuple(
      fc.constantFrom('', 'BEGIN:VCALENDAR\n', `${head}\n`, '日期,类型\n', '日期,类型,节次\n', '节次,时间\n'),
      fc.array(fc.tuple(word, fc.constantFrom(',', '\n', '\n', ' ', '\t'))),
    )
    .map(([start, words]) => start + words.map((pair) => pair.join('')).join(''));
  // Whole events of lines that are each well formed, or nearly.
  const property = fc.constantFrom(
    ...['UID:a', 'UID:b', 'SUMMARY:数学', 'LOCATION:r301', 'STATUS:CANCELLED', 'DESCRIPTION:节次: 3'],
    ...[
      'DTSTART:20260907T080000',
      'DTSTART:20260907T060000Z',
      'DTSTART;TZID=Asia/Shanghai:20261025T023000',
      'DTSTART;VALUE=DATE:20260907',
    ],
    ...[
      'DTEND:20260907T084500',
      'DTEND:20260907T064500Z',
      'DTEND;VALUE=DATE:20260908',
      'DURATION:PT45M',
      'DURATION:-PT1S',
    ],
    ...[
      'RRULE:FREQ=WEEKLY;BYDAY=MO,WE',
      'RRULE:FREQ=DAILY;UNTIL=20260930',
      'RRULE:FREQ=MONTHLY;BYDAY=5MO;BYSETPOS=-1',
      'RRULE:FREQ=YEARLY;BYMONTHDAY=30;BYMONTH=2',
    ],
    ...[
      'EXDATE:20260914T080000',
      'EXDATE;VALUE=DATE:20260914',
      'RDATE;VALUE=DATE:20260910',
      'RDATE;VALUE=PERIOD:20260910T080000/PT1H',
    ],
    ...[
      'RECURRENCE-ID:20260914T080000',
      'RECURRENCE-ID;VALUE=DATE:20260914',
      'RECURRENCE-ID;RANGE=THISANDFUTURE:20260914T080000',
    ],
  );
  const calendar = fc
    .array(fc.uniqueArray(property, { minLength: 3, maxLength: 9 }), { minLength: 1, maxLength: 4 })
    .map((events) => events.flatMap((lines) => ['BEGIN:VEVENT', ...lines, 'END:VEVENT']))
    .map((lines) => ['BEGIN:VCALENDAR', ...lines, 'END:VCALENDAR'].join('\n'));
  const bytes = fc.oneof(
    fc.oneof(text, calendar).map((each): Uint8Array => new TextEncoder().encode(each)),
    fc.uint8Array({ maxLength: 300 }),
  );
  const source = bytes.map((each) => ({ name: 'x', bytes: each }));

  it('is a timetable or a list of problems, never a crash', () => {
    fc.assert(
      fc.property(source, source, source, source, (lessons, periods, holidays, changes) => {
        for (const extra of [{}, { periods, holidays, changes }]) {
          try {
            importTimetable({ lessons: [lessons], ...extra }, wanted);
          } catch (error) {
            if (!(error instanceof TimetableError)) throw error;
            expect(error.problems.length).toBeGreaterThan(0);
          }
        }
      }),
      { numRuns: 1500 },
    );
  });
});
