import { markSuspect } from './database-mark.ts';

export type StoreErrorCode =
  | 'STORE_FULL'
  | 'STORE_CORRUPT'
  | 'STORE_UNWRITABLE'
  | 'STORE_TOO_NEW'
  | 'STORE_TOO_OLD'
  | 'STORE_MISSING'
  | 'STORE_BUSY'
  | 'STORE_LESSON_NOT_OPEN';

/** The database cannot do its work: the message says what, where and what to do. */
export class StoreError extends Error {
  readonly code: StoreErrorCode;
  constructor(code: StoreErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/**
 * SQLite's and the file system's own errors in terms a person can act on; anything else passes unchanged. A database that
 * shows damage is marked, so that it is mended when the agent opens it next.
 */
export function asStoreError(error: unknown, path: string): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (/^(SQLITE_FULL|ENOSPC|EDQUOT|EFBIG)/.test(code)) {
    return new StoreError('STORE_FULL', `${path}: the disk is full; free some space and try again`, { cause: error });
  }
  if (/^(SQLITE_CORRUPT|SQLITE_NOTADB)/.test(code)) {
    markSuspect(path);
    return new StoreError(
      'STORE_CORRUPT',
      `${path}: is damaged or not a Lectern database; start the agent anew, which saves what can be read of it`,
      {
        cause: error,
      },
    );
  }
  if (/^(SQLITE_CANTOPEN|SQLITE_READONLY|SQLITE_IOERR|SQLITE_PERM|EACCES|EPERM|EROFS|ENOTDIR|EEXIST)/.test(code)) {
    return new StoreError(
      'STORE_UNWRITABLE',
      `${path}: cannot be written (${code}); check that the folder is there and may be written by this user`,
      {
        cause: error,
      },
    );
  }
  return error;
}
