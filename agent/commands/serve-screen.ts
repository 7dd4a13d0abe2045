import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyPluginAsync } from 'fastify';
import type { Logger } from 'pino';
import type { ClassroomAgent } from '../app.ts';
import type { Config } from '../config/config.ts';
import { readNetworkPort } from '../config/network-port.ts';
import type { RoomProblems } from '../room/room-problems.ts';
import { PortTakenError } from '../screen/errors.ts';
import type { RoomControls } from '../screen/room-controls.ts';
import type { RoomSetup } from '../setup/room-setup.ts';
import { tellSetupCode } from './setup-code-line.ts';

const PORT_RETRY_MS = 30_000;

/** The port for the school's network, if there is to be one and it can be. */
export function networkPortOf({ screen: { network } }: Config, failed: (error: Error) => void) {
  try {
    return network && readNetworkPort(network);
  } catch (error) {
    failed(error as Error);
    return undefined;
  }
}

export interface Served {
  agent: ClassroomAgent;
  room: RoomControls;
  setup: RoomSetup;
  plugins: readonly FastifyPluginAsync[];
  problems: RoomProblems;
  log: Logger;
}

/** Serves the screen; while it cannot be served, as when another program has its port, the agent works on and tries again. */
export async function serve(
  { agent, room, setup, plugins, problems, log }: Served,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await agent.serve(room, plugins, setup);
      for (const code of ['SCREEN_PORT_TAKEN', 'SCREEN_UNSERVED']) problems.set(code, null);
      log.info({ screen: agent.screenAddress, network: agent.networkAddress }, 'ready');
      tellSetupCode(agent.access, agent.screenAddress, log);
      return;
    } catch (error) {
      const { message } = error as Error;
      if (error instanceof PortTakenError) problems.set(error.code, message);
      else problems.set('SCREEN_UNSERVED', `the screen cannot be served: ${message}; check screen.port`);
      await delay(PORT_RETRY_MS, undefined, { signal }).catch(() => {});
    }
  }
}
