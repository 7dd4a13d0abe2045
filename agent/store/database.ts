import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { asStoreError, StoreError } from './store-error.ts';

const migrationFolder = new URL('./migrations/', import.meta.url);

/**
 * Opens the agent's database in `folder` (made when missing) and brings its schema up to date.
 * @throws StoreError when it cannot be opened, is damaged, or was written by a newer version
 */
export function openDatabase(folder: string): Database.Database {
  const path = join(folder, 'lectern.db');
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
    migrate(database, path);
  });
}

/**
 * Opens the agent's database in `folder` to look into, also while the agent has it open: nothing is made, changed or
 * brought up to date, and the agent never waits.
 * @throws StoreError when there is none, it cannot be read, or was written by another version
 */
export function openDatabaseToRead(folder: string): Database.Database {
  const path = join(folder, 'lectern.db');
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
    const database = open();
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
  const known = migrationFiles().length;
  if (applied < known) {
    throw new StoreError(
      'STORE_TOO_OLD',
      `${path}: was written by an older Lectern (schema ${applied}, this one needs ${known}); start the agent, which brings it up to date`,
    );
  }
}

/** A database that lives only as long as the agent: for the time in which the disk cannot be used. */
export function openInMemory(): Database.Database {
  const database = new Database(':memory:');
  database.pragma('foreign_keys = ON');
  migrate(database, 'memory');
  return database;
}

/** Applies the numbered migrations that are missing, each in a transaction of its own. */
function migrate(database: Database.Database, path: string): void {
  const applied = appliedMigrations(database, path);
  for (const [index, file] of migrationFiles().entries()) {
    if (index < applied) continue;
    const sql = readFileSync(new URL(file, migrationFolder), 'utf8');
    database.transaction(() => {
      database.exec(sql);
      database.pragma(`user_version = ${index + 1}`);
    })();
  }
}

function appliedMigrations(database: Database.Database, path: string): number {
  const applied = database.pragma('user_version', { simple: true }) as number;
  const known = migrationFiles().length;
  if (applied > known) {
    throw new StoreError(
      'STORE_TOO_NEW',
      `${path}: was written by a newer Lectern (schema ${applied}, this one knows ${known}); update Lectern`,
    );
  }
  return applied;
}

function migrationFiles(): string[] {
  return readdirSync(migrationFolder)
    .filter((name) => name.endsWith('.sql'))
    .sort();
}
