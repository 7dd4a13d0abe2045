/**
 * - `BACKUP_UNREADABLE`: the file is no backup, is damaged, or the passphrase is not its
 * - `BACKUP_TOO_NEW`: a newer version of Lectern made it
 * - `BACKUP_REFUSED`: it must not be restored here, or not now
 * - `BACKUP_DISK`: it cannot be written
 */
export type BackupErrorCode = `BACKUP_${'UNREADABLE' | 'TOO_NEW' | 'REFUSED' | 'DISK'}`;

export class BackupError extends Error {
  readonly code: BackupErrorCode;
  constructor(code: BackupErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
