import { readFileSync, statSync } from 'node:fs';

/** A description of a device is some lines of text; what is larger is another file. */
const MOST_BYTES = 256 * 1024;

/** Why a file that describes devices is not read; the message is for the file's name to stand before. */
export class DeviceFileError extends Error {
  readonly code = 'DEVICE_FILE_UNREADABLE';
}

/**
 * The text of a file of register maps or commands. What is no file, such as a pipe, would be waited for without end, and all devices
 * with it.
 * @param setting that names the file
 * @throws DeviceFileError
 */
export function readDeviceFile(file: string, setting: string): string {
  try {
    const stats = statSync(file);
    if (!stats.isFile()) throw new DeviceFileError(`is no file; check the setting ${setting}`);
    if (stats.size > MOST_BYTES)
      throw new DeviceFileError(`is larger than ${MOST_BYTES / 1024} kB: is it another file?`);
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof DeviceFileError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    throw new DeviceFileError(`cannot be read (${code}); check the setting ${setting}, and who may read the file`);
  }
}
