import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { SetupError } from './setup-error.ts';

/**
 * Writes the whole file or nothing: a temporary file beside it, to the disk itself, then renamed.
 * @param mode permissions of the new file, such as 0o600
 * @throws SetupError (SETUP_UNWRITABLE) when the disk is full or the file cannot be written
 */
export function writeWholeFile(path: string, text: string, mode: number): void {
  const folder = dirname(resolve(path));
  const part = join(folder, `.${basename(path)}.${process.pid}.part`);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o750 });
    rmSync(part, { force: true });
    const file = openSync(part, 'wx', mode);
    try {
      const bytes = Buffer.from(text);
      for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(part, path);
    syncFolder(folder);
  } catch (error) {
    rmSync(part, { force: true });
    const { code } = error as NodeJS.ErrnoException;
    const isFull = code === 'ENOSPC' || code === 'EDQUOT';
    throw new SetupError(
      'SETUP_UNWRITABLE',
      isFull
        ? `${path}: the disk is full; free some space and save again`
        : `${path}: cannot be written (${code}); let the agent's user write the folder ${folder}`,
      { cause: error },
    );
  }
}

/** The new name is safe only when the folder that holds it is on the disk too. */
function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
