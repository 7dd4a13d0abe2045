import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase, openDatabaseToRead } from './database.ts';
import { LessonStore } from './lesson-store.ts';
import { reportOf, row } from './sample-lesson.ts';

let folder: string;
let agents: Database.Database;
let open: Database.Database[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lectern-read-'));
  agents = openDatabase(folder);
  open = [agents];
  for (const [index, id] of ['one', 'two', 'three'].entries()) save(id, index * 1000);
});

afterEach(() => {
  for (const database of open) database.close();
  rmSync(folder, { recursive: true });
});

const save = (id: string, startedAtMs: number) =>
  new LessonStore(agents).save(reportOf(id, startedAtMs), row(`event-${id}`));

function toRead(): LessonStore {
  const database = openDatabaseToRead(folder);
  open.push(database);
  return new LessonStore(database);
}

const idsOf = (store: LessonStore, fromMs: number, untilMs: number) =>
  [...store.startedBetween(fromMs, untilMs)].map(({ lesson }) => lesson.id);

describe('a database that is looked into', () => {
  it('gives the reports of a stretch of time, its end left out, the oldest first', () => {
    const store = toRead();
    expect(idsOf(store, 0, 2001)).toEqual(['one', 'two', 'three']);
    expect(idsOf(store, 1000, 2000)).toEqual(['two']);
    expect(idsOf(store, 3000, 9000)).toEqual([]);
    expect([...store.startedBetween(0, 1)]).toEqual([reportOf('one')]);
  });

  it('does not keep the agent from writing, and is of one moment', () => {
    const reports = toRead().startedBetween(0, 9000);
    expect(reports.next().value?.lesson.id).toBe('one');
    save('four', 4000);
    expect([...reports].map(({ lesson }) => lesson.id)).toEqual(['two', 'three']);
    expect(idsOf(toRead(), 4000, 4001)).toEqual(['four']);
  });

  it('cannot be written', () => {
    const store = toRead();
    expect(() => store.save(reportOf('four'), row('event-four'))).toThrow(
      expect.objectContaining({ code: 'STORE_UNWRITABLE' }),
    );
  });

  it('is read when no agent runs, and stays as it was', () => {
    agents.close();
    const before = readFileSync(join(folder, 'lectern.db'));
    expect(idsOf(toRead(), 0, 9000)).toHaveLength(3);
    expect(readFileSync(join(folder, 'lectern.db'))).toEqual(before);
  });

  it('is not made where there is none', () => {
    const empty = mkdtempSync(join(tmpdir(), 'lectern-read-'));
    for (const at of [empty, join(empty, 'deeper')]) {
      expect(() => openDatabaseToRead(at)).toThrow(expect.objectContaining({ code: 'STORE_MISSING' }));
    }
    expect(readdirSync(empty)).toEqual([]);
    rmSync(empty, { recursive: true });
  });

  it.each([
    [0, 'STORE_TOO_OLD'],
    [999, 'STORE_TOO_NEW'],
  ])('of schema %i is refused: %s', (version, code) => {
    agents.pragma(`user_version = ${version}`);
    expect(() => openDatabaseToRead(folder)).toThrow(expect.objectContaining({ code }));
  });
});
