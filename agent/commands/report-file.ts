import {
  accessSync,
  closeSync,
  constants,
  fsyncSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

export class ReportFileError extends Error {
  readonly code = 'REPORT_UNWRITABLE';
}

/**
 * Checks early that a report can be written there, so that a long analysis is not done for nothing.
 * @throws ReportFileError
 */
export function checkReportFile(path: string): void {
  const folder = dirname(resolve(path));
  const stats = statSync(folder, { throwIfNoEntry: false });
  if (!stats?.isDirectory()) throw new ReportFileError(`${path}: there is no folder ${folder}; make it first`);
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory())
    throw new ReportFileError(`${path}: is a folder; name a file`);
  try {
    accessSync(folder, constants.W_OK);
  } catch {
    throw new ReportFileError(`${path}: the folder ${folder} may not be written by this user; choose another`);
  }
}

/**
 * Writes the whole file or nothing: a temporary file beside it, to the disk itself, then renamed.
 * @throws ReportFileError when the disk is full or the file cannot be written
 */
export function writeReportFile(path: string, text: string): void {
  const temporary = join(dirname(resolve(path)), `.${basename(path)}.${process.pid}.part`);
  let file: number | undefined;
  try {
    // Left by a process of the same number that was ended in the middle.
    rmSync(temporary, { force: true });
    file = openSync(temporary, 'wx', 0o640);
    try {
      const bytes = Buffer.from(text);
      for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
    syncFolder(dirname(resolve(path)));
  } catch (error) {
    if (file !== undefined) rmSync(temporary, { force: true });
    const { code } = error as NodeJS.ErrnoException;
    const reason =
      code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG'
        ? 'the disk is full; free some space'
        : `cannot be written (${code})`;
    throw new ReportFileError(`${path}: ${reason}; nothing was kept of it`);
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
