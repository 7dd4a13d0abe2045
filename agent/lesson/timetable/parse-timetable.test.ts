import { describe, expect, it } from 'vitest';
import { type Fault, shows } from '../../../test/faults/fault.ts';
import { parseTimetable } from './parse-timetable.ts';
import { problemText, TimetableError } from './timetable-error.ts';

const lesson = { weekday: 1, weeks: [1, 2, 3], start: '08:00', end: '08:45', subject: '数学' };
const stored = (more: object = {}) => ({
  version: 1,
  room: 'r301',
  timeZone: 'Asia/Shanghai',
  term: { start: '2026-09-01', weeks: 18 },
  lessons: [lesson],
  ...more,
});

function problemsOf(json: unknown) {
  try {
    parseTimetable(json, 'r301.json');
  } catch (error) {
    expect(error).toBeInstanceOf(TimetableError);
    return (error as TimetableError).problems;
  }
  throw new Error('was taken');
}

describe('a stored timetable', () => {
  it('fills in what was left out', () => {
    const { timeZone, ...bare } = stored();
    expect(parseTimetable(bare)).toEqual({ ...bare, timeZone, holidays: [], swaps: [], overrides: [] });
  });

  const tooMany: Fault = {
    part: 'timetable',
    kind: 'overload',
    fault: 'it has more lessons than any school has',
    seen: { code: 'TIMETABLE_INVALID' },
    lost: 'nothing: the timetable before goes on',
    recovers: 'as soon as the file is right',
  };
  it.each([
    ['another version', { version: 2 }, 'version'],
    ['an unknown setting', { teacherName: '王小明' }, ''],
    ['a room that is no address', { room: '高一(3)' }, 'room'],
    ['a time zone nobody knows', { timeZone: 'Asia/Nowhere' }, 'timeZone'],
    ['an offset for a time zone', { timeZone: '+08:00' }, 'timeZone'],
    ['a day that is none', { term: { start: '2026-02-30', weeks: 18 } }, 'term.start'],
    ['a lesson over midnight', { lessons: [{ ...lesson, start: '23:30', end: '00:10' }] }, 'lessons.0.end'],
    ['24 o’clock', { lessons: [{ ...lesson, end: '24:00' }] }, 'lessons.0.end'],
    ['weeks out of order', { lessons: [{ ...lesson, weeks: [2, 1] }] }, 'lessons.0.weeks'],
    ['a name for a teacher', { lessons: [{ ...lesson, teacherId: '王小明' }] }, 'lessons.0.teacherId'],
    ['more lessons than any school has', { lessons: Array(5001).fill(lesson) }, 'lessons'],
    ['a holiday backwards', { holidays: [{ from: '2026-10-07', to: '2026-10-01' }] }, 'holidays.0.to'],
    [
      'an empty change',
      { overrides: [{ action: 'change', date: '2026-09-07', start: '08:00', to: {} }] },
      'overrides.0.to',
    ],
  ])('is refused for %s', shows(tooMany), (_what, more, column) => {
    expect(problemsOf(stored(more))).toMatchObject([{ file: 'r301.json', column }]);
  });

  it.each([
    ['a week after the term', { lessons: [{ ...lesson, weeks: [19] }] }, 'lessons.0', /week 19/],
    [
      'lessons at one time',
      { lessons: [lesson, { ...lesson, start: '08:30', end: '09:00', weeks: [3] }] },
      'lessons.1',
      /in week 3.*see lessons.0/,
    ],
    [
      'a day swapped twice',
      {
        swaps: [
          { date: '2026-09-06', as: { weekday: 1 } },
          { date: '2026-09-06', as: { weekday: 2 } },
        ],
      },
      'swaps.1',
      /twice/,
    ],
    [
      'a swap with a day out of term',
      { swaps: [{ date: '2026-09-06', as: { date: '2026-08-31' } }] },
      'swaps.0',
      /outside/,
    ],
    ['a swap in no week', { swaps: [{ date: '2026-08-30', as: { weekday: 1 } }] }, 'swaps.0', /outside/],
    [
      'no such lesson',
      { overrides: [{ action: 'cancel', date: '2026-09-07', start: '09:00' }] },
      'overrides.0',
      /no lesson at 09:00/,
    ],
    [
      'two changes of one lesson',
      {
        overrides: [
          { action: 'cancel', date: '2026-09-07', start: '08:00' },
          { action: 'change', date: '2026-09-07', start: '08:00', to: { period: 2 } },
        ],
      },
      'overrides.1',
      /twice.*see overrides.0/,
    ],
    [
      'a change that ends too early',
      { overrides: [{ action: 'change', date: '2026-09-07', start: '08:00', to: { start: '09:00' } }] },
      'overrides.0',
      /not in order/,
    ],
    [
      'an added lesson in the way',
      { overrides: [{ action: 'add', date: '2026-09-07', lesson: { start: '08:40', end: '09:00' } }] },
      'overrides.0',
      /overlaps.*see lessons.0/,
    ],
  ])('is refused for %s', (_what, more, column, message) => {
    expect(problemsOf(stored(more))).toMatchObject([{ column, en: expect.stringMatching(message) }]);
  });

  it('may have a lesson moved into the place of a cancelled one, and one on a holiday', () => {
    const other = { ...lesson, start: '09:00', end: '09:45' };
    const overrides = [
      { action: 'cancel', date: '2026-09-07', start: '08:00' },
      { action: 'change', date: '2026-09-07', start: '09:00', to: { start: '08:00', end: '08:45' } },
      { action: 'add', date: '2026-10-01', lesson: { start: '08:00', end: '09:00' } },
    ];
    const holidays = [{ from: '2026-10-01', to: '2026-10-07' }];
    expect(parseTimetable(stored({ lessons: [lesson, other], overrides, holidays })).overrides).toEqual(overrides);
  });

  it('tells a problem in one line: where, in Chinese, in English', () => {
    expect(problemText({ file: 'a.csv', line: 3, column: '周次', zh: '看不懂', en: 'is wrong' })).toBe(
      'a.csv:3 [周次] 看不懂 / is wrong',
    );
    expect(problemText({ zh: '空', en: 'empty' })).toBe('空 / empty');
  });
});
