import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

/** The disk takes no more. */
export const isFullDisk = (code: string | undefined): boolean =>
  code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG';

/**
 * Writes the whole file or nothing: a temporary file beside it, to the disk itself, then renamed.
 * @param mode permissions of the new file, such as 0o600
 * @throws NodeJS.ErrnoException when the disk is full or the file cannot be written; nothing is left then
 */
export function writeWholeFile(path: string, content: string | Uint8Array, mode: number): void {
  const folder = dirname(resolve(path));
  const part = join(folder, `.${basename(path)}.${process.pid}.part`);
  try {
    // Left by a process of the same number that was ended in the middle.
    rmSync(part, { force: true });
    const file = openSync(part, 'wx', mode);
    try {
      const bytes = Buffer.from(content);
      for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(part, path);
    syncFolder(folder);
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  }
}

/** A new name is safe only when the folder that holds it is on the disk too. */
export function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
