import { closeSync, existsSync, mkdirSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { BackupError } from '../backup/backup-error.ts';
import type { OpenFile } from '../backup/backup-file.ts';
import { syncFolder } from '../config/whole-file.ts';
import { asOwnerOf } from './as-owner.ts';

/**
 * Has a new file written, whole or not at all: under another name, which becomes its own when it is done. A file that is there
 * already stays as it is.
 * @param owned the folder whose owner writes there, which is not to follow his links as root; null: whoever asks
 * @throws BackupError
 */
export async function writeOut<Result>(
  owned: string | null,
  out: string,
  write: (file: OpenFile) => Promise<Result>,
): Promise<Result> {
  const there = async <T>(act: () => T): Promise<T> =>
    owned === null ? act() : await asOwnerOf(owned, async () => act());
  const part = `${out}.${process.pid}.part`;
  const descriptor = await there(() => {
    if (existsSync(out)) throw thereAlready(out);
    try {
      if (owned !== null) mkdirSync(dirname(out), { recursive: true, mode: 0o700 });
      rmSync(part, { force: true });
      return openSync(part, 'wx', 0o600);
    } catch (cause) {
      throw unwritable(out, cause);
    }
  });
  try {
    const result = await write({ path: out, descriptor });
    await there(() => keep(part, out));
    return result;
  } finally {
    closeSync(descriptor);
    await there(() => rmSync(part, { force: true }));
  }
}

function keep(part: string, out: string): void {
  try {
    if (existsSync(out)) throw thereAlready(out);
    renameSync(part, out);
    syncFolder(dirname(out));
  } catch (cause) {
    throw cause instanceof BackupError ? cause : unwritable(out, cause);
  }
}

const thereAlready = (out: string) =>
  new BackupError('BACKUP_REFUSED', `${out}: there already; name another with --out`);

function unwritable(out: string, cause: unknown): BackupError {
  const { code } = cause as NodeJS.ErrnoException;
  return new BackupError('BACKUP_DISK', `${out}: cannot be written (${code}); check its place and free space`, {
    cause,
  });
}
