import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Fault, shows } from '../../test/faults/fault.ts';
import { deleteCopies, earlierFiles } from './damaged-copies.ts';
import { openDatabase, openOwnDatabase } from './database.ts';
import { knownSchema, migrate } from './migrate.ts';

const SOME_DAY_MS = Date.UTC(2026, 8, 1, 8);
const DAY_MS = 24 * 3_600_000;

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lectern-earlier-'));
  path = join(folder, 'lectern.db');
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A lesson as a Lectern with so many migrations has kept it. */
function writeOld(schema: number): void {
  const old = new Database(path);
  migrate(old, path, schema);
  old.prepare("INSERT INTO lesson (id, started_at_ms, duration_ms, report) VALUES ('one', 0, 1, '{}')").run();
  old.close();
}
function lessonsIn(file: string): string[] {
  const database = new Database(file, { readonly: true });
  const ids = database.prepare('SELECT id FROM lesson').pluck().all() as string[];
  database.close();
  return ids;
}
const copies = () => earlierFiles(path).map(({ file }) => file);

it('what an older Lectern has written is copied before it is changed, once', () => {
  writeOld(knownSchema() - 1);
  openOwnDatabase(folder, SOME_DAY_MS).close();
  expect(copies()).toEqual([`${path}.schema-${knownSchema() - 1}-20260901T080000Z`]);
  expect(lessonsIn(copies()[0]!)).toEqual(['one']);
  expect(lessonsIn(path)).toEqual(['one']);
  openOwnDatabase(folder, SOME_DAY_MS + 1000).close();
  expect(copies()).toHaveLength(1);
});

it('a new database, and one that a command looks into, leave no copy', () => {
  openOwnDatabase(folder, SOME_DAY_MS).close();
  rmSync(path);
  writeOld(1);
  openDatabase(folder).close();
  expect(readdirSync(folder).filter((name) => name.includes('.schema-'))).toEqual([]);
});

const goesBack: Fault = {
  part: 'package',
  kind: 'refused',
  fault: 'an update is taken back, and the database is too new for the program',
  seen: { code: 'STORE_UNUSABLE' },
  lost: 'what came after the update, if the named copy is taken',
  recovers: 'install the newer version, or take the copy that was made before the update',
};
it(
  'an older Lectern leaves a newer database as it is, and names the copy that it can go back to',
  shows(goesBack),
  () => {
    writeOld(knownSchema() - 1);
    openOwnDatabase(folder, SOME_DAY_MS).close();
    // As the older one sees it: a schema beyond its own, and a copy of its own schema.
    const newer = new Database(path);
    newer.pragma(`user_version = ${knownSchema() + 1}`);
    newer.close();
    expect(() => openOwnDatabase(folder)).toThrow(/STORE_TOO_NEW|newer Lectern.*move it away/);
    const copy = `${path}.schema-${knownSchema()}-20260901T080000Z`;
    new Database(path).exec(`VACUUM INTO '${copy}'`).close();
    expect(() => openOwnDatabase(folder)).toThrow(copy);
    expect(lessonsIn(path)).toEqual(['one']);
  },
);

it('is deleted when its time is over, or a lesson is', () => {
  writeOld(knownSchema() - 1);
  openOwnDatabase(folder, SOME_DAY_MS).close();
  deleteCopies(path, SOME_DAY_MS + 13 * DAY_MS);
  expect(copies()).toHaveLength(1);
  deleteCopies(path, SOME_DAY_MS + 15 * DAY_MS);
  expect(copies()).toEqual([]);
});
