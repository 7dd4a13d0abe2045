import { expect, it } from 'vitest';
import { clockText, dateText, lengthOf, minuteNumber, percent, tenths, timeRangeText } from './format.ts';

it('writes lesson time', () => {
  expect(clockText(0)).toBe('0:00');
  expect(clockText(754_900)).toBe('12:34');
  expect(clockText(3_723_000)).toBe('1:02:03');
});

it.each([
  [0, '0', 's'],
  [42_400, '42', 's'],
  [59_600, '1', 'min'],
  [72_000, '1.2', 'min'],
  [596_000, '9.9', 'min'],
  [599_000, '10', 'min'],
  [1_430_000, '24', 'min'],
])('says a length of %i ms in the unit a person would use', (ms, text, unit) => {
  expect(lengthOf(ms)).toEqual({ text, unit });
});

it('counts minutes from 1', () => {
  expect(minuteNumber(0)).toBe(1);
  expect(minuteNumber(1_859_000)).toBe(31);
});

it('writes shares and waits', () => {
  expect(percent(0.456)).toBe('46%');
  expect(tenths(1.8)).toBe('1.8');
  expect(tenths(3)).toBe('3.0');
});

it('writes wall time in the local time zone', () => {
  const start = new Date(2026, 10, 21, 8, 55).getTime();
  expect(dateText(start)).toBe('2026-11-21');
  expect(timeRangeText(start, 45 * 60_000)).toBe('08:55–09:40');
});
