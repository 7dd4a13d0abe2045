import { describe, expect, it } from 'vitest';
import { LessonCalendar } from '../lesson-calendar.ts';
import { TimetableError } from '../timetable-error.ts';
import { importTimetable, type TimetableWanted } from './import-timetable.ts';
import type { SourceFile } from './source-text.ts';

const wanted: TimetableWanted = {
  room: 'r301',
  timeZone: 'Asia/Shanghai',
  term: { start: '2026-09-01', weeks: 20 },
};
const ics = (...lines: string[]): SourceFile => ({
  name: 'lessons.ics',
  bytes: new TextEncoder().encode(['BEGIN:VCALENDAR', 'VERSION:2.0', ...lines, 'END:VCALENDAR', ''].join('\r\n')),
});
const event = (...lines: string[]) => ['BEGIN:VEVENT', 'SUMMARY:数学', 'LOCATION:r301', ...lines, 'END:VEVENT'];
const imported = (source: SourceFile, other: Partial<TimetableWanted> = {}) =>
  importTimetable({ lessons: [source] }, { ...wanted, ...other });

/** All lessons as `date start–end subject`. */
function lessonsOf(source: SourceFile, other: Partial<TimetableWanted> = {}): string[] {
  const { timetable } = imported(source, other);
  const calendar = new LessonCalendar(timetable);
  const found: string[] = [];
  for (let lesson = calendar.nextLesson(0); lesson; lesson = calendar.nextLesson(lesson.startMs)) {
    found.push(`${lesson.date} ${lesson.start}–${lesson.end} ${lesson.subject}`);
  }
  return found;
}
function problemsOf(source: SourceFile, other: Partial<TimetableWanted> = {}) {
  try {
    imported(source, other);
  } catch (error) {
    expect(error).toBeInstanceOf(TimetableError);
    return (error as TimetableError).problems;
  }
  throw new Error('was imported');
}

const weekly = ['UID:a', 'DTSTART;TZID=Asia/Shanghai:20260907T080000', 'DTEND;TZID=Asia/Shanghai:20260907T084500'];

