import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellDate, cellDates, cellWeekday } from './cell-date.ts';
import { cellLabel, cellPeriods, cellTeacherId } from './cell-labels.ts';
import { CellProblem } from './cell-problem.ts';
import { cellTime, cellTimes } from './cell-time.ts';
import { cellWeeks } from './cell-weeks.ts';

const term = { start: '2026-09-01', weeks: 20 };
const range = (first: number, last: number, step = 1) =>
  Array.from({ length: Math.floor((last - first) / step) + 1 }, (_, index) => first + index * step);

describe('a time of day', () => {
  it.each([
    ['8:00', '08:00'],
    ['08:00:00', '08:00'],
    ['0.333333', '08:00'],
    ['0.6458333333', '15:30'],
    ['.5', '12:00'],
    ['8:05 AM', '08:05'],
    ['12:10 am', '00:10'],
    ['2:05:00 PM', '14:05'],
    ['下午2:05', '14:05'],
    ['上午 8:00:00', '08:00'],
    ['中午12:30', '12:30'],
    ['中午1:00', '13:00'],
    ['8点', '08:00'],
    ['8时5分', '08:05'],
    ['23:59', '23:59'],
  ])('%s is %s', (text, time) => expect(cellTime(text)).toBe(time));

  it.each(['', '8', '8:', '24:00', '8:60', '8:00:30', '1.0', '0.99999', '13:00 PM', '上午8:00 PM', '第一节', '-1:00'])(
    '%s is none',
    (text) => expect(() => cellTime(text)).toThrow(CellProblem),
  );

  it('may share a cell with the end', () => {
    const times = { start: '08:00', end: '08:45' };
    for (const text of ['8:00-8:45', '8:00 ~ 8:45', '8:00—8:45', '8:00至8:45']) {
      expect(cellTimes(text, undefined)).toEqual(times);
    }
    expect(cellTimes('8:00', '8:45')).toEqual(times);
    expect(cellTimes(undefined, undefined)).toBeUndefined();
  });

  it('needs an end after the start, before midnight', () => {
    expect(() => cellTimes('8:00', undefined)).toThrow(/only one/);
    expect(() => cellTimes('8:45', '8:00')).toThrow(/midnight/);
    expect(() => cellTimes('23:30', '0:10')).toThrow(/midnight/);
    expect(() => cellTimes('8:00', '8:00')).toThrow(CellProblem);
  });

  it('is read back from any fraction Excel keeps it as', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1439 }), fc.integer({ min: 6, max: 15 }), (minutes, digits) => {
        const [hour, minute] = [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0'));
        expect(cellTime((minutes / 1440).toFixed(digits))).toBe(`${hour}:${minute}`);
      }),
    );
  });
});

describe('weeks', () => {
  it.each([
    ['', range(1, 20)],
    ['每周', range(1, 20)],
    ['1-18', range(1, 18)],
    ['第1-18周', range(1, 18)],
    ['1-8,10,12-18', [...range(1, 8), 10, ...range(12, 18)]],
    ['1-8、10周;12至13周', [...range(1, 8), 10, 12, 13]],
    ['单周', range(1, 19, 2)],
    ['双', range(2, 20, 2)],
    ['1-17单周', range(1, 17, 2)],
    ['1-18周(双)', range(2, 18, 2)],
    ['1-8周(单),10-18(双)', [1, 3, 5, 7, ...range(10, 18, 2)]],
    ['1-8周,10-18单周', [...range(1, 8), ...range(11, 17, 2)]],
    ['odd', range(1, 19, 2)],
    ['2-8 even', [2, 4, 6, 8]],
    ['weeks 1-3', [1, 2, 3]],
    ['5', [5]],
    ['3 5 7', [3, 5, 7]],
    ['7,3,3-5', [3, 4, 5, 7]],
  ])('%s', (text, weeks) => expect(cellWeeks(text, 20)).toEqual(weeks));

  it.each([
    ['0-3', /no weeks/],
    ['8-1', /no weeks/],
    ['1-21', /week 21 is after the end/],
    ['2单', /no weeks/],
    ['1-8,', /no weeks/],
    ['abc', /no weeks/],
    ['1月8日', /Excel/],
    ['8-Jan', /Excel/],
    ['1-8,10-18单周', /or the last only/],
  ])('%s are refused', (text, message) => expect(() => cellWeeks(text, 20)).toThrow(message));

  it('are read back from any list', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 30 }), { minLength: 1 }), (weeks) => {
        const sorted = weeks.toSorted((a, b) => a - b);
        expect(cellWeeks(weeks.join(','), 30)).toEqual(sorted);
        const [first, last] = [sorted[0]!, sorted.at(-1)!];
        expect(cellWeeks(`${first}-${last}`, 30)).toEqual(range(first, last));
      }),
    );
  });
});

