import { closeSync, fsyncSync, openSync, renameSync, rmSync, statfsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type Database from 'better-sqlite3';
import { earlierFiles, earlierPath, stampOf } from './damaged-copies.ts';
import { appliedMigrations, knownSchema } from './migrate.ts';

/** What must be left on the disk beside the copy. */
const LEFT_BYTES = 256 * 2 ** 20;

/**
 * Copies a database that an older Lectern has written, before its tables are changed: whoever goes back to that Lectern has it. There
 * is one such copy at a time; it goes as damaged databases that were set aside go, for it holds what was observed. Where the disk
 * has no room for it the tables are changed without: a room that keeps no lesson would be worse.
 * @throws StoreError when it was written by a newer version
 */
export function keepEarlier(database: Database.Database, path: string, wallMs: number): void {
  const schema = appliedMigrations(database, path);
  if (schema === 0 || schema === knownSchema()) return;
  const copy = earlierPath(path, schema, stampOf(wallMs));
  const part = `${copy}.part`;
  const before = earlierFiles(path);
  try {
    const { bavail, bsize } = statfsSync(dirname(path));
    if (bavail * bsize < statSync(path).size + LEFT_BYTES) return;
    database.exec(`VACUUM INTO '${part.replaceAll("'", "''")}'`);
    sync(part);
    renameSync(part, copy);
    for (const { file } of before) rmSync(file, { force: true });
  } catch {
    rmSync(part, { force: true });
  }
}

function sync(file: string): void {
  const handle = openSync(file, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
