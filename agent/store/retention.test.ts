import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from './database.ts';
import { LessonJournal } from './lesson-journal.ts';
import { LessonMessages } from './lesson-messages.ts';
import { LessonNotes } from './lesson-notes.ts';
import { LessonStore } from './lesson-store.ts';
import { Outbox } from './outbox.ts';
import { Retention } from './retention.ts';
import { bookmark, openLessonOf, reportOf, row } from './sample-lesson.ts';

const DAY_MS = 24 * 3_600_000;
const NOW_MS = Date.UTC(2029, 8, 1);

let folder: string;
let database: Database.Database;
let journal: LessonJournal;
let lessons: LessonStore;
let outbox: Outbox;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lectern-retention-'));
  database = openDatabase(folder);
  journal = new LessonJournal(database);
  lessons = new LessonStore(database);
  outbox = new Outbox(database);
});

afterEach(() => {
  database.close();
  rmSync(folder, { recursive: true });
});

/** Keeps a lesson that began so many days ago; its observations are as long as a lesson's. */
function keep(id: string, daysAgo: number, { answered = true, subject = 'x', holdMs = 0 } = {}): void {
  const startedAtMs = NOW_MS - daysAgo * DAY_MS;
  journal.open(openLessonOf(id, null, startedAtMs));
  // Numbers that look random, so that they are not packed to nothing.
  const entries = Array.from({ length: 5000 }, (_, i) => bookmark((i * 2_654_435_761 + daysAgo * 7919) % 2_700_000));
  journal.append(id, entries, { reachedMs: 0, wallMs: startedAtMs });
  const report = reportOf(id, startedAtMs);
  report.lesson.labels.subject = subject;
  lessons.save(report, { ...row(`event of ${id}`), payload: JSON.stringify({ subject }) }, holdMs);
  if (answered) outbox.acknowledge(`event of ${id}`, 0);
}

const apply = (nowMs = NOW_MS) =>
  new Retention(database).apply({ nowMs, observationsDays: 90, reportsDays: 1095, hasHub: true });
const ids = () => lessons.list('').map(({ id }) => id);

/** Whether bytes are anywhere in the database's files. */
const onDisk = (bytes: Buffer) =>
  readdirSync(folder).some((name) => name.startsWith('lectern.db') && readFileSync(join(folder, name)).includes(bytes));