describe('lessons from iCalendar', () => {
  it('repeat, stop and are left out as the rules say, whatever zone these are told in', () => {
    const maths = (date: string) => `${date} 08:00–08:45 数学`;
    const until = (rule: string, ...more: string[]) =>
      lessonsOf(ics(...event(...weekly, `RRULE:FREQ=WEEKLY;${rule}`, ...more)));
    const four = ['2026-09-07', '2026-09-14', '2026-09-21', '2026-09-28'].map(maths);
    expect(until('COUNT=4')).toEqual(four);
    // The last start itself, in UTC: 08:00 in Shanghai is midnight there.
    expect(until('UNTIL=20260928T000000Z')).toEqual(four);
    expect(until('UNTIL=20260928')).toEqual(four);
    expect(until('UNTIL=20260927T235959Z')).toEqual(four.slice(0, 3));
    expect(until('COUNT=4', 'EXDATE:20260914T000000Z')).toEqual([four[0], four[2], four[3]]);
    expect(until('COUNT=4', 'EXDATE;TZID=Asia/Shanghai:20260914T080000,20260921T080000')).toEqual([four[0], four[3]]);
    expect(until('COUNT=4', 'EXDATE;VALUE=DATE:20260914')).toEqual([four[0], four[2], four[3]]);
    // 08:00 UTC is another moment.
    expect(until('COUNT=4', 'EXDATE:20260914T080000Z')).toEqual(four);
    expect(until('COUNT=1', 'RDATE:20260909T000000Z')).toEqual([four[0], maths('2026-09-09')]);
    expect(until('INTERVAL=2;COUNT=2')).toEqual([four[0], four[2]]);
  });

  it('become a plan of weeks', () => {
    const { timetable } = imported(ics(...event(...weekly, 'RRULE:FREQ=WEEKLY;INTERVAL=2')));
    expect(timetable.lessons).toEqual([
      { weekday: 1, weeks: [2, 4, 6, 8, 10, 12, 14, 16, 18, 20], start: '08:00', end: '08:45', subject: '数学' },
    ]);
  });

  it('are moved, changed and cancelled one by one', () => {
    const series = event(...weekly, 'RRULE:FREQ=WEEKLY;COUNT=4');
    const moved = event(
      'UID:a',
      'RECURRENCE-ID:20260914T000000Z',
      'DTSTART;TZID=Asia/Tokyo:20260915T103000',
      'DURATION:PT40M',
    );
    const cancelled = event(...weekly, 'RECURRENCE-ID;TZID=Asia/Shanghai:20260921T080000', 'STATUS:CANCELLED');
    expect(lessonsOf(ics(...moved, ...series, ...cancelled))).toEqual([
      '2026-09-07 08:00–08:45 数学',
      '2026-09-15 09:30–10:10 数学',
      '2026-09-28 08:00–08:45 数学',
    ]);
  });

  it('keep their time on the school’s clock over its changes, unless they are told in UTC', () => {
    const berlin = { timeZone: 'Europe/Berlin', term: { start: '2026-10-19', weeks: 2 } };
    const at = (start: string, end: string) =>
      lessonsOf(ics(...event('UID:b', start, end, 'RRULE:FREQ=WEEKLY')), berlin).map((lesson) => lesson.slice(0, 16));
    expect(at('DTSTART:20261019T080000', 'DTEND:20261019T084500')).toEqual(['2026-10-19 08:00', '2026-10-26 08:00']);
    expect(at('DTSTART:20261019T060000Z', 'DTEND:20261019T064500Z')).toEqual(['2026-10-19 08:00', '2026-10-26 07:00']);
  });

  it('may be in a zone that only the file knows', () => {
    const zone = [
      ...['BEGIN:VTIMEZONE', 'TZID:China Standard Time', 'BEGIN:STANDARD', 'DTSTART:16010101T000000'],
      ...['TZOFFSETFROM:+0800', 'TZOFFSETTO:+0800', 'END:STANDARD', 'END:VTIMEZONE'],
    ];
    const outlook = event(
      ...[
        'UID:c',
        'DTSTART;TZID=China Standard Time:20260907T080000',
        'DTEND;TZID=China Standard Time:20260907T084500',
      ],
      'RRULE:FREQ=WEEKLY;COUNT=2',
    );
    expect(lessonsOf(ics(...zone, ...outlook))).toEqual(['2026-09-07 08:00–08:45 数学', '2026-09-14 08:00–08:45 数学']);
    expect(problemsOf(ics(...outlook))[0]).toMatchObject({ line: 3, en: expect.stringMatching(/unknown time zone/) });
  });

  it('take class, period and pseudonym from the description, and period times where they fit', () => {
    const described = event(
      ...weekly,
      'DESCRIPTION:班级：高一（3）班\\n节次：第1节\\n教师编号：T0123\\n带课本',
      'ORGANIZER;CN=王小明:mailto:w@x.cn',
    );
    const { timetable } = imported(ics(...described));
    expect(timetable.lessons).toEqual([
      {
        ...{ weekday: 1, weeks: [2], start: '08:00', end: '08:45', subject: '数学' },
        ...{ className: '高一(3)班', period: 1, teacherId: 'T0123' },
      },
    ]);
    expect(JSON.stringify(timetable)).not.toContain('王小明');
    const periods: SourceFile = { name: 'p.csv', bytes: Buffer.from('节次,时间\n3,8:00-8:45\n') };
    expect(importTimetable({ lessons: [ics(...event(...weekly))], periods }, wanted).timetable.lessons[0]?.period).toBe(
      3,
    );
  });

  it('before the term and whole days are left out with a note', () => {
    const early = event('UID:d', 'DTSTART:20260824T080000', 'DTEND:20260824T084500', 'RRULE:FREQ=WEEKLY;COUNT=3');
    const day = event('UID:e', 'DTSTART;VALUE=DATE:20261001', 'DTEND;VALUE=DATE:20261008');
    const { timetable, notices } = imported(ics(...early, ...day));
    expect(timetable.lessons).toMatchObject([{ weekday: 1, weeks: [2] }]);
    expect(notices.map(({ en }) => en)).toEqual([
      expect.stringMatching(/whole-day/),
      expect.stringMatching(/2 lessons are before the term/),
    ]);
  });
});

