import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { stampOf } from './damaged-copies.ts';
import { readMark, removeMark, writeMark } from './database-mark.ts';
import { keepEarlier } from './earlier-copy.ts';
import { guarded } from './guarded-database.ts';
import { appliedMigrations, knownSchema, migrate } from './migrate.ts';
import { type Salvage, salvage } from './salvage.ts';
import { asStoreError, StoreError } from './store-error.ts';

const FILE = 'lectern.db';

/** A database that is the agent's own: opened after it was mended, and marked while it is open. */
export interface OwnDatabase {
  database: Database.Database;
  /** What came of the one before, when that was damaged. */
  salvaged: Salvage | null;
  /** The agent before had closed it, or there was none. */
  wasClosed: boolean;
  close(): void;
}

/**
 * Opens the agent's database in `folder` as `openDatabase` does. One that is damaged is set aside and a new one started with
 * what can be read of it. The whole of it is looked at only when the agent did not end as it should or it has shown damage
 * before. To be called by the agent alone: nobody else may have it open.
 * @throws StoreError when it cannot be opened or mended, or was written by a newer version
 */
export function openOwnDatabase(folder: string, wallMs = Date.now()): OwnDatabase {
  const path = join(folder, FILE);
  try {
    const mark = readMark(path);
    let salvaged: Salvage | null = null;
    if (mark?.startsWith('salvage ')) salvaged = salvage(path, mark.slice('salvage '.length));
    let database = salvaged ? openDatabase(folder) : openIfSound(folder, mark, wallMs);
    if (!database) {
      salvaged = salvage(path, stampOf(wallMs));
      database = openDatabase(folder);
    }
    writeMark(path, 'open');
    const close = () => {
      database.close();
      // One that has shown damage meanwhile stays marked.
      if (readMark(path) === 'open') removeMark(path);
    };
    return { database, salvaged, wasClosed: mark === undefined, close };
  } catch (error) {
    throw asStoreError(error, path);
  }
}

/** Whether the agent's database in `folder` has shown damage since it was opened. */
export function isSuspect(folder: string): boolean {
  return readMark(join(folder, FILE)) === 'suspect';
}

/** undefined when it is damaged. */
function openIfSound(folder: string, mark: string | undefined, wallMs: number): Database.Database | undefined {
  let database: Database.Database | undefined;
  try {
    database = openDatabase(folder, (opened, path) => keepEarlier(opened, path, wallMs));
    if (mark === undefined || isSound(database, mark === 'suspect' ? 'integrity_check' : 'quick_check'))
      return database;
  } catch (error) {
    if (!(error instanceof StoreError && error.code === 'STORE_CORRUPT')) throw error;
  }
  database?.close();
  return undefined;
}

function isSound(database: Database.Database, check: 'quick_check' | 'integrity_check'): boolean {
  return database.pragma(`${check}(1)`, { simple: true }) === 'ok';
}

/**
 * Opens the agent's database in `folder` (made when missing) and brings its schema up to date.
 * @param beforeMigrating called with the database as it was
 * @throws StoreError when it cannot be opened, is damaged, or was written by a newer version
 */
export function openDatabase(
  folder: string,
  beforeMigrating: (database: Database.Database, path: string) => void = () => {},
): Database.Database {
  const path = join(folder, FILE);
  const open = () => {
    mkdirSync(folder, { recursive: true, mode: 0o750 });
    return new Database(path);
  };
  return ready(path, open, (database) => {
    database.pragma('journal_mode = WAL');
    // A report counts as kept only when it is on the disk itself: the power may go at any moment.
    database.pragma('synchronous = FULL');
    database.pragma('foreign_keys = ON');
    // What is deleted of a lesson is overwritten, not only forgotten.
    database.pragma('secure_delete = ON');
    beforeMigrating(database, path);
    migrate(database, path);
  });
}

/**
 * Opens the agent's database in `folder` to look into, also while the agent has it open: nothing is made, changed or
 * brought up to date, and the agent never waits.
 * @throws StoreError when there is none, it cannot be read, or was written by another version
 */
export function openDatabaseToRead(folder: string): Database.Database {
  const path = join(folder, FILE);
  if (!existsSync(path)) {
    throw new StoreError(
      'STORE_MISSING',
      `${path}: there is none, or this user may not see it; name the agent's folder`,
    );
  }
  const open = () => new Database(path, { readonly: true, fileMustExist: true });
  return ready(path, open, (database) => checkSchema(database, path));
}

/** An opened database once it is prepared; closed again when that fails. */
function ready(
  path: string,
  open: () => Database.Database,
  prepare: (database: Database.Database) => void,
): Database.Database {
  try {
    const database = guarded(open());
    try {
      prepare(database);
      return database;
    } catch (error) {
      database.close();
      throw error;
    }
  } catch (error) {
    throw asStoreError(error, path);
  }
}

function checkSchema(database: Database.Database, path: string): void {
  const applied = appliedMigrations(database, path);
  const known = knownSchema();
  if (applied < known) {
    throw new StoreError(
      'STORE_TOO_OLD',
      `${path}: was written by an older Lectern (schema ${applied}, this one needs ${known}); start the agent, which brings it up to date`,
    );
  }
}

/** A database that lives only as long as the agent: for the time in which the disk cannot be used. */
export function openInMemory(): Database.Database {
  const database = guarded(new Database(':memory:'));
  database.pragma('foreign_keys = ON');
  migrate(database, 'memory');
  return database;
}
