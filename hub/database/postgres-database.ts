import pg from 'pg';
import type { Database, Session } from './database.ts';

const INT8 = 20;
const CONNECT_MS = 10_000;
/** A server that hangs is left, and the work tried again on a new connection. */
const QUERY_MS = 60_000;

/** A PostgreSQL server (15 or newer). TLS, certificates and all else are options of the URL, as with libpq. */
export class PostgresDatabase implements Database {
  readonly #pool: pg.Pool;

  /** @param connections most at once */
  constructor(url: string, connections = 4) {
    this.#pool = new pg.Pool({
      connectionString: url,
      max: connections,
      connectionTimeoutMillis: CONNECT_MS,
      query_timeout: QUERY_MS,
      keepAlive: true,
      application_name: 'lectern-hub',
      // Counts stay far below 2^53.
      types: {
        getTypeParser: ((oid, format) =>
          oid === INT8 ? Number : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
      },
    });
    // An idle connection that breaks is replaced by the pool; without a listener it would end the process.
    this.#pool.on('error', () => {});
  }

  async query<Row extends object>(sql: string, values: readonly unknown[] = []): Promise<Row[]> {
    return (await this.#pool.query(sql, [...values])).rows as Row[];
  }

  async transaction<Result>(work: (session: Session) => Promise<Result>): Promise<Result> {
    const client = await this.#pool.connect();
    let broken: Error | undefined;
    // The pool listens to idle connections alone: one that breaks here would end the process, not only the work.
    const isBroken = (error: Error) => {
      broken ??= error;
    };
    client.on('error', isBroken);
    try {
      await client.query('BEGIN');
      const result = await work({
        query: async <Row extends object>(text: string, values: readonly unknown[] = [], name?: string) =>
          (await client.query({ text, values: [...values], ...(name !== undefined && { name }) })).rows as Row[],
      });
      await client.query('COMMIT');
      return result;
    } catch (error) {
      // A connection that cannot even roll back is not used again.
      await client.query('ROLLBACK').catch(isBroken);
      throw error;
    } finally {
      client.release(broken);
      client.off('error', isBroken);
    }
  }

  async script(sql: string): Promise<void> {
    await this.#pool.query(sql);
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }
}
