import { join } from 'node:path';
import Sqlite from 'better-sqlite3';

/** Another process has the folder of the embedded database open. */
export class DatabaseBusyError extends Error {
  readonly code = 'HUB_DATABASE_BUSY';
}

/** No process that holds it may open and close the file in another way: to POSIX that gives the lock back. */
export const LOCK_FILE = 'lectern.lock';

/**
 * Sees to it that one process at a time has a folder open: two would write over each other's pages. The lock is the operating
 * system's, held by SQLite on a file of its own; unlike a file with a process id it ends with its process however that ends,
 * and holds between containers that share the folder.
 */
export class FolderLock {
  readonly #file: Sqlite.Database;

  /** @throws DatabaseBusyError */
  constructor(folder: string) {
    this.#file = new Sqlite(join(folder, LOCK_FILE), { timeout: 0 });
    try {
      this.#file.exec('BEGIN IMMEDIATE');
      // Written down for who comes next; then the lock is held for as long as the database is open.
      this.#file.pragma(`user_version = ${process.pid}`);
      this.#file.exec('COMMIT; BEGIN IMMEDIATE');
    } catch (error) {
      const { code } = error as { code?: string };
      const holder = code === 'SQLITE_BUSY' ? this.#holder() : undefined;
      this.#file.close();
      if (holder === undefined) throw error;
      throw new DatabaseBusyError(
        `${folder}: 已被进程 ${holder} 打开 is open in process ${holder}, and an embedded database has room for one; stop that one (lectern hub ingest?) first, or use a PostgreSQL server (--database postgres://…)`,
      );
    }
  }

  release(): void {
    this.#file.close();
  }

  #holder(): string {
    const id = this.#file.pragma('user_version', { simple: true });
    return String(id || '?');
  }
}
