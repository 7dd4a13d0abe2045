import { loadConfigOrLastGood } from '../config/last-good.ts';
import type { AgentLife, RunOptions } from './agent-life.ts';
import { runIdle } from './run-idle.ts';
import { unsetPlaces } from './run-unset.ts';

/** So long it is left alone, for somebody to look; then it is tried again, for a room without anybody who looks. */
const SAFE_MS = 15 * 60_000;

/**
 * Safe mode: the agent has ended again and again, so it opens no source and asks no hub, but serves its screen and says why.
 * Lives for a quarter of an hour, or until `signal` aborts, as when settings are taken over.
 * @param why as StartRecord.begin
 */
export async function runSafe(options: RunOptions, life: AgentLife, why: string, signal: AbortSignal): Promise<void> {
  const problem = {
    code: 'AGENT_SAFE_MODE',
    message: `the agent is in safe mode and records nothing: ${why}; read its log (journalctl -u lectern), mend what it names, and take the settings over anew`,
  };
  const places = safePlaces(options);
  const until = AbortSignal.any([signal, AbortSignal.timeout(SAFE_MS)]);
  await runIdle(options, life, { problem, status: 'safe mode', configuration: 'loaded', ...places }, until);
}

/** As configured, where the configuration can be read. */
function safePlaces(options: RunOptions): { folder: string; port: number; lampRequired: boolean } {
  try {
    const { store, screen, privacy, devices } = loadConfigOrLastGood(options.config).config;
    // What the region asks for is in the database, which may be what is sick: a room that has a lamp goes by it.
    const hasLamp = Object.values(devices).some(({ kind }) => kind === 'board');
    return { folder: store.folder, port: screen.port, lampRequired: privacy.lampRequired || hasLamp };
  } catch {
    return { ...unsetPlaces(options), lampRequired: false };
  }
}
