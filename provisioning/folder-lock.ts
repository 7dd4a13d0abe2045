import { join } from 'node:path';
import Sqlite from 'better-sqlite3';

const FILE = 'lock';

/**
 * Does something with a folder while nobody else does. The lock is the operating system's, held by SQLite on a file of its own:
 * it ends with its process however that ends.
 * @param folder that is there
 * @param busy makes the error that is thrown when somebody else has it
 */
export async function withFolderLock<T>(folder: string, busy: () => Error, act: () => Promise<T>): Promise<T> {
  const file = new Sqlite(join(folder, FILE), { timeout: 0 });
  try {
    file.exec('BEGIN IMMEDIATE');
  } catch (error) {
    file.close();
    throw (error as { code?: string }).code === 'SQLITE_BUSY' ? busy() : error;
  }
  try {
    return await act();
  } finally {
    file.close();
  }
}
