import { closeSync, constants, fchownSync, mkdirSync, openSync, readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { UsageError } from './exit-code.ts';

/** Where Debian lists its users. */
const USERS = '/etc/passwd';
/** The user that the package makes, whom the service runs as. */
const SERVICE_USER = 'lectern';
const FOLDER_MODE = 0o750;

/** Node has it on every POSIX system; its types leave it out. */
interface WithInitgroups {
  initgroups(user: string, extraGroup: number): void;
}

interface Owner {
  uid: number;
  gid: number;
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
  const name = userNamed(({ id }) => id === uid)?.name;
  if (name === undefined) process.setgroups?.([gid]);
  else (process as NodeJS.Process & WithInitgroups).initgroups(name, gid);
  process.setgid?.(gid);
  process.setuid?.(uid);
}

/**
 * Does something as whom a folder belongs to, then goes on as before; as becomeOwnerOf, but root can still write where only
 * root may. No other program may be started in it: that one could become root again.
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

/**
 * Makes a data folder that root asks for, where there is none yet: it belongs to whom a folder above it belongs to, where all
 * are root's to the service's user.
 * @throws UsageError where nobody is known that it could belong to
 */
export function makeOwnedFolder(folder: string): void {
  if (process.geteuid?.() !== 0 || statSync(folder, { throwIfNoEntry: false }) !== undefined) return;
  const above = ownerAbove(dirname(resolve(folder)));
  // Its owner makes it: what lies there is not root's to follow.
  if (above !== null && nearest(folder).uid !== 0) return;
  const owner = above ?? userNamed(({ name }) => name === SERVICE_USER);
  if (!owner)
    throw new UsageError(
      `${folder}: is not there, and nobody but root could own it; make it for the user of the agent first: sudo install -d -m 0750 -o ${SERVICE_USER} -g ${SERVICE_USER} ${folder}`,
    );
  mkdirSync(dirname(resolve(folder)), { recursive: true, mode: 0o755 });
  mkdirSync(folder, { mode: FOLDER_MODE });
  const made = openSync(folder, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);
  try {
    fchownSync(made, owner.uid, owner.gid);
  } finally {
    closeSync(made);
  }
}

/** null where all folders above are root's. */
function ownerAbove(folder: string): Owner | null {
  const found = statSync(folder, { throwIfNoEntry: false });
  if (found && found.uid !== 0) return found;
  return dirname(folder) === folder ? null : ownerAbove(dirname(folder));
}

function nearest(folder: string): Owner {
  const found = statSync(folder, { throwIfNoEntry: false });
  return found ?? nearest(dirname(folder));
}

function userNamed(isWanted: (user: { name: string; id: number }) => boolean): (Owner & { name: string }) | undefined {
  return readFileSync(USERS, 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .map(([name, , uid, gid]) => ({ name: name!, uid: Number(uid), gid: Number(gid) }))
    .find(({ name, uid }) => isWanted({ name, id: uid }));
}
