import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Database from 'better-sqlite3';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Fault, shows } from '../../test/faults/fault.ts';
import { seeded } from '../../test/fixtures/seeded.ts';
import { type AgentStore, openStore } from './agent-store.ts';
import { DAMAGED_KEPT_DAYS, damagedFiles } from './damaged-copies.ts';
import { readMark, writeMark } from './database-mark.ts';
import { LessonDeletion } from './lesson-deletion.ts';
import { bookmark, openLessonOf, reportOf, row } from './sample-lesson.ts';

const PAGE = 4096;
const LESSONS = 60;
const DAY_MS = 24 * 3_600_000;

let folder: string;
let path: string;
let sick: Error[];
const open: AgentStore[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lectern-salvage-'));
  path = join(folder, 'lectern.db');
  sick = [];
});
afterEach(() => {
  for (const store of open.splice(0)) store.database.close();
  rmSync(folder, { recursive: true });
});

/** As the agent opens it. */
function opened(): AgentStore {
  const store = openStore(folder, (error) => sick.push(error));
  open.push(store);
  return store;
}

/** Numbers that look random, so that a message has a length and is not mistaken for another. */
function payloadOf(seed: number): string {
  const random = seeded(seed);
  return JSON.stringify({ seed, figures: Array.from({ length: 200 + (seed % 7) * 150 }, random) });
}

function fill(store: AgentStore): void {
  store.database.pragma('synchronous = OFF');
  for (let i = 0; i < LESSONS; i++) {
    const id = `lesson ${i}`;
    store.journal.open(openLessonOf(id, null, i));
    store.journal.append(
      id,
      Array.from({ length: 50 }, (_, at) => bookmark(at * 17 + i)),
      { reachedMs: 0, wallMs: i },
    );
    store.lessons.save(reportOf(id, i), { ...row(`of ${id}`, i), payload: payloadOf(i) }, i % 3 === 0 ? 3_600_000 : 0);
    store.outbox.add({ ...row(`health ${i}`), channel: 'health', payload: payloadOf(1000 + i) });
    store.notes.set(id, `note of ${i}`);
    store.accessLog.add({ atMs: i, who: 'it', what: 'report.read', subject: id });
  }
  store.outbox.pass(5000, 1);
}

const rowsOf = (database: Database.Database) =>
  (
    database
      .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'stream'")
      .pluck()
      .all() as string[]
  ).reduce((sum, table) => sum + Number(database.prepare(`SELECT count(*) FROM "${table}"`).pluck().get()), 0);

/** A database as after a power cut. @returns how many rows it has */
function cutOff(): number {
  const store = openStore(folder, (error) => sick.push(error));
  fill(store);
  const rows = rowsOf(store.database);
  store.close();
  writeMark(path, 'open');
  return rows;
}

/** Writes noise, nothing, or another page over pages; each place is from 0 to 1. */
function damage(places: readonly number[], kind: 'noise' | 'zeros' | 'another' | 'bit', seed = 7): void {
  const bytes = readFileSync(path);
  const pages = bytes.length / PAGE;
  const random = seeded(seed);
  for (const place of places) {
    const at = Math.floor(place * pages) * PAGE;
    if (kind === 'zeros') bytes.fill(0, at, at + PAGE);
    else if (kind === 'another') bytes.copy(bytes, at, Math.floor(random() * pages) * PAGE, undefined);
    else if (kind === 'bit') bytes[at + Math.floor(random() * PAGE)]! ^= 1 << Math.floor(random() * 8);
    else for (let i = 0; i < PAGE; i++) bytes[at + i] = Math.floor(random() * 256);
  }
  writeFileSync(path, bytes);
}

/** Everything that was kept is as it was. */
function expectRight(store: AgentStore): void {
  for (const { id, startedAtMs } of store.lessons.list(''))
    expect(store.lessons.get(id)).toEqual(reportOf(id, startedAtMs));
  const rows = store.outbox.pending(10_000);
  for (const { id, payload, late } of rows) {
    expect(payload).toBe(payloadOf(Number(id.split(' ').at(-1)) + (id.startsWith('health') ? 1000 : 0)));
    expect(late).toBe(true);
  }
  const sequences = store.database.prepare('SELECT sequence FROM outbox ORDER BY sequence').pluck().all();
  expect(sequences).toEqual(sequences.map((_, i) => i + 1));
  expect(store.outbox.takeSequence()).toBe(sequences.length + 1);
  expect(store.database.pragma('integrity_check', { simple: true })).toBe('ok');
  expect(store.database.pragma('foreign_key_check')).toEqual([]);
  // Nothing is sent that its teacher could still withhold.
  const hasteful = rows.filter(({ id }) => id.startsWith('of') && Number(id.split(' ').at(-1)) % 3 === 0);
  expect(hasteful.filter(({ id }) => store.lessons.get(id.slice(3)))).toEqual([]);
}

