import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Database, DatabaseUrlError } from '../database/database.ts';
import { migrate } from '../database/migrate.ts';
import { isServer, openDatabase } from '../database/open-database.ts';
import { backOffMs } from './back-off.ts';
import { countsAtEnd, type IngestCounts, metricsText, noCounts } from './ingest-counts.ts';
import { IngestWorker } from './ingest-worker.ts';
import { type IngestOptions, workerIdentity } from './worker-options.ts';
import type { FromWorker, ToWorker } from './worker-process.ts';

const AGAIN_MS = { first: 500, most: 30_000 };
/** A worker that lived so long had started well. */
const WELL_MS = 60_000;
const MINUTE_MS = 60_000;
const STOP_MS = 15_000;

export interface IngestPoolOptions extends IngestOptions {
  workers: number;
  /** Where Prometheus reads the counts, on the loopback; 0 takes a free port. */
  metricsPort?: number;
  log(line: string): void;
}

/** The workers of one machine: a process each, started again when it ends; or one within this process. */
export class IngestPool {
  readonly #options: IngestPoolOptions;
  readonly #counts = new Map<number, IngestCounts>();
  readonly #children = new Map<number, ChildProcess>();
  readonly #stopping = new AbortController();
  #lives: Promise<void>[] = [];
  #own: { worker: IngestWorker; database: Database } | undefined;
  #minute: NodeJS.Timeout | undefined;
  #metrics: Server | undefined;

  constructor(options: IngestPoolOptions) {
    this.#options = options;
  }

  /** @throws DatabaseUrlError, SchemaError */
  async start(): Promise<void> {
    const { workers, database, log, metricsPort } = this.#options;
    if (workers > 1 && !isServer(database)) {
      throw new DatabaseUrlError('an embedded database has one worker; several need a PostgreSQL server');
    }
    this.#minute = setInterval(() => log(this.line()), MINUTE_MS).unref();
    if (metricsPort !== undefined) await this.#serve(metricsPort);
    if (workers === 1) await this.#startHere();
    else this.#lives = Array.from({ length: workers }, (_, index) => this.#live(index + 1));
  }

  /** Process ids of the workers, by number; none when the worker is in this process. */
  get pids(): ReadonlyMap<number, number> {
    return new Map(
      [...this.#children].flatMap(([number, { pid, exitCode, signalCode }]) =>
        pid === undefined || exitCode !== null || signalCode !== null ? [] : [[number, pid]],
      ),
    );
  }

  /** All workers' counts together; of those that ended and began anew since then. */
  get counts(): IngestCounts {
    const sum = noCounts();
    for (const each of this.#counts.values()) {
      for (const name of Object.keys(sum) as (keyof IngestCounts)[]) sum[name] += each[name];
    }
    return sum;
  }

  get metricsUrl(): string {
    const address = this.#metrics?.address();
    return typeof address === 'object' && address ? `http://127.0.0.1:${address.port}/metrics` : '';
  }

  /** One line of what was done. */
  line(): string {
    const { received, accepted, refused, acknowledged, droppedLive, batches, retries, waiting, connected } =
      this.counts;
    return [
      `received ${received}, accepted ${accepted}, refused ${refused}, acknowledged ${acknowledged}`,
      `dropped live ${droppedLive}, batches ${batches}, tried again ${retries}, waiting ${waiting}`,
      `connected ${connected}/${this.#options.workers}`,
    ].join('; ');
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    clearInterval(this.#minute);
    await Promise.all([...this.#children.values()].map(ended));
    await Promise.all(this.#lives);
    await this.#own?.worker.stop();
    await this.#own?.database.close();
    this.#own = undefined;
    this.#metrics?.close();
  }

  async #startHere(): Promise<void> {
    const { log, database: name, broker } = this.#options;
    const database = await openDatabase(name);
    // An embedded database is nobody else's, so nobody else brings it up to date.
    if (!isServer(name)) await migrate(database);
    const worker = new IngestWorker({ ...workerIdentity(this.#options, 1), broker, database, nowMs: Date.now, log });
    this.#counts.set(1, worker.counts);
    this.#own = { worker, database };
    worker.start();
  }

  /** A worker with a number, again and again until it is stopped. */
  async #live(number: number): Promise<void> {
    const { log } = this.#options;
    const { signal } = this.#stopping;
    for (let failures = 0; !signal.aborted; ) {
      const startedMs = performance.now();
      const how = await this.#oneLife(number);
      this.#children.delete(number);
      this.#counts.set(number, countsAtEnd(this.#counts.get(number) ?? noCounts()));
      if (signal.aborted) return;
      failures = performance.now() - startedMs > WELL_MS ? 1 : failures + 1;
      log(`worker ${number} ended (${how}) and is started again`);
      await delay(backOffMs(failures, AGAIN_MS.first, AGAIN_MS.most), undefined, { signal }).catch(() => {});
    }
  }

  /** Resolves with how it ended, also when the machine has no room for another process and it never began. */
  #oneLife(number: number): Promise<string> {
    const { workers: _, metricsPort: __, log, ...start } = this.#options;
    const { promise, resolve } = Promise.withResolvers<string>();
    try {
      const child = fork(join(import.meta.dirname, 'worker-process.ts'), {
        stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      });
      const hasBegun = child.pid !== undefined;
      child.on('message', (message: FromWorker) => {
        if ('line' in message) log(`worker ${number}: ${message.line}`);
        // Its last word may come after its end.
        else if (this.#children.get(number) === child) this.#counts.set(number, message.counts);
      });
      child.on('error', (error) => {
        if (!hasBegun) return resolve(error.message);
        log(`worker ${number}: ${error.message}`);
        // It cannot be told anything.
        child.kill('SIGKILL');
      });
      child.once('exit', (code, signal) => resolve(String(signal ?? code)));
      if (hasBegun) {
        this.#children.set(number, child);
        child.send({ start, number } satisfies ToWorker);
      }
    } catch (error) {
      resolve((error as Error).message);
    }
    return promise;
  }

  async #serve(port: number): Promise<void> {
    const server = createServer((_, response) => {
      response.setHeader('content-type', 'text/plain; version=0.0.4');
      response.end(metricsText(this.#counts));
    });
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    this.#metrics = server.unref();
  }
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  if (child.connected) child.send('stop' satisfies ToWorker);
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
  await exit;
  clearTimeout(timer);
}
