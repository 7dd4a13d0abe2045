import { mkdirSync } from 'node:fs';
import { PGlite } from '@electric-sql/pglite';
import type { Database, Session } from './database.ts';

/**
 * PostgreSQL within this process, in a folder or in memory: for the demo, for tests and for one school. One process at a
 * time may have a folder open.
 */
export class EmbeddedDatabase implements Database {
  readonly #pglite: PGlite;

  private constructor(pglite: PGlite) {
    this.#pglite = pglite;
  }

  /** @param folder where it is kept; undefined: in memory */
  static async open(folder?: string): Promise<EmbeddedDatabase> {
    if (folder) mkdirSync(folder, { recursive: true, mode: 0o700 });
    return new EmbeddedDatabase(await PGlite.create(folder ? { dataDir: folder } : {}));
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
  }
}
