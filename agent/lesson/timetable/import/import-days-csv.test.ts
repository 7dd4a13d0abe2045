import { describe, expect, it } from 'vitest';
import { imported, lessons, maths, problemsOf, utf8 } from './sample-csv.ts';

describe('holidays and swapped days', () => {
  const holidays = (...rows: string[]) => utf8('假日.csv', '日期,结束日期,类型,按…上课,名称', ...rows);

  it('are read', () => {
    const { timetable } = imported(lessons(maths), {
      holidays: holidays(
        '2026-10-01,2026-10-07,放假,,国庆节',
        '2026-09-20（周日）,,补课,按周三上课,',
        '10月10日,,调休,10月8日（周四）的课,',
        '2026-10-11,,Makeup,第5周星期二,',
      ),
    });
    expect(timetable.holidays).toEqual([{ from: '2026-10-01', to: '2026-10-07', name: '国庆节' }]);
    expect(timetable.swaps).toEqual([
      { date: '2026-09-20', as: { weekday: 3 } },
      { date: '2026-10-10', as: { date: '2026-10-08' } },
      { date: '2026-10-11', as: { week: 5, weekday: 2 } },
    ]);
  });

  it.each([
    ['2026-10-10,,调休,,', 2, /does not say which day/],
    ['2026-10-10,,放假,周三,', 2, /cannot be taught/],
    ['2026-10-10,2026-10-11,补课,周三,', 2, /one a row/],
    ['2026-10-10,,加班,周三,', 2, /is no type/],
    ['2026-02-30,,放假,,', 2, /not a date/],
    ['2026-10-10,,补课,2027-05-01,', 2, /outside the term/],
    ['2026-10-10,,补课,第30周周一,', 2, /no week 30/],
  ])('%s is refused', (row, line, message) => {
    expect(problemsOf(lessons(maths), { holidays: holidays(row) })).toMatchObject([
      { file: '假日.csv', line, en: expect.stringMatching(message) },
    ]);
  });

  it('that contradict each other are refused, once for all rooms', () => {
    const rows = [
      '2026-10-10,,补课,周三,',
      '2026-10-09,2026-10-12,放假,,',
      '2026-09-20,,补课,周一,',
      '2026-09-20,,补课,周二,',
    ];
    const other = maths.replace('301', '302');
    expect(problemsOf(lessons(maths, other), { holidays: holidays(...rows) })).toMatchObject([
      { line: 2, en: expect.stringMatching(/both a holiday/) },
      { line: 5, en: expect.stringMatching(/twice \(see line 4\)/) },
    ]);
  });
});

describe('changes of single days', () => {
  const changes = (...rows: string[]) => utf8('变动.csv', '日期,类型,节次,教室,科目,开始时间,结束时间', ...rows);

  it('are read', () => {
    const { timetable } = imported(lessons(maths, maths.replace('301', '302')), {
      changes: changes(
        '2026-09-07,停课,1,301,,,',
        '2026-09-14,调整,1,301,体育,14:00,14:45',
        '2026-09-15,加课,3,301,班会,16:00,16:40',
        '2026-09-07,停课,1,302,,,',
      ),
    });
    expect(timetable.overrides).toEqual([
      { action: 'cancel', date: '2026-09-07', start: '08:00' },
      { action: 'change', date: '2026-09-14', start: '08:00', to: { subject: '体育', start: '14:00', end: '14:45' } },
      { action: 'add', date: '2026-09-15', lesson: { period: 3, subject: '班会', start: '16:00', end: '16:40' } },
    ]);
  });

  it.each([
    ['2026-09-07,停课,2,301,,,', /no such lesson; lessons of that day: 1 08:00/],
    ['2026-09-08,停课,1,301,,,', /lessons of that day: none/],
    ['2026-09-07,调整,1,301,,,', /what becomes different/],
    ['2026-09-07,停课,,301,,,', /which lesson/],
    ['2026-09-07,加课,3,301,班会,8:30,9:10', /overlaps another lesson on 2026-09-07: .*\(see 课表.csv line 2\)/],
    ['2026-09-07,停课,1,303,,,', /no such lesson/],
  ])('%s is refused', (row, message) => {
    expect(problemsOf(lessons(maths), { changes: changes(row) })).toMatchObject([
      { file: '变动.csv', line: 2, en: expect.stringMatching(message) },
    ]);
  });
});
