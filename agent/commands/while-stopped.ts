import { connect } from 'node:net';
import { BackupError } from '../backup/backup-error.ts';
import { takeAgentLock } from '../store/agent-lock.ts';
import { asOwnerOf } from './as-owner.ts';

const ANSWER_MS = 2000;

/**
 * Does something with the data while no agent runs, and keeps one from beginning: two must not write the same data. An agent
 * holds a lock in its data folder; one on a disk that does not lock is known by its port.
 * @param port null where the lock alone is believed: another program may listen there
 * @param what it is for: 'to restore'
 * @throws BackupError (BACKUP_REFUSED) while it runs, or nobody can tell
 */
export async function whileStopped<Result>(
  folder: string,
  port: number | null,
  what: string,
  act: () => Promise<Result>,
): Promise<Result> {
  const refused = () =>
    new BackupError('BACKUP_REFUSED', `the agent runs; ${what}, stop it first: sudo systemctl stop lectern`);
  if (port !== null && !(await isClosed(port))) throw refused();
  const lock = await asOwnerOf(folder, async () => takeAgentLock(folder));
  if (!lock) throw refused();
  try {
    return await act();
  } finally {
    lock.release();
  }
}

/** Only a port that refuses is nobody's: an agent may be too busy to answer. */
async function isClosed(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect({ host: '127.0.0.1', port });
  socket.setTimeout(ANSWER_MS, () => resolve(false));
  socket.once('connect', () => resolve(false));
  socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code === 'ECONNREFUSED'));
  try {
    return await promise;
  } finally {
    socket.destroy();
  }
}
