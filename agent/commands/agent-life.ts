import type { Logger } from 'pino';
import type { Sessions } from '../screen/access/sessions.ts';
import type { LogRing } from '../setup/log-ring.ts';

export interface RunOptions {
  config: string;
  logLevel: string;
  /** While there is no configuration: where the lessons will be kept, and the screen's port. */
  data?: string;
  port?: number;
}

/** What outlives the agent's beginning anew with other settings. */
export interface AgentLife {
  log: Logger;
  ring: LogRing;
  sessions: Sessions;
  /** Ends the room and begins anew with what the configuration says. */
  apply(): void;
  /** Somebody has asked for settings to be read anew, and they have not been yet. */
  isReloadAsked(): boolean;
  /** The same to mend a database that has shown damage; not again within an hour. */
  mend(): void;
  /** Ends the agent in order, whatever it does: systemd starts it again, with the program as it is then. */
  end(): void;
}
