import { existsSync } from 'node:fs';
import pino from 'pino';
import { systemClock } from '../lesson/clock.ts';
import { Sessions } from '../screen/access/sessions.ts';
import { LogRing } from '../setup/log-ring.ts';
import type { AgentLife, RunOptions } from './agent-life.ts';
import { run } from './run.ts';
import { runUnset } from './run-unset.ts';

/** A database that shows damage again and again is not made better by beginning anew each minute. */
const MEND_EVERY_MS = 3_600_000;

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
  let mendedMs = Number.NEGATIVE_INFINITY;
  while (!signal.aborted) {
    const anew = new AbortController();
    const life: AgentLife = {
      log,
      ring,
      sessions,
      apply: () => anew.abort(),
      mend: () => {
        if (systemClock.monotonicMs() - mendedMs < MEND_EVERY_MS) return;
        mendedMs = systemClock.monotonicMs();
        log.warn('the database has shown damage: the agent begins anew, which saves what can be read');
        anew.abort();
      },
    };
    const until = AbortSignal.any([signal, anew.signal]);
    await (existsSync(options.config) ? run(options, life, until) : runUnset(options, life, until));
    if (!signal.aborted) log.info('settings are taken over');
  }
}
