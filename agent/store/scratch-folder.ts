import { lstatSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type HeldLock, takeLock } from '../../provisioning/folder-lock.ts';

/** What a backup or a restore has in hand: copies of all lessons, which must not outlive it. */
export type ScratchKind = 'backup' | 'restore';
const SCRATCH = /^(backup|restore)-[A-Za-z0-9]{6}$/;
const LOCK = 'lock';
/** A backup that is being written: the number is its process's. */
const PART = /\.(\d+)\.part$/;

/** Does something with a folder of its own inside of `place`, which is deleted afterwards. */
export async function withScratchFolder<Result>(
  place: string,
  kind: ScratchKind,
  act: (scratch: string) => Promise<Result>,
): Promise<Result> {
  const scratch = mkdtempSync(join(place, `${kind}-`));
  let lock: HeldLock | null = null;
  try {
    lock = takeLock(join(scratch, LOCK));
    return await act(scratch);
  } finally {
    lock?.release();
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Deletes what those left that were cut off, as when the power went; what one still works in stays. Never throws. */
export function removeAbandonedScratch(place: string): void {
  for (const name of namesIn(place).filter((each) => SCRATCH.test(each))) {
    const scratch = join(place, name);
    try {
      if (!lstatSync(scratch).isDirectory()) continue;
      const lock = takeLock(join(scratch, LOCK));
      lock?.release();
      if (lock) rmSync(scratch, { recursive: true, force: true });
    } catch {
      // Not this user's, or the disk does not do it: the next time.
    }
  }
  try {
    removeAbandonedParts(join(place, 'backups'));
  } catch {
    // As above.
  }
}

function removeAbandonedParts(backups: string): void {
  for (const name of namesIn(backups)) {
    const pid = PART.exec(name)?.[1];
    if (pid !== undefined && !isAlive(Number(pid))) rmSync(join(backups, name), { force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

function namesIn(place: string): string[] {
  try {
    return readdirSync(place);
  } catch {
    return [];
  }
}
