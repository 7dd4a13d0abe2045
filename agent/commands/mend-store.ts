import type { AgentStore } from '../store/agent-store.ts';

const LOOK_EVERY_MS = 30_000;

export interface MendStoreNeeds {
  store: Pick<AgentStore, 'isDamaged'>;
  /** A lesson goes on, or is being reported. */
  isBusy(): boolean;
  mend(): void;
}

/** Has a database that shows damage while the agent runs mended as soon as no lesson goes on; until `signal` aborts. */
export function mendStore({ store, isBusy, mend }: MendStoreNeeds, signal: AbortSignal): void {
  const timer = setInterval(() => {
    if (!isBusy() && store.isDamaged()) mend();
  }, LOOK_EVERY_MS);
  signal.addEventListener('abort', () => clearInterval(timer), { once: true });
}
