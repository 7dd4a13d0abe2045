import type { Database } from '../../hub/database/database.ts';
import { migrate, schemaScript } from '../../hub/database/migrate.ts';
import { openDatabase } from '../../hub/database/open-database.ts';

export interface HubSchemaOptions {
  database: string;
  print?: boolean;
}

/** The database cannot be reached, or does not let its user do this. */
class HubDatabaseError extends Error {
  readonly code = 'HUB_DATABASE';
}

/** Opens the region's database for a command, and closes it. */
export async function withHubDatabase<Result>(
  name: string,
  act: (database: Database) => Promise<Result>,
): Promise<Result> {
  const database = await openDatabase(name, 1);
  try {
    return await act(database);
  } catch (error) {
    const { code = '', message } = error as Error & { code?: string };
    // SQLSTATEs and the system's names of errors; our own codes have an underscore and a word before it.
    if (/^([0-9A-Z]{5}|E[A-Z]+)$/.test(code)) throw new HubDatabaseError(`the database: ${message || code} (${code})`);
    throw error;
  } finally {
    await database.close();
  }
}

/** `lectern hub schema` */
export async function hubSchema({ database: name, print }: HubSchemaOptions): Promise<void> {
  if (print) {
    process.stdout.write(schemaScript());
    return;
  }
  const applied = await withHubDatabase(name, (database) => migrate(database));
  console.log(applied.length > 0 ? `已更新 applied: ${applied.join(', ')}` : '已是最新 nothing to do');
}
