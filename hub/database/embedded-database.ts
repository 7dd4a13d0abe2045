import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import type { Database, Session } from './database.ts';
import { DurableFiles, durableStart, syncTree } from './durable-files.ts';
import { FolderLock, LOCK_FILE } from './folder-lock.ts';

/**
 * PostgreSQL within this process, in a folder or in memory: for the demo, for tests and for one school. One process at a
 * time has a folder open. What is committed in a folder is on the disk, as with a server.
 */
export class EmbeddedDatabase implements Database {
  readonly #pglite: PGlite;
  readonly #lock: FolderLock | undefined;

  private constructor(pglite: PGlite, lock?: FolderLock) {
    this.#pglite = pglite;
    this.#lock = lock;
  }

  /**
   * @param folder where it is kept; undefined: in memory
   * @throws DatabaseBusyError when another process, or this one, has the folder open
   */
  static async open(folder?: string): Promise<EmbeddedDatabase> {
    if (!folder) return new EmbeddedDatabase(await PGlite.create());
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const lock = new FolderLock(folder);
    try {
      const isNew = !existsSync(join(folder, 'PG_VERSION'));
      const pglite = await PGlite.create({ fs: new DurableFiles(folder), startParams: durableStart });
      // PGlite makes a database in memory and writes it out.
      if (isNew) syncTree(folder, LOCK_FILE);
      return new EmbeddedDatabase(pglite, lock);
    } catch (error) {
      lock.release();
      throw error;
    }
  }

  async query<Row extends object>(sql: string, values: readonly unknown[] = []): Promise<Row[]> {
    return (await this.#pglite.query<Row>(sql, [...values])).rows;
  }

  async transaction<Result>(work: (session: Session) => Promise<Result>): Promise<Result> {
    return this.#pglite.transaction((transaction) =>
      work({
        query: async <Row extends object>(sql: string, values: readonly unknown[] = []) =>
          (await transaction.query<Row>(sql, [...values])).rows,
      }),
    );
  }

  async script(sql: string): Promise<void> {
    await this.#pglite.exec(sql);
  }

  async close(): Promise<void> {
    await this.#pglite.close();
    this.#lock?.release();
  }
}