describe('retention', () => {
  it('deletes observations after their time and reports after theirs', () => {
    keep('very old', 1096);
    keep('last of the reports', 1094);
    keep('old', 91);
    keep('last of the observations', 89);
    expect(apply()).toEqual({
      observations: ['very old', 'last of the reports', 'old'],
      reports: ['very old'],
      waiting: [],
      clockRefused: null,
    });
    expect(ids()).toEqual(['last of the observations', 'old', 'last of the reports']);
    expect(lessons.observationsOf('old')).toBeUndefined();
    expect(lessons.observationsOf('last of the observations')?.entries).toHaveLength(5000);
    expect(apply()).toMatchObject({ observations: [], reports: [] });
  });

  it('waits for no hub where there is none', () => {
    const id = 'of a room without a hub';
    keep('today', 0);
    lessons.save(reportOf(id, NOW_MS - 1096 * DAY_MS), row('event'));
    const rules = { nowMs: NOW_MS, observationsDays: 90, reportsDays: 1095 };
    const retention = new Retention(database);
    expect(retention.apply({ ...rules, hasHub: true })).toMatchObject({ reports: [], waiting: [id] });
    expect(retention.apply({ ...rules, hasHub: false })).toMatchObject({ reports: [id], waiting: [] });
    expect(ids()).toEqual(['today']);
  });

  it('leaves no byte of what it deleted in the files', () => {
    const marker = Buffer.from('语文-marker-of-the-deleted');
    keep('very old', 1096, { subject: marker.toString() });
    for (let daysAgo = 80; daysAgo > 0; daysAgo -= 10) keep(`lesson of ${daysAgo}`, daysAgo);
    const packed = database
      .prepare("SELECT packed FROM lesson_observations WHERE lesson_id = 'very old'")
      .pluck()
      .get() as Buffer;
    const pieces = [200, packed.length >> 1, packed.length - 64].map((from) => packed.subarray(from, from + 24));
    for (const piece of [marker, ...pieces]) expect(onDisk(piece)).toBe(true);
    apply();
    for (const piece of [marker, ...pieces]) expect(onDisk(piece)).toBe(false);
    expect(database.pragma('freelist_count', { simple: true }), 'the files are smaller').toBe(0);
    expect(ids()).toHaveLength(8);
  });

  it('leaves no byte of what was sent and noted of a lesson that it deleted, nor of a discarded lesson', () => {
    const marker = Buffer.from('marker-of-a-slot');
    journal.open(openLessonOf('empty', marker.toString(), NOW_MS));
    journal.discard('empty');
    keep('very old', 1096, { subject: 'marker-of-a-message' });
    const notes = new LessonNotes(database);
    notes.set('very old', 'marker-of-a-note');
    keep('today', 0);
    const markers = [marker, Buffer.from('{"subject":"marker-of-a-message"}'), Buffer.from('marker-of-a-note')];
    apply();
    for (const each of markers) expect(onDisk(each)).toBe(false);
    expect(notes.of('very old')).toBe('');
  });

  it('does not wait for a lesson that its teacher withholds', () => {
    keep('withheld', 1096, { answered: false, holdMs: 1 });
    const messages = new LessonMessages(database);
    expect(messages.withhold('withheld')).toBe(true);
    keep('today', 0);
    expect(apply()).toMatchObject({ reports: ['withheld'], waiting: [] });
    expect(messages.of('withheld')).toBeUndefined();
  });

  it('keeps a report that the hub has not answered for, tells of it, and deletes it once the hub has', () => {
    keep('acknowledged', 1100, { answered: false });
    keep('refused', 1099, { answered: false });
    keep('today', 0);
    expect(apply()).toMatchObject({ reports: [], waiting: ['acknowledged', 'refused'] });
    expect(lessons.observationsOf('acknowledged'), 'which the hub never gets').toBeUndefined();
    outbox.acknowledge('event of acknowledged', 0);
    expect(apply()).toMatchObject({ reports: ['acknowledged'], waiting: ['refused'] });
    outbox.refuse('event of refused', 'unknown school');
    expect(apply()).toMatchObject({ reports: ['refused'], waiting: [] });
    expect(database.prepare('SELECT count(*) FROM outbox').pluck().get()).toBe(0);
  });

  it('does not write the database anew for nothing', () => {
    keep('today', 0);
    const freePages = database.pragma('freelist_count', { simple: true });
    expect(freePages, 'of its journal').toBeGreaterThan(20);
    apply();
    expect(database.pragma('freelist_count', { simple: true })).toBe(freePages);
  });

  it('does not touch a lesson that is going on', () => {
    keep('old', 91);
    const open = openLessonOf('going on', null, NOW_MS);
    journal.open(open);
    journal.append('going on', [bookmark(1)], { reachedMs: 1, wallMs: NOW_MS });
    expect(apply()).toMatchObject({ observations: ['old'] });
    expect(journal.entries('going on').entries).toEqual([bookmark(1)]);
  });

  it.each([
    ['behind', -1],
    ['far-ahead', 367 * DAY_MS],
  ])('deletes nothing while the clock is %s', (clockRefused, aheadMs) => {
    keep('very old', 1096);
    keep('today', 0);
    expect(apply(NOW_MS + aheadMs)).toEqual({ observations: [], reports: [], waiting: [], clockRefused });
    expect(ids()).toEqual(['today', 'very old']);
    expect(apply()).toMatchObject({ reports: ['very old'], clockRefused: null });
  });

  it('has nothing to do in a new room, whatever the clock', () => {
    expect(apply(0)).toEqual({ observations: [], reports: [], waiting: [], clockRefused: null });
  });
});