describe('events that are wrong', () => {
  it.each([
    ['no end', ['DTSTART:20260907T080000', 'RRULE:FREQ=WEEKLY'], /neither DTEND nor DURATION/],
    ['no start', ['DTEND:20260907T080000'], /no DTSTART/],
    [
      'an end before the start',
      ['DTSTART:20260907T080000', 'DTEND:20260907T070000', 'RRULE:FREQ=DAILY'],
      /end after it starts/,
    ],
    ['a night', ['DTSTART:20260907T233000', 'DTEND:20260908T001000'], /midnight/],
    ['seconds', ['DTSTART:20260907T080030', 'DTEND:20260907T084500'], /whole minute/],
    ['a start that is none', ['DTSTART:tomorrow', 'DTEND:20260907T084500'], /cannot be read|no time/],
    ['a rule by seconds', ['DTSTART:20260907T080000', 'DURATION:PT40M', 'RRULE:FREQ=SECONDLY'], /must repeat/],
    ['a rule that is none', ['DTSTART:20260907T080000', 'DURATION:PT40M', 'RRULE:FREQ=NO'], /not iCalendar.*frequency/],
    ['a line that is none', [...weekly, 'what'], /not iCalendar.*"what"/],
    ['a name', [...weekly, 'DESCRIPTION:教师：王小明'], /looks like a name/],
    ['a name in the subject', [...weekly, 'SUMMARY:语文 李老师'], /name/],
    [
      'a replacement of nothing',
      [
        ...weekly,
        'RRULE:FREQ=WEEKLY',
        'END:VEVENT',
        ...event(...weekly, 'RECURRENCE-ID:20260908T000000Z').slice(0, -1),
      ],
      /names no occurrence/,
    ],
    [
      'a replacement of all that follows',
      [...weekly, 'END:VEVENT', ...event(...weekly, 'RECURRENCE-ID;RANGE=THISANDFUTURE:20260907T000000Z').slice(0, -1)],
      /RANGE/,
    ],
    ['a double', [...weekly, 'END:VEVENT', ...event(...weekly).slice(0, -1)], /overlaps another lesson/],
  ])('%s: once, with a line', (_what, lines, message) => {
    const body = lines.some((line) => line.startsWith('SUMMARY:语文'))
      ? ['BEGIN:VEVENT', 'LOCATION:r301', ...lines, 'END:VEVENT']
      : event(...lines);
    const problems = problemsOf(ics(...event('UID:z', 'DTSTART:20260901T150000', 'DURATION:PT40M'), ...body));
    expect(problems).toHaveLength(1);
    expect(problems[0]?.en).toMatch(message);
    expect(problems[0]?.line).toBeGreaterThanOrEqual(9);
  });

  it('and files that are no calendar', () => {
    const cut: SourceFile = { name: 'x.ics', bytes: Buffer.from('BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nwhat\r\n') };
    expect(problemsOf(cut)[0]).toMatchObject({ line: 3, en: expect.stringMatching(/not iCalendar/) });
    const end: SourceFile = {
      name: 'x.ics',
      bytes: Buffer.from('BEGIN:VCALENDAR\nBEGIN:VEVENT\nBEGIN:VEVENT\nUID:1\n'),
    };
    expect(problemsOf(end).map(({ line }) => line)).toEqual([2, 3]);
    expect(problemsOf(ics())[0]?.en).toMatch(/no lesson in room/);
  });

  it('without a room among events that have one', () => {
    const nowhere = ['BEGIN:VEVENT', ...weekly, 'END:VEVENT'];
    const other = event('UID:z', 'DTSTART:20260901T150000', 'DURATION:PT40M');
    expect(problemsOf(ics(...nowhere, ...other))).toMatchObject([{ line: 3, en: expect.stringMatching(/LOCATION/) }]);
    expect(lessonsOf(ics(...nowhere))).toHaveLength(1);
  });
});