describe('a damaged database', () => {
  const pagesGone: Fault = {
    part: 'database',
    kind: 'wrong',
    fault: 'up to twelve pages of it are damaged, as after a power cut',
    seen: { code: 'STORE_SALVAGED' },
    lost: 'what is on the damaged pages; on average less than a fifth of all',
    recovers: 'by itself at the next start; the damaged file is kept for two weeks',
  };
  it(
    'is set aside, and what can be read of it is kept and counted, whatever pages are gone',
    shows(pagesGone, { timeout: 240_000 }),
    () => {
      const rows = cutOff();
      const sound = join(folder, 'sound');
      copyFileSync(path, sound);
      const outcomes = { mended: 0, whole: 0, uncounted: 0, keptShare: 0 };
      const kinds = fc.constantFrom('noise' as const, 'zeros' as const, 'another' as const);
      fc.assert(
        fc.property(fc.integer({ min: 1, max: 12 }), kinds, fc.noBias(fc.nat()), (count, kind, seed) => {
          rmSync(path, { force: true });
          for (const { file } of damagedFiles(path)) rmSync(file);
          copyFileSync(sound, path);
          writeMark(path, 'open');
          const random = seeded(seed);
          damage(Array.from({ length: count }, random), kind, seed);
          const store = openStore(folder, (error) => sick.push(error));
          try {
            expect(sick).toEqual([]);
            if (!store.salvaged) {
              // A page that nothing is on, or only what nobody can tell from the right.
              outcomes.whole++;
              return;
            }
            outcomes.mended++;
            expectRight(store);
            const { keptRows, lostRows } = store.salvaged;
            expect(keptRows).toBeLessThanOrEqual(rows);
            outcomes.keptShare += keptRows / rows;
            if (lostRows === null) outcomes.uncounted++;
            else expect(keptRows + lostRows).toBe(rows);
            expect(damagedFiles(path).length).toBeGreaterThan(0);
          } finally {
            store.close();
          }
        }),
        { numRuns: Number(process.env.LECTERN_SALVAGE_RUNS ?? 40), seed: 5 },
      );
      expect(outcomes.mended).toBeGreaterThan(20);
      expect(outcomes.uncounted).toBeLessThan(outcomes.mended / 2);
      expect(outcomes.keptShare / outcomes.mended).toBeGreaterThan(0.8);
    },
  );

  const allGone: Fault = {
    part: 'database',
    kind: 'wrong',
    fault: 'nothing of it can be read, or half of it is missing',
    seen: { code: 'STORE_SALVAGED' },
    lost: 'what cannot be read',
    recovers: 'by itself at the next start, with a new database; or from a backup',
  };
  it.each([
    ['text', () => writeFileSync(path, 'This is no database at all. '.repeat(400))],
    [
      'nothing but noise',
      () =>
        damage(
          Array.from({ length: 5000 }, (_, i) => i / 5000),
          'noise',
        ),
    ],
    ['a broken header', () => damage([0], 'noise')],
    ['a missing half', () => truncateSync(path, Math.floor(statSync(path).size / PAGE / 2) * PAGE)],
  ])('that holds %s lets the agent go on with a new one', shows(allGone), (_, spoil) => {
    cutOff();
    spoil();
    const store = opened();
    expect(sick).toEqual([]);
    expect(store.salvaged).toMatchObject({ code: 'STORE_CORRUPT' });
    expectRight(store);
    store.lessons.save(reportOf('new'), row('of new'));
    expect(store.lessons.get('new')).toBeDefined();
  });

  it('is another stream, in which the rest is counted from 1', () => {
    const before = opened();
    const { stream } = before.outbox;
    fill(before);
    before.close();
    writeMark(path, 'suspect');
    damage([0.5, 0.6], 'noise');
    const store = opened();
    expect(store.outbox.stream).not.toBe(stream);
    expectRight(store);
  });

  it('is not looked through after an orderly end, and is after any other', () => {
    cutOff();
    damage([0.5, 0.52, 0.54, 0.7], 'zeros');
    rmSync(`${path}-mark`);
    const trusted = opened();
    expect(trusted.salvaged).toBeNull();
    expect(readMark(path)).toBe('open');
    // The damage comes out while the agent runs: it is told in words, and mended at the next start.
    const readAll = () => trusted.database.prepare('SELECT * FROM outbox, lesson_observations').all();
    expect(readAll).toThrow(expect.objectContaining({ code: 'STORE_CORRUPT' }));
    trusted.close();
    expect(readMark(path)).toBe('suspect');
    const mended = opened();
    expect(mended.salvaged).not.toBeNull();
    expectRight(mended);
    mended.close();
    expect(readMark(path)).toBeUndefined();
  });

  it('is left as it is by those who only look, and by whoever else opens it', () => {
    cutOff();
    damage([0], 'noise');
    expect(() => openStore(folder)).toThrow(expect.objectContaining({ code: 'STORE_CORRUPT' }));
    expect(damagedFiles(path)).toEqual([]);
  });

  it('has its lessons wait for their teachers once more when nobody knows how long they had', () => {
    const store = opened();
    store.lessons.save(reportOf('held'), { ...row('of held'), payload: payloadOf(1) }, 3_600_000);
    store.lessons.save(reportOf('tried'), { ...row('of tried'), payload: payloadOf(2) }, 0);
    store.outbox.countAttempt('of tried');
    const page = store.database
      .prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'lesson_message'")
      .pluck()
      .get();
    store.close();
    writeMark(path, 'suspect');
    const bytes = readFileSync(path);
    bytes.fill(0xa5, (Number(page) - 1) * PAGE, Number(page) * PAGE);
    writeFileSync(path, bytes);
    const mended = opened();
    expect(mended.outbox.pending(9).map(({ id }) => id)).toEqual(['of tried']);
    expect(mended.messages.of('held')!.holdLeftMs).toBeGreaterThan(0);
    expect(mended.messages.withhold('held')).toBe(true);
  });
});

