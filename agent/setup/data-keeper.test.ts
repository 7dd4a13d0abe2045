import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AgentStore, openStore } from '../store/agent-store.ts';
import { reportOf, row } from '../store/sample-lesson.ts';
import { DataKeeper } from './data-keeper.ts';
import { SetupError } from './setup-error.ts';

const DAY_MS = 24 * 3_600_000;

let folder: string;
let store: AgentStore;
let keeper: DataKeeper;
let isLesson: boolean;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lectern-data-'));
  store = openStore(folder);
  isLesson = false;
  keeper = new DataKeeper({
    ...{ database: store.database, accessLog: store.accessLog, folder },
    places: () => ({ config: join(folder, 'lectern.yaml'), secrets: undefined, timetable: undefined }),
    keptDays: () => ({ observationsDays: 90, reportsDays: 1095 }),
    refuse: () => {
      if (isLesson) throw new SetupError('SETUP_LESSON_GOES_ON', 'a lesson goes on');
    },
    note: (what, subject) => store.accessLog.add({ atMs: 5000, who: 'it', what, subject }),
    wallMs: () => 5000,
  });
});
afterEach(() => {
  store.database.close();
  rmSync(folder, { recursive: true, force: true });
});

function keep(id: string, startedAtMs: number, teacherId?: string): void {
  const report = reportOf(id, startedAtMs);
  const labels = { className: `class of ${id}`, ...(teacherId !== undefined && { teacherId }) };
  store.lessons.save({ ...report, lesson: { ...report.lesson, labels } }, row(`event ${id}`));
}

const item = (id: string) => keeper.inventory().items.find((each) => each.id === id)!;
const bytesOnDisk = () =>
  readdirSync(folder)
    .filter((name) => name.startsWith('lectern.db'))
    .map((name) => readFileSync(join(folder, name), 'latin1'))
    .join('');

describe('the inventory', () => {
  it('names every table of the database, and since when', () => {
    keep('a', 1000, 'T0123');
    keep('b', 9000);
    expect(item('reports')).toMatchObject({ count: 2, oldestMs: 1000, newestMs: 9000, keptDays: 1095 });
    expect(item('portraits')).toMatchObject({ count: 1 });
    expect(item('observations')).toMatchObject({ count: 0, keptDays: 90 });
    expect(item('outbox')).toMatchObject({ count: 2 });
    expect(item('reports').bytes).toBeGreaterThan(0);
    // A table that somebody adds is to be named in words.
    expect(keeper.inventory().items.filter(({ zh }) => zh.startsWith('其他'))).toEqual([]);
  });

  it('counts a table that it does not know', () => {
    store.database.exec('CREATE TABLE later (x) STRICT'.replace(' STRICT', ''));
    expect(item('later')).toMatchObject({ zh: '其他：later', isPersonal: true });
  });

  it('counts files, also those that lie in a folder', () => {
    writeFileSync(join(folder, 'lectern.yaml'), 'version: 1\n');
    mkdirSync(join(folder, 'recordings'));
    writeFileSync(join(folder, 'recordings/x'), '12345');
    expect(item('configuration')).toMatchObject({ count: 1, bytes: 11 });
    expect(item('recordings')).toMatchObject({ count: 1, bytes: 5 });
  });

  it('says who saw what, newest first', () => {
    store.accessLog.add({ atMs: 1, who: 'teacher:T0123', what: 'report.read', subject: 'a' });
    store.accessLog.add({ atMs: 2, who: 'it', what: 'sign-in', subject: null });
    const { access, accessCount } = keeper.inventory();
    expect(access.map(({ what }) => what)).toEqual(['sign-in', 'report.read']);
    expect(accessCount).toBe(2);
  });
});

describe('a deletion', () => {
  beforeEach(() => {
    keep('a', 1 * DAY_MS, 'T0123');
    keep('b', 2 * DAY_MS, 'T0123');
    keep('c', 3 * DAY_MS, 'T0456');
    keep('d', 4 * DAY_MS);
    store.outbox.acknowledge('event b', 5 * DAY_MS);
  });

  it.each([
    ['one lesson', { kind: 'lesson', id: 'c' }, ['c']],
    ['some days', { kind: 'dates', fromMs: 2 * DAY_MS, untilMs: 4 * DAY_MS }, ['c', 'b']],
    ['a teacher', { kind: 'teacher', owner: 'T0123' }, ['b', 'a']],
    ['lessons of nobody', { kind: 'teacher', owner: '' }, ['d']],
    ['nothing', { kind: 'lesson', id: 'x' }, []],
  ] as const)('of %s finds these', (_, choice, ids) => {
    expect(keeper.lessons(choice).map(({ id }) => id)).toEqual(ids);
  });

  it('leaves no byte behind, touches no other lesson, and is written down', () => {
    const choice = { kind: 'teacher', owner: 'T0123' } as const;
    expect(keeper.lessons(choice).map(({ id, isSent }) => [id, isSent])).toEqual([
      ['b', true],
      ['a', false],
    ]);
    expect(bytesOnDisk()).toContain('class of a');
    expect(keeper.delete(choice, 2)).toEqual({ deleted: 2, sent: 1 });
    expect(bytesOnDisk()).not.toMatch(/class of a|class of b|T0123/);
    expect(bytesOnDisk()).toContain('class of c');
    expect(item('reports').count).toBe(2);
    expect(item('outbox').count).toBe(2);
    expect(store.accessLog.list(9).map(({ what, subject }) => [what, subject])).toEqual([
      ['lesson.deleted', 'a'],
      ['lesson.deleted', 'b'],
    ]);
  });

  it('is refused when there are others than were confirmed, and in a lesson', () => {
    const choice = { kind: 'teacher', owner: 'T0123' } as const;
    expect(() => keeper.delete(choice, 3)).toThrow(expect.objectContaining({ code: 'SETUP_NOT_CONFIRMED' }));
    isLesson = true;
    expect(() => keeper.delete(choice, 2)).toThrow(expect.objectContaining({ code: 'SETUP_LESSON_GOES_ON' }));
    expect(item('reports').count).toBe(4);
  });
});
