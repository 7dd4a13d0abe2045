import { chownSync, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** Where Debian lists its users. */
const USERS = '/etc/passwd';

/** Node has it on every POSIX system; its types leave it out. */
interface WithInitgroups {
  initgroups(user: string, extraGroup: number): void;
}

/**
 * Gives root up for good and becomes whom a folder belongs to: what a command writes there can then be read by the agent.
 * Does nothing for anybody but root, and where the folder is root's own. What only root may read must be opened before.
 * @param folder one that is not there yet stands for the next above it that is
 */
export function becomeOwnerOf(folder: string): void {
  if (process.geteuid?.() !== 0) return;
  const { uid, gid } = nearest(folder);
  if (uid === 0) return;
  const name = userName(uid);
  if (name === undefined) process.setgroups?.([gid]);
  else (process as NodeJS.Process & WithInitgroups).initgroups(name, gid);
  process.setgid?.(gid);
  process.setuid?.(uid);
}

/**
 * Does something as whom a folder belongs to, then goes on as before; as becomeOwnerOf, but root can still write where only
 * root may.
 */
export async function asOwnerOf<Result>(folder: string, act: () => Promise<Result>): Promise<Result> {
  const { uid, gid } = nearest(folder);
  if (process.geteuid?.() !== 0 || uid === 0) return await act();
  process.setegid?.(gid);
  process.seteuid?.(uid);
  try {
    return await act();
  } finally {
    process.seteuid?.(0);
    process.setegid?.(0);
  }
}

/** Gives files that root has written to whom a folder belongs to, so that the agent can read them. */
export function giveToOwnerOf(folder: string, files: readonly string[]): void {
  if (process.geteuid?.() !== 0) return;
  const { uid, gid } = nearest(folder);
  for (const file of files) chownSync(file, uid, gid);
}

function nearest(folder: string): { uid: number; gid: number } {
  const found = statSync(folder, { throwIfNoEntry: false });
  return found ?? nearest(dirname(folder));
}

function userName(uid: number): string | undefined {
  const line = readFileSync(USERS, 'utf8')
    .split('\n')
    .find((user) => user.split(':')[2] === String(uid));
  return line?.split(':')[0];
}
