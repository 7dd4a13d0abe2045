import type { AgentLife, RunOptions } from './agent-life.ts';
import { runIdle } from './run-idle.ts';

const DEFAULT_FOLDER = '/var/lib/lectern';
const DEFAULT_PORT = 8080;

/** Where the database and the screen of an agent without a configuration are. */
export function unsetPlaces({ data, port }: RunOptions): { folder: string; port: number } {
  return { folder: data ?? process.env.STATE_DIRECTORY ?? DEFAULT_FOLDER, port: port ?? DEFAULT_PORT };
}

/** An agent that nobody has set up yet: it serves its screen, so that somebody can. Lives until `signal` aborts. */
export async function runUnset(options: RunOptions, life: AgentLife, signal: AbortSignal): Promise<void> {
  const problem = {
    code: 'ROOM_NOT_SET_UP',
    message: `${options.config}: there is none yet, so nothing is recorded; set the room up on the page School IT (/it.html)`,
  };
  const places = unsetPlaces(options);
  await runIdle(
    options,
    life,
    { problem, status: 'not set up', configuration: 'missing', lampRequired: false, ...places },
    signal,
  );
}
