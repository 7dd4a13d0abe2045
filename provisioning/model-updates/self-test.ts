import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { safeParse } from '../../agent/lesson/outside-data.ts';
import { BundleError } from './bundle-error.ts';
import { type Trial, type TrialReport, trialReportSchema } from './self-test-message.ts';

const PROGRAM = fileURLToPath(new URL('self-test-process.ts', import.meta.url));
/** It reads models, and that is all. */
const PERMISSIONS = ['--permission', '--allow-fs-read=*', '--allow-addons'];
/** A model that has not answered by then never will. */
const PATIENCE_MS = 180_000;
/** Below this the clock tells more about the machine's other work than about a model. */
const LEAST_MS = 2;

/** How a model did. */
export interface Tried {
  id: string;
  /** Middle time of a run, milliseconds. */
  ms: number;
  /** Of the model it replaces, on the same input at the same time. */
  besideMs: number;
}

/**
 * Tries models in a process of their own: whether they load, answer a made-up input as their maker says, and are not slower
 * than allowed.
 * @param slowest so many times as long as the model it replaces
 * @throws BundleError (MODEL_TEST_FAILED, MODEL_TOO_SLOW)
 */
export async function tryModels(
  trials: readonly Trial[],
  slowest: number,
  signal: AbortSignal,
  patienceMs = PATIENCE_MS,
): Promise<Tried[]> {
  const reports = await reportsOf(trials, signal, patienceMs);
  return reports.map((report) => {
    if (report.type === 'failed') throw failed(report.id, report.message);
    const { id, ms, besideMs, wrong } = report;
    if (wrong !== null) throw failed(id, wrong);
    if (ms > slowest * Math.max(besideMs, LEAST_MS))
      throw new BundleError(
        'MODEL_TOO_SLOW',
        `${id}: takes ${ms.toFixed(1)} ms on this machine, the one in use ${besideMs.toFixed(1)} ms; no more than ${slowest} times that is allowed`,
      );
    return { id, ms, besideMs };
  });
}

type Outcome = Exclude<TrialReport, { type: 'done' }>;

function reportsOf(trials: readonly Trial[], signal: AbortSignal, patienceMs: number): Promise<Outcome[]> {
  const { promise, resolve, reject } = Promise.withResolvers<Outcome[]>();
  const child = fork(PROGRAM, {
    execArgv: PERMISSIONS,
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    killSignal: 'SIGKILL',
    signal: AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]),
  });
  const outcomes: Outcome[] = [];
  const next = () => trials[outcomes.length]?.id ?? 'all';
  child.on('message', (raw) => {
    const report = safeParse(trialReportSchema, raw).data;
    if (report?.type === 'done') {
      resolve(outcomes);
      child.disconnect();
    } else if (report) outcomes.push(report);
  });
  child.on('error', (error) => {
    if (signal.aborted) reject(signal.reason);
    else if (error.name === 'AbortError') reject(failed(next(), `has not answered within ${patienceMs / 1000} s`));
    else reject(failed(next(), error.message));
  });
  child.on('exit', (code, killedBy) => reject(failed(next(), `ended its process (${killedBy ?? `code ${code}`})`)));
  child.send(trials);
  return promise;
}

const failed = (id: string, why: string) =>
  new BundleError('MODEL_TEST_FAILED', `${id}: ${why}; the bundle is not used, tell whom it came from`);
