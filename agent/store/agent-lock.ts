import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type HeldLock, takeLock } from '../../provisioning/folder-lock.ts';

const FILE = 'agent.lock';

/**
 * Held in the data folder as long as an agent has its database open, so that nothing puts another in its place meanwhile.
 * @returns null when somebody has it
 * @throws SqliteError, NodeJS.ErrnoException when the disk does not do it
 */
export function takeAgentLock(folder: string): HeldLock | null {
  mkdirSync(folder, { recursive: true, mode: 0o750 });
  return takeLock(join(folder, FILE));
}
