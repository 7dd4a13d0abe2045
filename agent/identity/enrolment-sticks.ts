import { readFileSync, statSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { EnrolmentError } from '../../provisioning/enrolment/enrolment-error.ts';
import { ENROLMENT_FILE, MOST_FILE_BYTES } from '../../provisioning/enrolment/enrolment-file.ts';

const MOUNTS = '/proc/self/mounts';
const STICKS = /^\/(media|mnt|run\/media)(\/|$)/;
/** Serial numbers of machine and board; only root may read them. */
const SERIALS = ['/sys/class/dmi/id/product_serial', '/sys/class/dmi/id/board_serial'];

/**
 * The file with claim codes on a USB stick that is mounted; undefined when there is none.
 * @param mounts as in /proc/self/mounts @param sticks where sticks are mounted: below /media, /run/media or /mnt
 */
export function enrolmentFileOnStick(mounts = MOUNTS, sticks = STICKS): string | undefined {
  const places = textIfThere(mounts)
    .split('\n')
    // Blanks in a path are written as octal numbers.
    .map((line) =>
      (line.split(' ')[1] ?? '').replaceAll(/\\(\d{3})/g, (_, digits) =>
        String.fromCharCode(Number.parseInt(digits, 8)),
      ),
    )
    .filter((place) => sticks.test(place));
  return places.map((place) => join(place, ENROLMENT_FILE)).find(isFile);
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    // Not there, or on a stick that is another user's, or broken: it may be on the next.
    return false;
  }
}

/** @throws EnrolmentError (ENROL_FILE) */
export function enrolmentFileText(file: string): string {
  try {
    if (statSync(file).size > MOST_FILE_BYTES) throw new Error(`has more than ${MOST_FILE_BYTES} bytes`);
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new EnrolmentError('ENROL_FILE', `${file}: cannot be read: ${(error as Error).message}; check the stick`, {
      cause: error,
    });
  }
}

/** What this machine calls itself: its serial numbers, where they may be read, and the MAC addresses of its network. */
export function machineNames(): string[] {
  const serials = SERIALS.map((file) => textIfThere(file).trim());
  const addresses = Object.values(networkInterfaces()).flatMap((all) => (all ?? []).map(({ mac }) => mac));
  return [...new Set([...serials, ...addresses])].filter((name) => name !== '' && !/^[0:]+$/.test(name));
}

function textIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
