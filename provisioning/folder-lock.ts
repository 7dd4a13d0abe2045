import { join } from 'node:path';
import Sqlite from 'better-sqlite3';

const FILE = 'lock';

/** A lock that is held until it is released, or its process ends. */
export interface HeldLock {
  release(): void;
}

/**
 * Takes a lock that is the operating system's, held by SQLite on a file of its own: it ends with its process however that ends.
 * @param file made when missing, in a folder that is there
 * @returns null when somebody else has it
 * @throws SqliteError when the disk does not do it
 */
export function takeLock(file: string): HeldLock | null {
  const held = new Sqlite(file, { timeout: 0 });
  try {
    held.exec('BEGIN IMMEDIATE');
    return { release: () => void held.close() };
  } catch (error) {
    held.close();
    if ((error as { code?: string }).code === 'SQLITE_BUSY') return null;
    throw error;
  }
}

/**
 * Does something with a folder while nobody else does.
 * @param folder that is there
 * @param busy makes the error that is thrown when somebody else has it
 */
export async function withFolderLock<T>(folder: string, busy: () => Error, act: () => Promise<T>): Promise<T> {
  const lock = takeLock(join(folder, FILE));
  if (!lock) throw busy();
  try {
    return await act();
  } finally {
    lock.release();
  }
}
