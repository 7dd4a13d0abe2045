import { type Database, DatabaseUrlError } from './database.ts';
import { EmbeddedDatabase } from './embedded-database.ts';
import { PostgresDatabase } from './postgres-database.ts';

const POSTGRES = /^postgres(ql)?:\/\//;

/** Whether several processes can use the database at once. */
export function isServer(name: string): boolean {
  return POSTGRES.test(name);
}

/**
 * @param name `postgres://…` for a server, `memory:` for one that is forgotten, else a folder for the embedded one
 * @throws DatabaseUrlError
 */
export async function openDatabase(name: string, connections?: number): Promise<Database> {
  if (isServer(name)) {
    if (!URL.canParse(name))
      throw new DatabaseUrlError('the database’s URL cannot be read: postgres://user@host/database');
    return new PostgresDatabase(name, connections);
  }
  if (name === 'memory:') return EmbeddedDatabase.open();
  // The name is not repeated: it may hold a password.
  if (name === '' || /^[a-z]+:\/\//.test(name))
    throw new DatabaseUrlError('a database is postgres://user@host/database, a folder, or memory:');
  return EmbeddedDatabase.open(name);
}
