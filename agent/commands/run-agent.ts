import { existsSync } from 'node:fs';
import pino from 'pino';
import { systemClock } from '../lesson/clock.ts';
import { Sessions } from '../screen/access/sessions.ts';
import { LogRing } from '../setup/log-ring.ts';
import type { AgentLife, RunOptions } from './agent-life.ts';
import { run } from './run.ts';
import { runUnset } from './run-unset.ts';

/**
 * `lectern run`: lives until `signal` aborts. Without a configuration it comes up to be set up; when settings are taken over
 * it begins anew with them, in the same process, and who is signed in stays so.
 */
export async function runAgent(options: RunOptions, signal: AbortSignal): Promise<void> {
  const ring = new LogRing(systemClock.wallMs);
  const level = options.logLevel as pino.Level;
  const streams = pino.multistream([
    { level, stream: pino.destination(2) },
    { level, stream: ring },
  ]);
  const log = pino({ name: 'lectern', level }, streams);
  const sessions = new Sessions(systemClock);
  while (!signal.aborted) {
    const anew = new AbortController();
    const life: AgentLife = { log, ring, sessions, apply: () => anew.abort() };
    const until = AbortSignal.any([signal, anew.signal]);
    await (existsSync(options.config) ? run(options, life, until) : runUnset(options, life, until));
    if (!signal.aborted) log.info('settings are taken over');
  }
}
