import { openDatabase } from '../database/open-database.ts';
import type { IngestCounts } from './ingest-counts.ts';
import { IngestWorker } from './ingest-worker.ts';
import { type IngestOptions, workerIdentity } from './worker-options.ts';

/** What its parent tells a worker's process. By message, not as arguments: there may be a password in it. */
export type ToWorker = { start: IngestOptions; number: number } | 'stop';
export type FromWorker = { counts: IngestCounts } | { line: string };

const COUNTS_MS = 1_000;

let worker: IngestWorker | undefined;
let isStopping = false;
const tell = (message: FromWorker) => {
  if (process.connected) process.send?.(message);
};

async function start(options: IngestOptions, number: number): Promise<void> {
  const database = await openDatabase(options.database, 2);
  worker = new IngestWorker({
    ...workerIdentity(options, number),
    broker: options.broker,
    database,
    nowMs: Date.now,
    log: (line) => tell({ line }),
  });
  const { counts } = worker;
  setInterval(() => tell({ counts }), COUNTS_MS).unref();
  worker.start();
}

async function stop(): Promise<void> {
  if (isStopping) return;
  isStopping = true;
  await worker?.stop();
  if (worker) tell({ counts: worker.counts });
  if (process.connected) process.disconnect();
  // Whatever a broker or a database still holds open must not keep it.
  setTimeout(() => process.exit(0), 500);
}

process.on('message', (message: ToWorker) => {
  if (message === 'stop') void stop();
  else
    start(message.start, message.number).catch((error: Error) => {
      tell({ line: error.message });
      process.exit(1);
    });
});
// Without its parent nobody would stop it. Ctrl-C reaches the whole group; the parent says when.
process.on('disconnect', () => void stop());
process.on('SIGINT', () => {});
process.on('SIGTERM', () => void stop());
