import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Fault, shows } from '../../test/faults/fault.ts';
import { openDatabase, openInMemory } from './database.ts';
import { LessonStore } from './lesson-store.ts';
import { Outbox } from './outbox.ts';
import { reportOf, row } from './sample-lesson.ts';
import { StoreError } from './store-error.ts';

let folder: string;
let open: Database.Database[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lectern-store-'));
  open = [];
});

afterEach(() => {
  for (const database of open) database.close();
  rmSync(folder, { recursive: true });
});

function opened(in_ = folder): Database.Database {
  const database = openDatabase(in_);
  open.push(database);
  return database;
}

/** What is thrown; a test fails when nothing is. */
function thrownBy(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

const rowsIn = (database: Database.Database, table: 'lesson' | 'outbox') =>
  database.prepare(`SELECT count(*) FROM ${table}`).pluck().get();

describe('the database', () => {
  it('is made with its folder, and keeps what it holds when opened again', () => {
    const deep = join(folder, 'a', 'b');
    const database = openDatabase(deep);
    new LessonStore(database).save(reportOf('one'), row('event'));
    database.close();
    const again = opened(deep);
    expect(new LessonStore(again).get('one')).toEqual(reportOf('one'));
    expect(new Outbox(again).pending(10)).toMatchObject([row('event')]);
  });

  it('is on the disk itself when it says so', () => {
    const database = opened();
    expect(database.pragma('journal_mode', { simple: true })).toBe('wal');
    expect(database.pragma('synchronous', { simple: true })).toBe(2);
    expect(database.pragma('foreign_keys', { simple: true })).toBe(1);
  });

  const newerSchema: Fault = {
    part: 'package',
    kind: 'wrong',
    fault: 'an older Lectern is installed over a newer one’s database',
    seen: { code: 'STORE_UNUSABLE' },
    lost: 'lessons of that time, which are kept in memory; the database is left as it is',
    recovers: 'install the newer version again',
  };
  it('of a newer Lectern is left alone', shows(newerSchema), () => {
    const database = openDatabase(folder);
    database.pragma('user_version = 99');
    database.close();
    const error = thrownBy(() => openDatabase(folder));
    expect(error).toMatchObject({ code: 'STORE_TOO_NEW' });
    expect(String(error)).toMatch(/lectern\.db: was written by a newer Lectern \(schema 99, this one knows \d+\)/);
  });

  it.each([
    ['text', (path: string) => writeFileSync(path, 'This is no database at all. '.repeat(400))],
    ['a broken header', (path: string) => writeFileSync(path, 'SQLite format 4\0'.padEnd(8192, 'x'))],
    [
      'noise in its pages',
      (path: string) => {
        const bytes = readFileSync(path);
        bytes.fill(0xa5, 100);
        writeFileSync(path, bytes);
      },
    ],
    ['a missing half', (path: string) => truncateSync(path, 4096)],
  ])('that holds %s is called damaged', (_, damage) => {
    openDatabase(folder).close();
    damage(join(folder, 'lectern.db'));
    // What the header does not show comes out with the first use.
    const error = thrownBy(() => {
      const database = opened();
      new LessonStore(database).list('');
      new LessonStore(database).save(reportOf('one'), row('event'));
    });
    expect(error).toBeInstanceOf(StoreError);
    expect(error).toMatchObject({ code: 'STORE_CORRUPT' });
    expect(String(error)).toContain(`${join(folder, 'lectern.db')}: is damaged`);
  });

  const noFolder: Fault = {
    part: 'disk',
    kind: 'absent',
    fault: 'the folder for the data cannot be made',
    seen: { code: 'STORE_UNUSABLE' },
    lost: 'lessons are kept in memory until then',
    recovers: 'mend the folder and start again',
  };
  it('cannot lie in a folder that is a file', shows(noFolder), () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    for (const place of [file, join(file, 'below')]) {
      const error = thrownBy(() => openDatabase(place));
      expect(error).toMatchObject({ code: 'STORE_UNWRITABLE' });
      expect(String(error)).toContain('check that the folder is there');
    }
  });
});

