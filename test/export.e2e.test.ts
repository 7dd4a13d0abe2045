import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exitCodes } from '../agent/commands/exit-code.ts';
import { looks, places, reportOf, talkOf } from '../agent/indicators/drawn-timeline.ts';
import type { LessonLabels } from '../agent/lesson/lesson.ts';
import { type AgentStore, openStore } from '../agent/store/agent-store.ts';
import { row } from '../agent/store/sample-lesson.ts';
import { lectern } from './cli.ts';
import { statementProblems } from './fixtures/xapi-schema.ts';

const folder = mkdtempSync(join(tmpdir(), 'lectern-export-'));
const at = (name: string) => join(folder, name);
const config = at('lectern.yaml');
let store: AgentStore;

/** Kept as by an agent that still runs: the database stays open. */
function keep(number: number, startedAt: string, labels: LessonLabels, students: number): void {
  const report = reportOf({
    ...talkOf(['teacher', 40, -24.5], ['student', 20]),
    teacher: places(0, 60, 'podium'),
    students: looks(0, 60, { occupied: students, measurable: students, headsUp: students / 2, hands: [1, 2] }),
  });
  const id = `0192a000-0000-7000-8000-00000000000${number}`;
  const lesson = { ...report.lesson, id, labels, startedAtMs: Date.parse(startedAt) };
  store.lessons.save({ ...report, lesson }, row(`event-${number}`));
}

beforeAll(() => {
  writeFileSync(
    config,
    [
      'version: 1',
      'room: { region: "310104", school: "2131000000", room: r301 }',
      'sources: { microphone: alsa:default }',
      'store: { folder: data }',
      'privacy: { minGroup: 20 }',
    ].join('\n'),
  );
  store = openStore(at('data'));
  // 23:30 and 00:30 at the school are the same day in UTC.
  keep(1, '2026-09-01T15:30:00Z', { className: '=2+3', subject: '数学', period: 0, teacherId: 'T0123' }, 30);
  keep(2, '2026-09-01T16:30:00Z', { className: '七年级 3 班' }, 30);
  keep(3, '2026-09-03T00:55:00Z', { className: '七年级 3 班', teacherId: 'T0124' }, 12);
  keep(4, '2026-09-05T00:55:00Z', { className: '7-3', pairId: '2026-1', role: 'main' }, 30);
});

afterAll(() => {
  store.database.close();
  rmSync(folder, { recursive: true });
});

const exporting = (format: string, from: string, to: string, ...more: string[]) =>
  lectern('export', '--format', format, '--from', from, '--to', to, '-c', config, ...more).finished();
const csvRows = (text: string) => parse(text, { bom: true, columns: true }) as Record<string, string>[];

