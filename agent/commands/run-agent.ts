import { existsSync } from 'node:fs';
import { uptime } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { StartRecord } from '../health/start-record.ts';
import { systemClock } from '../lesson/clock.ts';
import { Sessions } from '../screen/access/sessions.ts';
import { LogRing } from '../setup/log-ring.ts';
import type { AgentLife, RunOptions } from './agent-life.ts';
import { isJournal, withPriorities } from './journal-lines.ts';
import { run } from './run.ts';
import { runSafe } from './run-safe.ts';
import { runUnset } from './run-unset.ts';

/** A database that shows damage again and again is not made better by beginning anew each minute. */
const MEND_EVERY_MS = 3_600_000;

/**
 * `lectern run`: lives until `signal` aborts. Without a configuration it comes up to be set up; when settings are taken over
 * it begins anew with them, in the same process, and who is signed in stays so. A service that has ended again and again comes up in
 * safe mode.
 */
export async function runAgent(options: RunOptions, signal: AbortSignal): Promise<void> {
  const ring = new LogRing(systemClock.wallMs);
  const level = options.logLevel as pino.Level;
  const streams = pino.multistream([
    { level, stream: isJournal(2) ? withPriorities(pino.destination(2)) : pino.destination(2) },
    { level, stream: ring },
  ]);
  const log = pino({ name: 'lectern', level }, streams);
  const sessions = new Sessions(systemClock);
  let mendedMs = Number.NEGATIVE_INFINITY;
  const ending = new AbortController();
  const stopping = AbortSignal.any([signal, ending.signal]);
  const record = startRecord();
  let safeBecause = record?.begin() ?? null;
  if (record) process.on('uncaughtExceptionMonitor', ({ message }) => record.endsBecause(message));
  let isReloadAsked = false;
  process.on('SIGHUP', () => {
    log.info('the settings are to be read anew: they are, as soon as no lesson goes on');
    isReloadAsked = true;
  });
  while (!stopping.aborted) {
    isReloadAsked = false;
    const anew = new AbortController();
    const life: AgentLife = {
      log,
      ring,
      sessions,
      apply: () => anew.abort(),
      isReloadAsked: () => isReloadAsked,
      mend: () => {
        if (systemClock.monotonicMs() - mendedMs < MEND_EVERY_MS) return;
        mendedMs = systemClock.monotonicMs();
        log.warn('the database has shown damage: the agent begins anew, which saves what can be read');
        anew.abort();
      },
      end: () => {
        log.info('the program has been updated: the agent ends, to be started anew');
        ending.abort();
      },
    };
    const until = AbortSignal.any([stopping, anew.signal]);
    try {
      if (safeBecause !== null) await runSafe(options, life, safeBecause, until);
      else await (existsSync(options.config) ? run(options, life, until) : runUnset(options, life, until));
    } catch (error) {
      record?.endsBecause((error as Error).message);
      throw error;
    }
    if (safeBecause !== null) record?.forget();
    safeBecause = null;
    if (!stopping.aborted) log.info('settings are taken over');
  }
  record?.forget();
}

/** Only a service is started again and again. */
function startRecord(): StartRecord | undefined {
  const folder = process.env.RUNTIME_DIRECTORY;
  return folder === undefined ? undefined : new StartRecord({ file: join(folder, 'starts.json'), uptimeS: uptime });
}
