import { chmodSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Fault, shows } from '../../test/faults/fault.ts';
import { TimetableFile } from './timetable-file.ts';

let folder: string;
let path: string;
let file: TimetableFile;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lectern-timetable-'));
  path = join(folder, 'r301.json');
  file = new TimetableFile(path, 'r301');
});

afterEach(() => rmSync(folder, { recursive: true }));

const timetable = (more: object = {}) => ({
  ...{ version: 1, room: 'r301', timeZone: 'Asia/Shanghai', term: { start: '2026-09-01', weeks: 20 } },
  lessons: [
    { weekday: 2, weeks: [1], start: '08:00', end: '08:40', className: '七年级 3 班', subject: '数学', period: 1 },
  ],
  ...more,
});
const write = (content: unknown) => writeFileSync(path, JSON.stringify(content));

describe('the file of the timetable', () => {
  it('is news once, and again when it has changed', () => {
    write(timetable());
    expect(file.news()).toMatchObject({ timeZone: 'Asia/Shanghai' });
    expect(file.news()).toBeUndefined();
    write(timetable({ timeZone: 'UTC' }));
    expect(file.news()).toMatchObject({ timeZone: 'UTC' });
    expect(file.news()).toBeUndefined();
  });

  it('is news when another file takes its place, as an import does', () => {
    write(timetable());
    file.news();
    const other = join(folder, 'new.json');
    writeFileSync(other, JSON.stringify(timetable()));
    renameSync(other, path);
    expect(file.news()).toBeDefined();
  });

  const badTimetable: Fault[] = [
    {
      part: 'timetable',
      kind: 'wrong',
      fault: 'its file is no timetable, or that of another room',
      seen: { code: 'TIMETABLE_INVALID' },
      lost: 'nothing: the timetable before goes on',
      recovers: 'as soon as the file is right',
    },
    {
      part: 'timetable',
      kind: 'absent',
      fault: 'its file is missing',
      seen: { code: 'TIMETABLE_INVALID' },
      lost: 'no lesson begins by it; one can be begun by hand',
      recovers: 'as soon as the file is there',
    },
  ];
  it.each<[string, () => void, string]>([
    ['is missing', () => {}, 'cannot be read (ENOENT)'],
    ['is no JSON', () => writeFileSync(path, '{'), 'is not JSON'],
    ['is no timetable', () => write({ version: 1 }), 'r301.json'],
    ['is of another room', () => write(timetable({ room: 'r302' })), 'is the timetable of room r302, not of r301'],
  ])('that %s is told, and told once', shows(badTimetable), (_, make, message) => {
    make();
    expect(() => file.news()).toThrow(message);
    expect(file.news()).toBeUndefined();
    write(timetable());
    expect(file.news()).toBeDefined();
  });

  const timetableGone: Fault = {
    part: 'timetable',
    kind: 'lost',
    fault: 'its file is deleted',
    seen: { code: 'TIMETABLE_INVALID' },
    lost: 'nothing: the timetable before goes on',
    recovers: 'as soon as the file is there',
  };
  it('that goes away is told, and its calendar can come back', shows(timetableGone), () => {
    write(timetable());
    file.news();
    rmSync(path);
    expect(() => file.news()).toThrow('cannot be read (ENOENT)');
    expect(file.news()).toBeUndefined();
    write(timetable());
    expect(file.news()).toBeDefined();
  });

  const timetableForbidden: Fault = {
    part: 'timetable',
    kind: 'refused',
    fault: 'its file may not be read',
    seen: { code: 'TIMETABLE_INVALID' },
    lost: 'nothing: the timetable before goes on',
    recovers: 'as soon as it may be read',
  };
  it('that may not be read is told', shows(timetableForbidden), ({ skip }) => {
    if (process.getuid?.() === 0) skip('root may read everything');
    write(timetable());
    chmodSync(path, 0o000);
    expect(() => file.news()).toThrow('cannot be read (EACCES)');
  });
});
