/** Something that answers SQL: a database, or a transaction within it. */
export interface Session {
  /**
   * @param values of `$1`, `$2`, …; JSON as text
   * @param name under which a connection keeps the statement's plan; for statements that come again and again
   */
  query<Row extends object = Record<string, unknown>>(
    sql: string,
    values?: readonly unknown[],
    name?: string,
  ): Promise<Row[]>;
}

/** Where the region keeps what rooms send: a PostgreSQL server, or PostgreSQL within this process (PGlite). */
export interface Database extends Session {
  /** All of it or nothing; commits when the work is done, and has it on disk when this resolves. */
  transaction<Result>(work: (session: Session) => Promise<Result>): Promise<Result>;
  /** Several statements without values. */
  script(sql: string): Promise<void>;
  close(): Promise<void>;
}

/** Data exceptions, broken constraints and limits of a row: the same row fails each time it is tried. */
const OF_THE_ROW = /^(22|23|54)[0-9A-Z]{3}$/;

/** Whether it is the row's fault, so that trying again is no use; everything else is the database's, and mends itself. */
export function isFaultOfRow(error: unknown): boolean {
  return error instanceof Error && 'code' in error && OF_THE_ROW.test(String(error.code));
}

/** The database cannot be used as it was named, and no waiting mends that. */
export class DatabaseUrlError extends Error {
  readonly code = 'HUB_DATABASE_URL';
}