describe('a date', () => {
  it.each([
    ['2026-10-01', '2026-10-01'],
    ['2026/10/1', '2026-10-01'],
    ['2026.10.1', '2026-10-01'],
    ['2026年10月1日', '2026-10-01'],
    ['20261001', '2026-10-01'],
    ['46296', '2026-10-01'],
    ['10月1日', '2026-10-01'],
    ['1月5日', '2027-01-05'],
    ['2026-10-01(周四)', '2026-10-01'],
    ['2026-10-01 星期四', '2026-10-01'],
    ['2026-10-01 0:00', '2026-10-01'],
  ])('%s is %s', (text, date) => expect(cellDate(text, term)).toBe(date));

  it.each(['', '10/1/2026', '2026-02-30', '2026-13-01', '8月1日', '国庆', '2026', '2026-10-01周五'])(
    '%s is none, or not for sure',
    (text) => expect(() => cellDate(text, term)).toThrow(CellProblem),
  );

  it('may be a range', () => {
    const week = { from: '2026-10-01', to: '2026-10-07' };
    for (const text of [
      '2026-10-01至2026-10-07',
      '10月1日-10月7日',
      '2026-10-01 ~ 2026-10-07',
      '2026-10-01 - 2026-10-07',
    ]) {
      expect(cellDates(text, undefined, term)).toEqual(week);
    }
    expect(cellDates('2026-10-01', '10月7日', term)).toEqual(week);
    expect(cellDates('2026-10-01', undefined, term)).toEqual({ from: '2026-10-01', to: '2026-10-01' });
    expect(() => cellDates('2026-10-07', '2026-10-01', term)).toThrow(/before it begins/);
  });

  it('has a weekday', () => {
    for (const [index, names] of [
      ['周一', '星期一', '礼拜一', '一', '1', 'Mon', 'monday'],
      ['周二', '2', 'Tue', 'Tues', 'Tuesday'],
      ['周三', '3', 'Wed', 'Wednesday'],
      ['周四', '4', 'Thu', 'Thurs', 'Thursday'],
      ['周五', '5', 'Fri', 'Friday'],
      ['周六', '6', 'Sat', 'Saturday'],
      ['周日', '周天', '星期天', '7', 'Sun', 'SUNDAY'],
    ].entries()) {
      for (const name of names) expect(cellWeekday(name), name).toBe(index + 1);
    }
    for (const name of ['0', '8', '周八', '', 'M', 'Sunn']) expect(() => cellWeekday(name)).toThrow(CellProblem);
  });
});

describe('labels', () => {
  it.each([
    ['3', [3]],
    ['3.0', [3]],
    ['第3节', [3]],
    ['第三节', [3]],
    ['第十节', [10]],
    ['十二', [12]],
    ['早读', [0]],
    ['1-2', [1, 2]],
    ['第1-2节', [1, 2]],
    ['第一至三节', [1, 2, 3]],
  ])('period %s', (text, periods) => expect(cellPeriods(text)).toEqual(periods));

  it.each(['', '21', '-1', '2-1', '1.5', '晚自习', '第百节'])('%s is no period', (text) =>
    expect(() => cellPeriods(text)).toThrow(CellProblem),
  );

  it.each(['T0123', '0123', 't-77', 'a_1.b'])('%s is a teacher’s id', (text) => expect(cellTeacherId(text)).toBe(text));

  it.each(['王小明', 'Wang Xiaoming', 'wangxiaoming', 'T0123 王', '13812345678', '11010519900307123X', ''])(
    '%s may be a person or is known outside the school, and is not repeated',
    (text) => {
      expect(() => cellTeacherId(text)).toThrow(CellProblem);
      try {
        cellTeacherId(text);
      } catch (error) {
        const { zh, en } = error as CellProblem;
        if (text !== '') expect(zh + en).not.toContain(text);
      }
    },
  );

  it('of class and subject hold no teacher’s name and nothing that Excel made of it', () => {
    expect(cellLabel('高一(3)班')).toBe('高一(3)班');
    expect(cellLabel('MS Office')).toBe('MS Office');
    for (const text of ['数学(王老师)', 'Maths, Mr. Wang', '3月1日', '1-Mar', 'x'.repeat(81)]) {
      expect(() => cellLabel(text)).toThrow(CellProblem);
    }
  });
});