describe('setting aside', () => {
  const salvageCut: Fault = {
    part: 'database',
    kind: 'killed',
    fault: 'the power is cut while a damaged database is mended',
    seen: { code: 'STORE_SALVAGED' },
    lost: 'what was damaged before, no more',
    recovers: 'mending goes on at the next start',
  };
  it.each([0, 1, 2, 3, 4])('goes on where it was cut off: after step %i', shows(salvageCut), (step) => {
    const rows = cutOff();
    damage([0.5], 'zeros');
    writeFileSync(`${path}-wal`, 'left over');
    const stamp = '20260901T080000Z';
    writeMark(path, `salvage ${stamp}`);
    const moved = join(folder, `lectern.db.damaged-${stamp}`);
    if (step >= 1) renameSync(`${path}-wal`, `${moved}-wal`);
    if (step >= 2) renameSync(path, moved);
    if (step >= 3) writeFileSync(`${path}.salvage`, 'half of it');
    if (step >= 4) {
      const whole = openStore(mkdtempSync(join(folder, 'whole-')));
      renameSync(whole.database.name, path);
      rmSync(`${path}.salvage`);
      whole.database.close();
    }
    const store = opened();
    expect(sick).toEqual([]);
    expect(existsSync(moved)).toBe(true);
    expect(readdirSync(folder).filter((name) => name.endsWith('.salvage'))).toEqual([]);
    if (step < 4) expect(rowsOf(store.database)).toBeGreaterThan(rows / 2);
    expect(readMark(path)).toBe('open');
  });

  it('keeps two at most, and none longer than two weeks or than what is deleted from it', () => {
    for (const day of ['01', '02', '03']) writeFileSync(`${path}.damaged-202609${day}T080000Z`, 'x');
    cutOff();
    damage([0], 'noise');
    const store = opened();
    expect(new Set(damagedFiles(path).map(({ stamp }) => stamp)).size).toBe(2);
    const rules = { observationsDays: 90, reportsDays: 1095, hasHub: true };
    const [newest] = damagedFiles(path);
    const at = Date.parse(newest!.stamp.replace(/^(....)(..)(.....)(..)(..)Z/, '$1-$2-$3:$4:$5Z'));
    store.retention.apply({ nowMs: at + DAMAGED_KEPT_DAYS * DAY_MS - 1000, ...rules });
    expect(damagedFiles(path).map(({ stamp }) => stamp)).toEqual([newest!.stamp]);
    store.retention.apply({ nowMs: at + DAMAGED_KEPT_DAYS * DAY_MS + 1000, ...rules });
    expect(damagedFiles(path)).toEqual([]);
    writeFileSync(`${path}.damaged-20260903T080000Z`, 'x');
    store.lessons.save(reportOf('one'), row('of one'));
    new LessonDeletion(store.database).delete([]);
    expect(damagedFiles(path)).toHaveLength(1);
    new LessonDeletion(store.database).delete(['one']);
    expect(damagedFiles(path)).toEqual([]);
  });

  const salvageFails: Fault = {
    part: 'database',
    kind: 'refused',
    fault: 'a damaged database cannot be set aside',
    seen: { code: 'STORE_UNUSABLE' },
    lost: 'what comes now is kept in memory and ends with the agent; the damaged file stays as it was',
    recovers: 'at the next start, once nothing is in the way',
  };
  it('that cannot be done leaves everything, and the agent keeps in memory', shows(salvageFails), () => {
    cutOff();
    damage([0], 'noise');
    const before = readFileSync(path);
    mkdirSync(`${path}.salvage`);
    writeFileSync(join(`${path}.salvage`, 'in the way'), '');
    const store = opened();
    expect(sick).toHaveLength(1);
    expect(store.database.name).toBe(':memory:');
    expect(readFileSync(damagedFiles(path)[0]!.file)).toEqual(before);
    rmSync(`${path}.salvage`, { recursive: true });
    expect(opened().salvaged).not.toBeNull();
  });
});