describe('a report and its message', () => {
  const other = reportOf('other');

  it('are both kept or neither: the message’s id is taken', () => {
    const database = opened();
    const lessons = new LessonStore(database);
    lessons.save(other, row('event'));
    expect(() => lessons.save(reportOf('one'), row('event'))).toThrow(/UNIQUE/);
    expect(lessons.get('one')).toBeUndefined();
    expect(rowsIn(database, 'outbox')).toBe(1);
  });

  it('are both kept or neither: the message is not JSON', () => {
    const database = opened();
    expect(() => new LessonStore(database).save(other, { ...row('event'), payload: '{' })).toThrow(/CHECK/);
    expect([rowsIn(database, 'lesson'), rowsIn(database, 'outbox')]).toEqual([0, 0]);
  });

  const reportFull: Fault = {
    part: 'disk',
    kind: 'overload',
    fault: 'the disk is full when a report is to be kept',
    seen: { code: 'REPORT_WAITS' },
    lost: 'nothing',
    recovers: 'tried again until the disk takes it',
  };
  it('are both kept or neither: the disk is full', shows(reportFull), () => {
    const database = opened();
    const pages = Number(database.pragma('page_count', { simple: true }));
    database.pragma(`max_page_count = ${pages + 8}`);
    const long = JSON.stringify('x'.repeat(100_000));
    const error = thrownBy(() => new LessonStore(database).save(other, { ...row('event'), payload: long }));
    expect(error).toMatchObject({ code: 'STORE_FULL' });
    expect(String(error)).toContain(`${join(folder, 'lectern.db')}: the disk is full`);
    expect([rowsIn(database, 'lesson'), rowsIn(database, 'outbox')]).toEqual([0, 0]);
    new LessonStore(database).save(other, row('event'));
    expect([rowsIn(database, 'lesson'), rowsIn(database, 'outbox')]).toEqual([1, 1]);
  });

  const readOnly: Fault = {
    part: 'disk',
    kind: 'refused',
    fault: 'the disk has become read-only',
    seen: { code: 'STORE_SICK' },
    lost: 'nothing while the agent runs: it is kept in memory',
    recovers: 'as soon as the disk takes it',
  };
  it('cannot be kept in a database that may only be read', shows(readOnly), () => {
    openDatabase(folder).close();
    const database = new Database(join(folder, 'lectern.db'), { readonly: true });
    open.push(database);
    expect(thrownBy(() => new LessonStore(database).save(other, row('event')))).toMatchObject({
      code: 'STORE_UNWRITABLE',
    });
  });
});

describe('the list of lessons', () => {
  it('begins with the newest', () => {
    const lessons = new LessonStore(opened());
    for (const [id, startedAtMs] of [
      ['second', 2000],
      ['first', 1000],
      ['third', 3000],
    ] as const)
      lessons.save(reportOf(id, startedAtMs), row(`event of ${id}`));
    expect(lessons.list('').map(({ id }) => id)).toEqual(['third', 'second', 'first']);
    expect(lessons.list('')[0]).toEqual({
      id: 'third',
      startedAtMs: 3000,
      durationMs: 60_000,
      labels: { className: '七年级 3 班' },
      synced: false,
      withheld: false,
      recorded: false,
    });
  });

  it('shows a lesson as synced once the hub has it, and not when the hub refuses it', () => {
    const database = opened();
    const lessons = new LessonStore(database);
    const outbox = new Outbox(database);
    lessons.save(reportOf('one', 1), row('event one'));
    lessons.save(reportOf('two', 2), row('event two'));
    outbox.acknowledge('event one', 0);
    outbox.refuse('event two', 'unknown school');
    expect(lessons.list('').map(({ id, synced }) => [id, synced])).toEqual([
      ['two', false],
      ['one', true],
    ]);
  });
});

describe('the outbox', () => {
  it('gives what was written first, whatever the clock showed, and no more than asked for', () => {
    const database = opened();
    const lessons = new LessonStore(database);
    for (const [i, at] of [30, 10, 20].entries()) lessons.save(reportOf(`lesson ${i}`), row(`event ${at}`, at));
    expect(new Outbox(database).pending(2).map(({ id }) => id)).toEqual(['event 30', 'event 10']);
  });

  it('lets a row go once', () => {
    const database = opened();
    new LessonStore(database).save(reportOf('one'), row('event'));
    const outbox = new Outbox(database);
    expect(outbox.acknowledge('unknown', 0)).toBe(false);
    expect(outbox.acknowledge('event', 0)).toBe(true);
    expect(outbox.acknowledge('event', 0)).toBe(false);
    expect(outbox.pending(10)).toEqual([]);
  });

  it('keeps a refused row with the reason, and does not send it again', () => {
    const database = opened();
    new LessonStore(database).save(reportOf('one'), row('event'));
    const outbox = new Outbox(database);
    outbox.countAttempt('event');
    expect(outbox.refuse('event', 'unknown school')).toBe(true);
    expect(outbox.refuse('unknown', 'unknown school')).toBe(false);
    expect(outbox.pending(10)).toEqual([]);
    expect(database.prepare('SELECT refused_because, attempts FROM outbox').get()).toEqual({
      refused_because: 'unknown school',
      attempts: 1,
    });
  });
});

it('whose names a damaged disk has changed is listed without them, and one that cannot be read is none', () => {
  const database = openInMemory();
  const lessons = new LessonStore(database);
  lessons.save(reportOf('a', 1), row('message'));
  database.pragma('ignore_check_constraints = ON');
  database.prepare("UPDATE lesson SET labels = '{\"className\":', report = '{\"'").run();
  expect(lessons.list('')).toMatchObject([{ id: 'a', labels: {} }]);
  expect(lessons.get('a')).toBeUndefined();
  expect([...lessons.startedBetween(0, 10)]).toEqual([]);
});
