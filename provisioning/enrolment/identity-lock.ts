import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { EnrolmentError } from './enrolment-error.ts';

const FILE = 'lock';

/**
 * Runs something that changes an identity, while nobody else does. The lock is the operating system's, held by SQLite on a file
 * of its own: it ends with its process however that ends.
 * @param folder of the identity, which is there
 * @throws EnrolmentError (ENROL_BUSY)
 */
export async function withIdentityLock<T>(folder: string, act: () => Promise<T>): Promise<T> {
  const file = new Sqlite(join(folder, FILE), { timeout: 0 });
  try {
    file.exec('BEGIN IMMEDIATE');
  } catch (error) {
    file.close();
    if ((error as { code?: string }).code !== 'SQLITE_BUSY') throw error;
    throw new EnrolmentError('ENROL_BUSY', `${folder}: another process is enrolling this room just now; wait for it`);
  }
  try {
    return await act();
  } finally {
    file.close();
  }
}
