import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LessonReport } from '../indicators/indicator.ts';
import type { LessonLabels } from '../lesson/lesson.ts';
import { openDatabase } from './database.ts';
import { LessonStore } from './lesson-store.ts';
import { Retention } from './retention.ts';
import { reportOf, row } from './sample-lesson.ts';

const DAY_MS = 86_400_000;
let folder: string;
let database: Database.Database;
let lessons: LessonStore;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lectern-portrait-'));
  database = openDatabase(folder);
  lessons = new LessonStore(database);
});

afterEach(() => {
  database.close();
  rmSync(folder, { recursive: true });
});

/** A report of a teacher, with one figure told. */
function taught(day: number, teacherId: string | undefined, subject: string | undefined, wait: number): LessonReport {
  const report = reportOf(`${teacherId}-${subject}-${day}`, day * DAY_MS);
  const labels = { ...(teacherId !== undefined && { teacherId }), ...(subject !== undefined && { subject }) };
  const indicators = report.indicators.map((figure) =>
    figure.id === 'talk.wait1.median' ? { ...figure, value: wait, coverage: 1 } : figure,
  );
  return { ...report, lesson: { ...report.lesson, labels }, indicators };
}
const text = { observation: '', suggestion: '' };
/** A report with what was found in it. */
const telling = (report: LessonReport, ...rules: string[]): LessonReport => ({
  ...report,
  findings: rules.map((rule) => ({
    ...{ rule, version: 1, zh: text, en: text, evidence: [], moments: [], resourceTag: '' },
  })),
});
const keep = (report: LessonReport) => lessons.save(report, row(`event-${report.lesson.id}`));
const waits = (report: LessonReport) =>
  lessons.historyOf(report.lesson).map(({ figures }) => figures['talk.wait1.median']?.value);

describe('the history of a lesson', () => {
  it('is of the same teacher and subject, before it, oldest first', () => {
    for (const day of [3, 1, 2]) keep(taught(day, 'T1', '数学', day));
    keep(taught(1, 'T2', '数学', 99));
    keep(taught(1, 'T1', '语文', 98));
    keep(taught(1, undefined, '数学', 97));
    expect(waits(taught(3, 'T1', '数学', 0))).toEqual([1, 2]);
    expect(waits(taught(9, 'T1', '数学', 0))).toEqual([1, 2, 3]);
  });

  it('is the last twenty lessons', () => {
    for (let day = 0; day < 25; day++) keep(taught(day, 'T1', '数学', day));
    expect(waits(taught(30, 'T1', '数学', 0))).toEqual(Array.from({ length: 20 }, (_, i) => i + 5));
  });

  it('knows lessons without a subject by their teacher alone', () => {
    keep(taught(1, 'T1', undefined, 5));
    expect(waits(taught(2, 'T1', undefined, 0))).toEqual([5]);
    expect(waits(taught(2, 'T1', '数学', 0))).toEqual([]);
  });

  it('is empty where the teacher is not known', () => {
    keep(taught(1, undefined, '数学', 5));
    expect(waits(taught(2, undefined, '数学', 0))).toEqual([]);
    expect(database.prepare('SELECT count(*) FROM lesson_figures').pluck().get()).toBe(0);
  });

  it('leaves out lessons whose teacher was only heard from another room', () => {
    const report = taught(1, 'T1', '数学', 5);
    const labels = { ...report.lesson.labels, pairId: 'P017', role: 'remote' as const };
    keep({ ...report, lesson: { ...report.lesson, labels } });
    expect(waits(taught(2, 'T1', '数学', 0))).toEqual([]);
    expect(lessons.historyOf({ ...taught(2, 'T1', '数学', 0).lesson, labels })).toEqual([]);
  });

  it('holds what was told after each lesson, and no figure without data', () => {
    keep(telling(taught(1, 'T1', '数学', 2), 'wait-time.short'));
    const [lesson] = lessons.historyOf(taught(2, 'T1', '数学', 0).lesson);
    expect(lesson).toMatchObject({
      told: ['wait-time.short'],
      figures: { 'talk.wait1.median': { value: 2, version: 1 } },
    });
    expect(Object.keys(lesson!.figures)).toEqual(['talk.wait1.median']);
  });

  it('goes with the report', () => {
    keep(taught(1, 'T1', '数学', 2));
    database.prepare('DELETE FROM outbox').run();
    keep(taught(1200, 'T1', '数学', 3));
    new Retention(database).apply({ nowMs: 1201 * DAY_MS, observationsDays: 90, reportsDays: 1095, hasHub: true });
    expect(waits(taught(1300, 'T1', '数学', 0))).toEqual([3]);
  });
});

