import type Database from 'better-sqlite3';
import { asStoreError } from './store-error.ts';

type Act = (...values: unknown[]) => unknown;

/**
 * Has a database speak of its troubles in terms a person can act on, whatever is asked of it: reading meets a damaged page
 * or a sick disk as well as writing does.
 */
export function guarded(database: Database.Database): Database.Database {
  const guard = (act: Act): Act => {
    return (...values) => {
      try {
        return act(...values);
      } catch (error) {
        throw asStoreError(error, database.name);
      }
    };
  };
  const prepare = guard(database.prepare.bind(database) as Act);
  const transaction = database.transaction.bind(database);
  return Object.assign(database, {
    prepare: (sql: string) => guardedStatement(prepare(sql) as Database.Statement, guard, database.name),
    exec: guard(database.exec.bind(database) as Act),
    pragma: guard(database.pragma.bind(database) as Act),
    // What is thrown inside passes unchanged; the commit itself may fail too.
    transaction: (act: (...values: unknown[]) => unknown) => guard(transaction(act) as unknown as Act),
  });
}

function guardedStatement(statement: Database.Statement, guard: (act: Act) => Act, name: string): Database.Statement {
  const iterate = statement.iterate.bind(statement) as (...values: unknown[]) => IterableIterator<unknown>;
  return Object.assign(statement, {
    run: guard(statement.run.bind(statement) as Act),
    get: guard(statement.get.bind(statement) as Act),
    all: guard(statement.all.bind(statement) as Act),
    *iterate(...values: unknown[]) {
      try {
        yield* iterate(...values);
      } catch (error) {
        throw asStoreError(error, name);
      }
    },
  });
}