describe('lectern export', () => {
  it('writes a table for Excel of the days asked for, by the school’s clock, while the agent has the database', async () => {
    const { code, stdout, stderr } = await exporting('csv', '2026-09-02', '2026-09-03', '--out', at('lessons.csv'));
    expect([code, stdout]).toEqual([0, '']);
    expect(stderr).toMatch(/2 节课 lessons → .*lessons\.csv\n$/);
    const bytes = readFileSync(at('lessons.csv'));
    expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    expect(bytes.toString().match(/\n/g)).toHaveLength(bytes.toString().match(/\r\n/g)!.length);
    const rows = csvRows(bytes.toString());
    expect(rows.map((row) => [row.日期, row.开始时间, row.教师编号])).toEqual([
      ['2026-09-02', '00:30', ''],
      ['2026-09-03', '08:55', 'T0124'],
    ]);
    // The configured least number is 20.
    expect(rows.map((row) => row['抬头率 (比例)'])).toEqual(['0.5', '不公布（人数少）']);
    expect(rows.map((row) => row['教师音量 (dBFS)'])).toEqual(['-24.5', '-24.5']);
    expect(readdirSync(folder).sort()).toEqual(['data', 'lectern.yaml', 'lessons.csv']);
  });

  it('keeps a label that looks like a date findable in Excel', async () => {
    const { stdout } = await exporting('csv', '2026-09-05', '2026-09-05');
    for (const label of ['7-3', '2026-1']) expect(stdout).toContain(`,"=""${label}""",`);
    const { lessons } = JSON.parse((await exporting('json', '2026-09-05', '2026-09-05')).stdout) as {
      lessons: object[];
    };
    expect(lessons).toMatchObject([{ className: '7-3', pairId: '2026-1' }]);
  });

  it('runs no formula of a label', async () => {
    const { stdout } = await exporting('csv', '2026-09-01', '2026-09-01');
    expect(stdout).toContain(",'=2+3,数学,0,T0123,");
  });

  it('writes JSON with all that is told of each figure, and nothing that stays in the room', async () => {
    const { code, stdout } = await exporting('json', '2026-09-01', '2026-09-30', '--out', '-');
    expect(code).toBe(0);
    const document = JSON.parse(stdout) as { lessons: { figures: { id: string }[] }[] };
    expect(document).toMatchObject({
      schemaVersion: 1,
      from: '2026-09-01',
      to: '2026-09-30',
      timeZone: 'Asia/Shanghai',
      minGroup: 20,
      lessons: [
        { date: '2026-09-01', time: '23:30', className: '=2+3', period: 0, teacherId: 'T0123', durationS: 60 },
        { date: '2026-09-02', startedAt: '2026-09-01T16:30:00.000Z', room: { room: 'r301' } },
        { date: '2026-09-03' },
        { date: '2026-09-05' },
      ],
    });
    for (const { figures } of document.lessons) expect(figures.length).toBeGreaterThan(40);
    expect(document.lessons[2]!.figures.find(({ id }) => id === 'students.headup.share')).toEqual({
      id: 'students.headup.share',
      unit: 'share',
      value: null,
      coverage: 1,
      version: 1,
      untold: 'small-group',
    });
    expect(stdout).not.toMatch(/"(talk|students|findings|minutes|episodes|handSeats|seats|gaps)"/);
    expect((await exporting('json', '2026-09-01', '2026-09-30')).stdout).toBe(stdout);
  });

  it('writes valid xAPI statements, the same each time', async () => {
    const { code, stdout } = await exporting('xapi', '2026-09-01', '2026-09-30');
    expect(code).toBe(0);
    const statements = JSON.parse(stdout) as { actor: { account: { name: string } } }[];
    expect(statements.flatMap(statementProblems)).toEqual([]);
    expect(statements.map(({ actor }) => actor.account.name)).toEqual(['T0123', 'room:r301', 'T0124', 'room:r301']);
    expect((await exporting('xapi', '2026-09-01', '2026-09-30')).stdout).toBe(stdout);
    const home = await exporting(
      'xapi',
      '2026-09-03',
      '2026-09-03',
      '--account-home',
      'https://accounts.example.edu.cn',
    );
    expect(home.stdout).toContain('"homePage": "https://accounts.example.edu.cn"');
  });

  it('writes a whole document also of no lessons, and says so', async () => {
    const none = (format: string) => exporting(format, '2026-10-01', '2026-10-07');
    const [csv, json, xapi] = await Promise.all(['csv', 'json', 'xapi'].map(none));
    for (const each of [csv!, json!, xapi!]) {
      expect(each.code).toBe(0);
      expect(each.stderr).toContain('没有课 no lessons');
    }
    expect(csv!.stdout).toMatch(/^\uFEFF日期,[^\n]*\r\n$/);
    expect(JSON.parse(json!.stdout)).toMatchObject({ schemaVersion: 1, lessons: [] });
    expect(JSON.parse(xapi!.stdout)).toEqual([]);
  });

  it.each([
    [
      'a day that is none',
      ['csv', '2026-02-30', '2026-09-01'],
      exitCodes.usage,
      /--from 2026-02-30: there is no such date/,
    ],
    ['a day of another form', ['csv', '2026-09-01', '1.9.2026'], exitCodes.usage, /--to 1\.9\.2026: .* 2026-09-01/],
    ['an end before the beginning', ['csv', '2026-09-02', '2026-09-01'], exitCodes.usage, /is later than --to/],
    ['a format it does not know', ['xlsx', '2026-09-01', '2026-09-01'], exitCodes.usage, /csv, json, xapi/],
    [
      'accounts that are no address',
      ['xapi', '2026-09-01', '2026-09-01', '--account-home', 'school'],
      exitCodes.usage,
      /--account-home school: must be an address/,
    ],
    [
      'accounts where there are none',
      ['csv', '2026-09-01', '2026-09-01', '--account-home', 'https://example.edu.cn'],
      exitCodes.usage,
      /is for --format xapi/,
    ],
    [
      'a folder without lessons',
      ['csv', '2026-09-01', '2026-09-01', '--data', '/nowhere'],
      exitCodes.usage,
      /nowhere.*none/,
    ],
    [
      'a configuration that is missing',
      ['csv', '2026-09-01', '2026-09-01', '-c', '/nowhere.yaml'],
      exitCodes.usage,
      /ENOENT/,
    ],
    [
      'a file in no folder',
      ['csv', '2026-09-01', '2026-09-01', '--out', '/nowhere/a.csv'],
      exitCodes.disk,
      /there is no folder/,
    ],
  ] as const)('refuses %s', async (_, [format, from, to, ...more], exitCode, message) => {
    const { code, stdout, stderr } = await exporting(format, from, to, ...more);
    expect([code, stdout]).toEqual([exitCode, '']);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  it('goes by the clock of the room’s timetable', async () => {
    const timetable = { version: 1, room: 'r301', timeZone: 'Asia/Urumqi', term: { start: '2026-09-01', weeks: 20 } };
    writeFileSync(at('r301.json'), JSON.stringify({ ...timetable, lessons: [] }));
    const inUrumqi = at('urumqi.yaml');
    writeFileSync(inUrumqi, `${readFileSync(config, 'utf8')}\ntimetable: r301.json\n`);
    const { stdout, stderr } = await exporting('csv', '2026-09-01', '2026-09-01', '-c', inUrumqi);
    expect(stderr).toContain('Asia/Urumqi');
    expect(csvRows(stdout).map((row) => row.开始时间)).toEqual(['21:30', '22:30']);
    rmSync(at('r301.json'));
    const missing = await exporting('csv', '2026-09-01', '2026-09-01', '-c', inUrumqi);
    expect([missing.code, missing.stdout]).toEqual([exitCodes.usage, '']);
    expect(missing.stderr).toMatch(/r301\.json: cannot be read/);
  });
});