describe('what was told lately', () => {
  const nobodys = (day: number, subject?: string) => taught(day, undefined, subject, 1);

  it('is of the last five lessons of unknown teachers, oldest first, and without figures', () => {
    for (const day of [7, 1, 2, 3, 5, 4, 6])
      keep(telling(nobodys(day, day % 2 ? '数学' : '语文'), `rule-${day}`, 'all'));
    expect(lessons.toldLately(nobodys(7, '数学').lesson)).toEqual(
      [2, 3, 4, 5, 6].map((day) => ({
        lessonId: nobodys(day, day % 2 ? '数学' : '语文').lesson.id,
        startedAtMs: day * DAY_MS,
        figures: {},
        told: [`rule-${day}`, 'all'],
      })),
    );
  });

  it('is not what teachers were told who are known, nor of lessons followed from another room', () => {
    keep(telling(nobodys(1), 'rule-1'));
    for (let day = 2; day < 30; day++) keep(telling(taught(day, 'T1', '数学', 1), 'own'));
    const followed = nobodys(30);
    keep({ ...followed, lesson: { ...followed.lesson, labels: { pairId: 'P017', role: 'remote' } } });
    expect(lessons.toldLately(nobodys(31).lesson).map(({ told }) => told)).toEqual([['rule-1']]);
  });

  it('is nothing where reports are from before there were findings', () => {
    keep(nobodys(1));
    expect(lessons.toldLately(nobodys(2).lesson)).toMatchObject([{ told: [] }]);
  });
});

describe('the portrait of a lesson', () => {
  it('ends with that lesson, and begins with three', () => {
    for (const day of [1, 2, 3, 4]) keep(taught(day, 'T1', '数学', day));
    const upTo = (day: number) => lessons.portraitUpTo(taught(day, 'T1', '数学', day));
    expect(upTo(2)).toBeNull();
    expect(upTo(3)).toMatchObject({ lessons: 3, fromMs: DAY_MS, toMs: 3 * DAY_MS });
    expect(upTo(4)!.figures).toMatchObject([{ id: 'talk.wait1.median', last1: 4, last20: { median: 2.5 } }]);
    expect(lessons.portraitUpTo(taught(4, undefined, '数学', 1))).toBeNull();
  });
});

describe('reports from before there were portraits', () => {
  let old: Database.Database;
  const migration = (name: string) => readFileSync(new URL(`./migrations/${name}.sql`, import.meta.url), 'utf8');

  beforeEach(() => {
    old = new Database(join(folder, 'old.db'));
    for (const name of ['0001-lessons-and-outbox', '0002-journal']) old.exec(migration(name));
  });
  afterEach(() => old.close());

  function broughtUpToDate(reports: LessonReport[]): LessonStore {
    const insert = old.prepare('INSERT INTO lesson (id, started_at_ms, duration_ms, report) VALUES (?, ?, ?, ?)');
    for (const report of reports) insert.run(report.lesson.id, report.lesson.startedAtMs, 1, JSON.stringify(report));
    old.exec(migration('0003-portrait'));
    return new LessonStore(old);
  }
  const labelled = (report: LessonReport, more: LessonLabels): LessonReport => ({
    ...report,
    lesson: { ...report.lesson, labels: { ...more, ...report.lesson.labels } },
  });

  it('are taken in when the database is brought up to date', () => {
    const store = broughtUpToDate([
      taught(1, 'T1', '数学', 7.5),
      taught(2, 'T1', undefined, 8),
      taught(3, undefined, '数学', 9),
    ]);
    expect(store.historyOf(taught(5, 'T1', '数学', 0).lesson)).toEqual([
      {
        lessonId: 'T1-数学-1',
        startedAtMs: DAY_MS,
        figures: { 'talk.wait1.median': { value: 7.5, version: 1 } },
        told: [],
      },
    ]);
    expect(store.historyOf(taught(5, 'T1', undefined, 0).lesson)).toHaveLength(1);
  });

  it('are taken in as far as a portrait goes back, of each teacher and subject', () => {
    const days = Array.from({ length: 25 }, (_, day) => day);
    const store = broughtUpToDate([
      ...days.map((day) => taught(day, 'T1', '数学', day)),
      ...days.slice(0, 3).flatMap((day) => [taught(day, 'T1', '语文', day), taught(day, 'T2', '数学', day)]),
    ]);
    expect(old.prepare('SELECT count(*) FROM lesson_figures').pluck().get()).toBe(20 + 3 + 3);
    const last = store.historyOf(taught(30, 'T1', '数学', 0).lesson);
    expect(last.map(({ figures }) => figures['talk.wait1.median']?.value)).toEqual(days.slice(5));
  });

  it('are taken in whatever stands in their labels', () => {
    const store = broughtUpToDate([
      labelled(taught(1, 'T1', '数学', 1), { className: '} "labels":{"teacherId":"T9"}' }),
      labelled(taught(2, 'T1', '数学', 2), { className: '班'.repeat(2000) }),
      labelled(taught(3, 'T1', '数学', 3), { pairId: 'P017', role: 'main' }),
      labelled(taught(4, 'T1', '数学', 4), { pairId: 'P017', role: 'remote' }),
    ]);
    expect(store.historyOf(taught(9, 'T1', '数学', 0).lesson).map(({ startedAtMs }) => startedAtMs / DAY_MS)).toEqual([
      1, 2, 3,
    ]);
    expect(store.historyOf(taught(9, 'T9', '数学', 0).lesson)).toEqual([]);
  });
});
