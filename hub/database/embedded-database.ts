import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import type { Database, Session } from './database.ts';
import { DurableFiles, durableStart, syncTree } from './durable-files.ts';
import { FolderLock, LOCK_FILE } from './folder-lock.ts';

/** After so much of its log PostgreSQL's pages are brought to the disk, and the log before is used again. */
const LOG_BYTES = 64 * 1024 * 1024;
/** How long the log is, is asked after so many transactions. */
const ASK_EVERY = 16;

/**
 * PostgreSQL within this process, in a folder or in memory: for the demo, for tests and for one school. One process at a
 * time has a folder open. What is committed in a folder is on the disk, as with a server.
 */
export class EmbeddedDatabase implements Database {
  readonly #pglite: PGlite;
  readonly #lock: FolderLock | undefined;

  readonly #logBytes: number;
  #commits = 0;

  private constructor(pglite: PGlite, lock?: FolderLock, logBytes = LOG_BYTES) {
    this.#pglite = pglite;
    this.#lock = lock;
    this.#logBytes = logBytes;
  }

  /**
   * @param folder where it is kept; undefined: in memory
   * @param logBytes how much of its log PostgreSQL keeps at most, about
   * @throws DatabaseBusyError when another process, or this one, has the folder open
   */
  static async open(folder?: string, logBytes?: number): Promise<EmbeddedDatabase> {
    if (!folder) return new EmbeddedDatabase(await PGlite.create());
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const lock = new FolderLock(folder);
    try {
      const isNew = !existsSync(join(folder, 'PG_VERSION'));
      const pglite = await PGlite.create({ fs: new DurableFiles(folder), startParams: durableStart });
      // PGlite makes a database in memory and writes it out.
      if (isNew) syncTree(folder, LOCK_FILE);
      return new EmbeddedDatabase(pglite, lock, logBytes);
    } catch (error) {
      lock.release();
      throw error;
    }
  }

  async query<Row extends object>(sql: string, values: readonly unknown[] = []): Promise<Row[]> {
    return (await this.#pglite.query<Row>(sql, [...values])).rows;
  }

  async transaction<Result>(work: (session: Session) => Promise<Result>): Promise<Result> {
    const result = await this.#pglite.transaction((transaction) =>
      work({
        query: async <Row extends object>(sql: string, values: readonly unknown[] = []) =>
          (await transaction.query<Row>(sql, [...values])).rows,
      }),
    );
    if (this.#lock && ++this.#commits % ASK_EVERY === 0) await this.#boundLog();
    return result;
  }

  /** Without processes of its own PostgreSQL makes no checkpoint by itself: the log would fill the disk. */
  async #boundLog(): Promise<void> {
    try {
      const [found] = await this.query<{ bytes: number }>(
        'SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), redo_lsn)::float8 AS bytes FROM pg_control_checkpoint()',
      );
      if (found!.bytes > this.#logBytes) await this.#pglite.exec('CHECKPOINT');
    } catch {
      // The transaction is committed all the same; whatever is wrong with the disk, the next one says.
    }
  }

  async script(sql: string): Promise<void> {
    await this.#pglite.exec(sql);
  }

  async close(): Promise<void> {
    await this.#pglite.close();
    this.#lock?.release();
  }
}
