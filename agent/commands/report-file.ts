import { accessSync, constants, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { isFullDisk, writeWholeFile } from '../config/whole-file.ts';

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
 * Writes the whole file or nothing.
 * @throws ReportFileError when the disk is full or the file cannot be written
 */
export function writeReportFile(path: string, text: string): void {
  try {
    writeWholeFile(path, text, 0o640);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const reason = isFullDisk(code) ? 'the disk is full; free some space' : `cannot be written (${code})`;
    throw new ReportFileError(`${path}: ${reason}; nothing was kept of it`);
  }
}
