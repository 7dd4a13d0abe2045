import { mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { isFullDisk, writeWholeFile } from '../config/whole-file.ts';
import { SetupError } from './setup-error.ts';

/**
 * Saves a file as a whole or not at all; its folder is made where it is missing.
 * @param mode permissions of the new file, such as 0o600
 * @throws SetupError (SETUP_UNWRITABLE) when the disk is full or the file cannot be written
 */
export function saveFile(path: string, text: string, mode: number): void {
  const folder = dirname(resolve(path));
  try {
    mkdirSync(folder, { recursive: true, mode: 0o750 });
    writeWholeFile(path, text, mode);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const what = isFullDisk(code)
      ? 'the disk is full; free some space and save again'
      : `cannot be written (${code}); let the agent's user write the folder ${folder}`;
    throw new SetupError('SETUP_UNWRITABLE', `${path}: ${what}`, { cause: error });
  }
}
