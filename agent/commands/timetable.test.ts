import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { lectern } from '../../test/cli.ts';
import { exitCodes } from './exit-code.ts';

const folder = mkdtempSync(join(tmpdir(), 'lectern-timetable-'));
const at = (name: string) => join(folder, name);
const write = (name: string, ...lines: string[]) => writeFileSync(at(name), lines.join('\r\n'));
const timetable = (...args: string[]) => lectern('timetable', ...args).finished();

beforeEach(() => {
  for (const name of readdirSync(folder)) rmSync(at(name));
  write(
    'lessons.csv',
    '节次,星期,周次,教室,班级,科目,教师编号',
    '1,周一,1-18,301,高一3班,数学,T0123',
    '2,周二,单周,301,高一3班,语文,',
  );
  write('periods.csv', '节次,时间', '1,8:00-8:45', '2,9:00-9:45');
  write('holidays.csv', '日期,类型,按…上课,名称', '2026-10-01至2026-10-07,放假,,国庆节', '2026-10-10,补课,10月5日,');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const importing = (...more: string[]) =>
  timetable(
    ...['import', at('lessons.csv'), '--room', 'r301', '--room-name', '301', '--term-start', '2026-09-01'],
    ...['--periods', at('periods.csv'), '--holidays', at('holidays.csv'), '--out', at('r301.json'), ...more],
  );

describe('lectern timetable', () => {
  it('imports a room’s timetable and shows its days', async () => {
    const { code, stdout, stderr } = await importing();
    expect([code, stderr]).toEqual([0, '']);
    // 17 Mondays of 18 weeks less the one before the term and the one in the holiday, one made up for, 9 Tuesdays of 10.
    expect(stdout).toMatch(/教室 room r301[\s\S]*27 节课 lessons，1 次放假 holidays，1 天调休 swapped days/);
    expect(JSON.parse(readFileSync(at('r301.json'), 'utf8'))).toMatchObject({ version: 1, room: 'r301' });

    const week = await timetable('show', at('r301.json'), '--week', '5');
    expect(week.code).toBe(0);
    expect(week.stdout).toMatch(/2026-09-28 +5 +周一 Mon +1 +08:00–08:45 +高一3班 +数学 +T0123\n/);
    expect(week.stdout).toMatch(/2026-10-01 +5 +周四 Thu +放假 holiday：国庆节\n/);
    const day = await timetable('show', at('r301.json'), '--date', '2026-10-10');
    expect(day.stdout).toMatch(/周六 Sat +1 +08:00–08:45 .*按 2026-10-05 上课 taught as 2026-10-05\n$/);
  });

  it('lists every wrong row and leaves the timetable before as it is', async () => {
    await importing();
    const before = readFileSync(at('r301.json'));
    write('lessons.csv', '节次,星期,周次,教室,科目', '1,周八,1-18,301,数学', '3,周一,1-99,302,语文');
    const { code, stdout, stderr } = await importing();
    expect([code, stdout]).toEqual([exitCodes.usage, '']);
    expect(stderr.split('\n').filter((line) => line.startsWith('lectern: '))).toHaveLength(1);
    expect(stderr).toMatch(/lessons\.csv:2 \[星期\]/);
    expect(stderr).toMatch(/lessons\.csv:3 \[周次\]/);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(readFileSync(at('r301.json'))).toEqual(before);
    expect(readdirSync(folder).sort()).toEqual(['holidays.csv', 'lessons.csv', 'periods.csv', 'r301.json']);
  });

  it.each([
    ['a day that is none', ['--term-start', '2026-02-30'], exitCodes.usage, /--term-start 2026-02-30/],
    ['half a week', ['--weeks', '1.5'], exitCodes.usage, /--weeks/],
    ['a room that is no address', ['--room', '三〇一'], exitCodes.usage, /--room/],
    ['an unknown time zone', ['--time-zone', 'Mars'], exitCodes.usage, /--time-zone/],
    ['no such file', ['--holidays', '/nowhere.csv'], exitCodes.usage, /\/nowhere\.csv .*ENOENT/],
    ['a folder that is not there', ['--out', '/nowhere/r301.json'], exitCodes.disk, /there is no folder/],
  ])('refuses %s', async (_what, more, exitCode, message) => {
    const { code, stdout, stderr } = await importing(...more);
    expect([code, stdout]).toEqual([exitCode, '']);
    expect(stderr).toMatch(message);
    expect(readdirSync(folder)).not.toContain('r301.json');
  });

  it('shows nothing of what is no timetable', async () => {
    for (const [args, message] of [
      [[at('lessons.csv')], /is no timetable; make one with/],
      [[at('none.json')], /ENOENT/],
    ] as const) {
      const { code, stderr } = await timetable('show', ...args);
      expect(code).toBe(exitCodes.usage);
      expect(stderr).toMatch(message);
    }
    await importing();
    expect((await timetable('show', at('r301.json'), '--week', '21')).stderr).toMatch(/20 weeks/);
    expect((await timetable('show', at('r301.json'), '--date', 'today')).stderr).toMatch(/--date today/);
  });
});
