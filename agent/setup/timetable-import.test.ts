import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { TimetableWish } from '../screen/setup/controls/timetable.ts';
import { ConfigFile } from './config-file.ts';
import { TimetableImport } from './timetable-import.ts';

const csv = `节次,星期,周次,开始时间,结束时间,教室,班级,科目,教师编号
1,周一,1-18,08:00,08:45,r301,七年级3班,数学,T0123
2,周三,单周,08:55,09:40,r301,七年级3班,语文,T0456
`;
const wish = (text: string, changes: Partial<TimetableWish> = {}): TimetableWish => ({
  lessons: [{ name: 'lessons.csv', bytes: Buffer.from(text) }],
  ...{ termStart: '2026-09-01', weeks: 18, timeZone: 'Asia/Shanghai', ...changes },
});

let folder: string;
let config: ConfigFile;
let timetable: TimetableImport;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lectern-timetable-'));
  const file = join(folder, 'lectern.yaml');
  writeFileSync(
    file,
    'version: 1\nroom: { region: "310104", school: "2131000000", room: r301 }\nsources: { microphone: alsa:x }\n',
  );
  config = new ConfigFile(file);
  timetable = new TimetableImport(config, () => Date.parse('2026-09-16T04:00:00Z'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('tells everything that is wrong with the files, and keeps nothing', () => {
  const wrong = csv.replace('08:00,08:45', '25:00,08:45').replace('周三', '周九');
  const reading = timetable.read(wish(wrong));
  if (!('problems' in reading)) throw new Error('no problems');
  expect(reading.problems.map(({ file, line }) => `${file} ${line}`)).toEqual(['lessons.csv 2', 'lessons.csv 3']);
  expect(timetable.take(wish(wrong), config.read(null).hash)).toHaveProperty('problems');
  expect(existsSync(join(folder, 'timetable.json'))).toBe(false);
});

it('shows a week, and is taken over by the configuration', () => {
  const { hash } = config.read(null);
  const reading = timetable.read(wish(csv));
  if (!('view' in reading)) throw new Error('problems');
  expect(reading.view.lessons).toBe(18 - 1 + 9);
  // The third week: Monday and, since it is odd, Wednesday.
  expect(reading.view.week.number).toBe(3);
  expect(reading.view.week.lessons.map(({ date, start, subject }) => `${date} ${start} ${subject}`)).toEqual([
    '2026-09-14 08:00 数学',
    '2026-09-16 08:55 语文',
  ]);
  expect(timetable.current()).toBeNull();
  expect(timetable.take(wish(csv), hash)).toHaveProperty('view');
  expect(config.config()!.lesson.begins).toBe('timetable');
  expect(timetable.current(4)!.week).toMatchObject({ number: 4, lessons: [{ subject: '数学' }] });
  // Pseudonyms are in the file the room goes by, and in nothing that is shown.
  expect(readFileSync(join(folder, 'timetable.json'), 'utf8')).toContain('T0123');
  expect(JSON.stringify(timetable.current())).not.toContain('T0123');
});

it('is refused when somebody else has changed the configuration meanwhile', () => {
  const { hash } = config.read(null);
  config.change({ hash, changes: { privacy: { minGroup: 12 } }, logins: {} });
  expect(() => timetable.take(wish(csv), hash)).toThrow(expect.objectContaining({ code: 'SETUP_CONFIG_CHANGED' }));
  expect(existsSync(join(folder, 'timetable.json'))).toBe(false);
});

it.each([
  ['a term without a first day', { termStart: '2026-13-01' }],
  ['no time zone', { timeZone: 'Mars/Base' }],
  ['too many weeks', { weeks: 99 }],
])('refuses %s', (_, changes) => {
  expect(() => timetable.read(wish(csv, changes))).toThrow(
    expect.objectContaining({ code: 'SETUP_TIMETABLE_INVALID' }),
  );
});

it('needs to know the room first', () => {
  rmSync(join(folder, 'lectern.yaml'));
  expect(() => timetable.read(wish(csv))).toThrow(expect.objectContaining({ code: 'SETUP_CONFIG_INCOMPLETE' }));
});
