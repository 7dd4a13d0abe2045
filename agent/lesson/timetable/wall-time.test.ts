import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays } from './calendar-date.ts';
import { datesWithSkippedTimes, isTimeZone, momentMs, wallTime } from './wall-time.ts';

const zones = [
  'Asia/Shanghai',
  'Europe/Berlin',
  'America/Sao_Paulo',
  'Australia/Lord_Howe',
  'America/St_Johns',
  'Pacific/Apia',
];
const minute = (minutes: number) =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

describe('a time on the wall', () => {
  it('is never an earlier moment than an earlier time, and is what the wall shows unless it is skipped', () => {
    const date = fc.integer({ min: 0, max: 18_000 }).map((days) => addDays('1990-01-01', days));
    const times = fc.tuple(fc.integer({ min: 0, max: 1439 }), fc.integer({ min: 0, max: 1439 }));
    fc.assert(
      fc.property(date, times, fc.constantFrom(...zones), (date, [a, b], zone) => {
        const [first, second] = [Math.min(a, b), Math.max(a, b)];
        expect(momentMs(date, minute(first), zone)).toBeLessThanOrEqual(momentMs(date, minute(second), zone));
        const skips = datesWithSkippedTimes(date, date, zone).length > 0;
        const shown = wallTime(momentMs(date, minute(a), zone), zone);
        if (!skips) expect(shown).toEqual({ date, time: minute(a) });
      }),
      { numRuns: 500 },
    );
  });

  it('is the moment of the change when it is skipped, the first of two when it is shown twice', () => {
    const utc = (date: string, time: string, zone: string) => new Date(momentMs(date, time, zone)).toISOString();
    expect(utc('2026-03-29', '02:00', 'Europe/Berlin')).toBe('2026-03-29T01:00:00.000Z');
    expect(utc('2026-03-29', '02:59', 'Europe/Berlin')).toBe('2026-03-29T01:00:00.000Z');
    expect(utc('2026-03-29', '03:01', 'Europe/Berlin')).toBe('2026-03-29T01:01:00.000Z');
    expect(utc('2026-10-25', '02:30', 'Europe/Berlin')).toBe('2026-10-25T00:30:00.000Z');
    expect(utc('2026-10-25', '03:00', 'Europe/Berlin')).toBe('2026-10-25T02:00:00.000Z');
    expect(utc('2011-12-30', '08:00', 'Pacific/Apia')).toBe('2011-12-30T10:00:00.000Z');
  });

  it('is skipped on the dates of the changes only', () => {
    expect(datesWithSkippedTimes('2026-01-01', '2026-12-31', 'Europe/Berlin')).toEqual(['2026-03-29']);
    expect(datesWithSkippedTimes('2011-12-01', '2012-01-31', 'Pacific/Apia')).toContain('2011-12-30');
    expect(datesWithSkippedTimes('1980-01-01', '1992-12-31', 'Asia/Shanghai')).toHaveLength(6);
    expect(datesWithSkippedTimes('2000-01-01', '2030-12-31', 'Asia/Shanghai')).toEqual([]);
  });

  it('needs a time zone by name', () => {
    expect(['Asia/Shanghai', 'UTC', 'Nowhere', '', '+08:00'].map(isTimeZone)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });
});
