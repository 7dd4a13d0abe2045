import { accessSync, constants, existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * Where the demo keeps its lessons when nobody says: in a clone within the clone; installed, where the program's folder is not to
 * be written, in the user's own folder of state (XDG Base Directory Specification).
 * @param program the program's folder
 */
export function demoFolder(program: string, environment: NodeJS.ProcessEnv = process.env): string {
  // Root may write everywhere, also into an installed program.
  if (existsSync(join(program, '.git')) && mayWrite(program)) return join(program, '.lectern/demo');
  const { XDG_STATE_HOME: state } = environment;
  return join(state?.startsWith('/') ? state : join(homedir(), '.local/state'), 'lectern/demo');
}

function mayWrite(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
