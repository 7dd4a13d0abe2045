import { randomBytes } from 'node:crypto';
import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  lstatSync,
  openSync,
  readdirSync,
  renameSync,
  rmdirSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { syncFolder } from '../config/whole-file.ts';

const CHUNK_BYTES = 2 ** 20;

export interface Erased {
  files: number;
  bytes: number;
}

/**
 * Overwrites a file with what is random, to the disk itself, and removes it under another name; of a folder everything in it. A link is
 * removed and not followed. Where a file has other names its content goes from all of them. On an SSD, and on a file system that
 * writes elsewhere than where it was (btrfs, ZFS, with snapshots), what was there may lie on the disk all the same.
 * @throws NodeJS.ErrnoException
 */
export function eraseForGood(path: string): Erased {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (!stats) return { files: 0, bytes: 0 };
  if (stats.isDirectory()) {
    const erased = readdirSync(path).map((name) => eraseForGood(join(path, name)));
    rmdirSync(path);
    return erased.reduce((sum, { files, bytes }) => ({ files: sum.files + files, bytes: sum.bytes + bytes }), {
      files: 0,
      bytes: 0,
    });
  }
  const bytes = stats.isFile() ? overwritten(path) : 0;
  // The name tells too: a lesson's recording, a backup's day.
  const nameless = join(dirname(path), randomBytes(16).toString('hex'));
  renameSync(path, nameless);
  unlinkSync(nameless);
  syncFolder(dirname(path));
  return { files: 1, bytes };
}

/** @returns how many bytes it had */
function overwritten(path: string): number {
  const file = openSync(path, constants.O_WRONLY | constants.O_NOFOLLOW);
  try {
    const { size } = fstatSync(file);
    for (let at = 0; at < size; )
      at += writeSync(file, randomBytes(Math.min(CHUNK_BYTES, size - at)), 0, undefined, at);
    fsyncSync(file);
    ftruncateSync(file);
    fsyncSync(file);
    return size;
  } finally {
    closeSync(file);
  }
}
