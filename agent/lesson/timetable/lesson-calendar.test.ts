import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, lastDayOf } from './calendar-date.ts';
import { LessonCalendar } from './lesson-calendar.ts';
import { parseTimetable } from './parse-timetable.ts';
import { lessonsByDate, randomTimetable } from './testing/random-timetable.ts';
import { type Timetable, timetableSchema } from './timetable.ts';
import { timetableFaults } from './timetable-faults.ts';
import { momentMs, wallTime } from './wall-time.ts';

const everyDate = ({ term }: Timetable) => {
  const [first, last] = [addDays(term.start, -10), addDays(lastDayOf(term), 10)];
  const dates: string[] = [];
  for (let date = first; date <= last; date = addDays(date, 1)) dates.push(date);
  return dates;
};

/** What a clock on the wall shows, told without the library under test. */
const shown = (ms: number, timeZone: string) =>
  new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' }).format(ms);

const skipped = (date: string, time: string, timeZone: string) =>
  shown(momentMs(date, time, timeZone), timeZone) !== `${date} ${time}`;

describe('over random calendars with holidays, swaps, overrides and changes of the clock', () => {
  const property = (check: (timetable: Timetable, calendar: LessonCalendar) => void) =>
    fc.assert(
      fc.property(randomTimetable, (timetable) => check(timetable, new LessonCalendar(timetable))),
      { numRuns: 150 },
    );

  it('a timetable without faults is what is tested', () => {
    property((timetable) => {
      expect(timetableFaults(timetable)).toEqual([]);
      expect(parseTimetable(JSON.parse(JSON.stringify(timetable)))).toEqual(timetable);
    });
  });

  it('no lesson overlaps another, on one date or two', () => {
    property((timetable, calendar) => {
      let lastEndMs = Number.NEGATIVE_INFINITY;
      for (const lesson of everyDate(timetable).flatMap((date) => calendar.lessonsOn(date))) {
        expect(lesson.startMs).toBeGreaterThanOrEqual(lastEndMs);
        expect(lesson.endMs).toBeGreaterThan(lesson.startMs);
        lastEndMs = lesson.endMs;
      }
    });
  });

  it('no lesson is lost and none is made up', () => {
    property((timetable, calendar) => {
      const expected = lessonsByDate(timetable);
      for (const date of everyDate(timetable)) {
        const lessons = (expected.get(date) ?? []).filter(
          ({ start, end }) =>
            momentMs(date, start, timetable.timeZone) < momentMs(date, end, timetable.timeZone) ||
            // Left out only if the clock shows neither its start nor anything before its end.
            !skipped(date, start, timetable.timeZone),
        );
        const given = calendar.lessonsOn(date).map(({ startMs: _, endMs: __, date: ___, ...lesson }) => lesson);
        expect(given).toEqual(lessons);
      }
    });
  });

  it('the clock on the wall shows a lesson’s start and end, unless it skips them', () => {
    property((timetable, calendar) => {
      const { timeZone } = timetable;
      for (const lesson of everyDate(timetable).flatMap((date) => calendar.lessonsOn(date))) {
        for (const [ms, time] of [
          [lesson.startMs, lesson.start],
          [lesson.endMs, lesson.end],
        ] as const) {
          const wall = `${lesson.date} ${time}`;
          if (shown(ms, timeZone) === wall) {
            expect(shown(ms - 3_600_000, timeZone), 'its first showing').not.toBe(wall);
          } else {
            // Skipped: the moment of the change, before which the clock shows an earlier time and after which a later one.
            expect(shown(ms - 60_000, timeZone) < wall && wall < shown(ms, timeZone)).toBe(true);
          }
        }
      }
    });
  });

  it('the lesson at a moment and the next one are what a search through all of them finds', () => {
    fc.assert(
      fc.property(
        randomTimetable,
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 5 }),
        (timetable, shares) => {
          const calendar = new LessonCalendar(timetable);
          const lessons = everyDate(timetable).flatMap((date) => calendar.lessonsOn(date));
          const [firstMs, lastMs] = [
            momentMs(addDays(timetable.term.start, -3), '00:00', timetable.timeZone),
            momentMs(addDays(lastDayOf(timetable.term), 3), '00:00', timetable.timeZone),
          ];
          const edges = lessons.slice(0, 6).flatMap(({ startMs, endMs }) => [startMs - 1, startMs, endMs - 1, endMs]);
          for (const ms of [...edges, ...shares.map((share) => Math.floor(firstMs + share * (lastMs - firstMs)))]) {
            expect(calendar.lessonAt(ms)).toEqual(lessons.find(({ startMs, endMs }) => startMs <= ms && ms < endMs));
            expect(calendar.nextLesson(ms)).toEqual(lessons.find(({ startMs }) => startMs > ms));
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});

const plain = (more: Partial<Timetable> = {}): Timetable =>
  timetableSchema.parse({
    version: 1,
    room: 'r301',
    term: { start: '2026-09-01', weeks: 18 },
    lessons: [
      { weekday: 1, weeks: [1, 2, 3, 4, 5, 6, 7], start: '08:00', end: '08:45', subject: '数学', period: 1 },
      { weekday: 2, weeks: [1, 2, 3, 4, 5, 6, 7], start: '08:00', end: '08:45', subject: '语文', period: 1 },
      { weekday: 4, weeks: [5], start: '09:00', end: '09:45', subject: '英语', period: 2 },
    ],
    ...more,
  });
const subjectsOn = (timetable: Timetable, date: string) =>
  new LessonCalendar(timetable).lessonsOn(date).map(({ subject, start }) => `${start} ${subject}`);

describe('days of a term', () => {
  it('begin on the first day, even in the middle of week 1', () => {
    expect(subjectsOn(plain(), '2026-08-31')).toEqual([]);
    expect(subjectsOn(plain(), '2026-09-01')).toEqual(['08:00 语文']);
    expect(subjectsOn(plain(), '2026-09-07')).toEqual(['08:00 数学']);
  });

  it('have no lessons on a holiday, and another day’s plan when swapped, be that day a holiday or not', () => {
    const autumn = plain({
      holidays: [{ from: '2026-10-01', to: '2026-10-07', name: '国庆节' }],
      swaps: [
        { date: '2026-10-10', as: { date: '2026-10-01' } },
        { date: '2026-09-20', as: { weekday: 2 } },
      ],
    });
    expect(subjectsOn(autumn, '2026-10-01')).toEqual([]);
    expect(subjectsOn(autumn, '2026-10-10')).toEqual(['09:00 英语']);
    expect(subjectsOn(autumn, '2026-09-20')).toEqual(['08:00 语文']);
  });

  it('take cancelled, changed and added lessons, a swapped day too', () => {
    const changed = plain({
      swaps: [{ date: '2026-09-20', as: { weekday: 2 } }],
      overrides: [
        { action: 'change', date: '2026-09-20', start: '08:00', to: { start: '10:00', end: '10:40', subject: '体育' } },
        { action: 'add', date: '2026-09-20', lesson: { start: '08:30', end: '09:00', subject: '班会' } },
        { action: 'cancel', date: '2026-09-07', start: '08:00' },
      ],
    });
    expect(subjectsOn(changed, '2026-09-20')).toEqual(['08:30 班会', '10:00 体育']);
    expect(subjectsOn(changed, '2026-09-07')).toEqual([]);
  });
});

describe('changes of the clock', () => {
  const night = (timeZone: string, start: string, end: string): Timetable =>
    plain({
      timeZone,
      lessons: [{ weekday: 7, weeks: [5, 6, 7, 8], start, end }],
      term: { start: '2026-02-23', weeks: 40 },
    });
  const minutes = (timetable: Timetable, date: string) =>
    new LessonCalendar(timetable).lessonsOn(date).map(({ startMs, endMs }) => (endMs - startMs) / 60_000);

  it('shorten a lesson that reaches into the skipped hour and leave out one that lies in it', () => {
    expect(minutes(night('Europe/Berlin', '01:30', '02:30'), '2026-03-29')).toEqual([30]);
    expect(minutes(night('Europe/Berlin', '02:30', '03:30'), '2026-03-29')).toEqual([30]);
    expect(minutes(night('Europe/Berlin', '02:10', '02:50'), '2026-03-29')).toEqual([]);
  });

  it('take the first showing of an hour shown twice', () => {
    const autumn = { term: { start: '2026-10-19', weeks: 4 } };
    const lesson = (start: string, end: string) => [{ weekday: 7, weeks: [1], start, end }];
    const of = (start: string, end: string) =>
      minutes(plain({ timeZone: 'Europe/Berlin', ...autumn, lessons: lesson(start, end) }), '2026-10-25');
    expect(of('02:10', '02:50')).toEqual([40]);
    expect(of('02:30', '03:30')).toEqual([120]);
  });

  it('back over midnight leave a lesson going on while the wall shows the day before', () => {
    // Newfoundland, until 2011: at 00:01 the clock went back to 23:01.
    const lessons = [{ weekday: 7, weeks: [1], start: '00:00', end: '00:30', subject: '夜' }];
    const term = { start: '2010-11-01', weeks: 1 };
    const calendar = new LessonCalendar(plain({ timeZone: 'America/St_Johns', term, lessons }));
    const secondMs = Date.UTC(2010, 10, 7, 3, 10);
    expect(wallTime(secondMs, 'America/St_Johns')).toEqual({ date: '2010-11-06', time: '23:40' });
    expect(calendar.lessonAt(secondMs)).toMatchObject({ date: '2010-11-07', subject: '夜' });
  });

  it('do nothing to Shanghai', () => {
    const [lesson] = new LessonCalendar(plain()).lessonsOn('2026-09-01');
    expect(lesson?.startMs).toBe(Date.UTC(2026, 8, 1));
  });
});
