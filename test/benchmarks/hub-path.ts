import { setTimeout as delay } from 'node:timers/promises';
import { Command } from 'commander';
import { median } from '../../agent/indicators/median.ts';
import { migrate } from '../../hub/database/migrate.ts';
import { PostgresDatabase } from '../../hub/database/postgres-database.ts';
import { FleetPublisher } from '../../hub/simulator/fleet-publisher.ts';
import type { SimulatedMessage } from '../../hub/simulator/simulated-room.ts';
import { lectern } from '../cli.ts';
import { Evaluation } from '../evaluation/evaluation.ts';
import { ConfiguredBroker, hubBrokerLines } from '../fixtures/configured-broker.ts';
import { hubTables } from '../fixtures/hub-database.ts';
import { PostgresServer } from '../fixtures/postgres-server.ts';
import { descendants } from '../fixtures/process-tree.ts';
import { cpuMs } from './cpu-time.ts';
import { busyMinutes } from './hub-fleet.ts';

/** Within a broker's patience with a client that says nothing. */
const FILL_MS = 40_000;

interface Path {
  broker: ConfiguredBroker;
  server: PostgresServer;
  database: PostgresDatabase;
}

/**
 * Lets everything wait in the broker while the ingest stands still, then lets it go: so what is measured is broker, ingest and
 * database, and not the fleet.
 * @returns milliseconds until the last batch was committed, and the processor time of broker, ingest and database
 */
async function drain(
  { broker, server, database }: Path,
  messages: readonly SimulatedMessage[],
  workers: number,
): Promise<{ tookMs: number; spent: number[] }> {
  await database.script(`TRUNCATE ${hubTables.map((table) => `lectern.${table}`).join(', ')}; CHECKPOINT`);
  const args = ['--broker', broker.url, '--database', server.url, '--workers', String(workers), '--metrics-port', '0'];
  const ingest = lectern('hub', 'ingest', ...args, '--name', `bench-${workers}`);
  const publisher = new FleetPublisher({ url: broker.url, connections: 4 });
  try {
    await ingest.until(() => (ingest.stderr.match(/connected to the broker/g)?.length ?? 0) >= workers);
    // Whatever is retained has been swept up by now.
    await delay(7000);
    const pids = [ingest.child.pid!, ...descendants(ingest.child.pid!).map(({ pid }) => pid)];
    const signal = (name: NodeJS.Signals) => pids.forEach((pid) => void process.kill(pid, name));
    signal('SIGSTOP');
    await publisher.start();
    const startedMs = performance.now();
    for (const message of messages) await publisher.publish({ ...message, qos: 1, retain: false });
    if (performance.now() - startedMs > FILL_MS) throw new Error('the broker was not filled in time: fewer rooms');
    await delay(1000);
    const [begun] = await database.query<{ now: Date }>('SELECT clock_timestamp() AS now');
    const parts = { broker: broker.pid, ingest: ingest.child.pid!, database: server.pid };
    const before = Object.values(parts).map(cpuMs);
    signal('SIGCONT');
    while (publisher.waiting > 0) await delay(100);
    const accepted = async () => {
      const metrics = await (await fetch(ingest.stderr.match(/http:\S+\/metrics/)![0])).text();
      return [...metrics.matchAll(/accepted_total\S* (\d+)/g)].reduce((sum, [, count]) => sum + Number(count), 0);
    };
    while ((await accepted()) < messages.length) await delay(200);
    const latest = ['lesson', 'health', 'environment', 'audit', 'heard'];
    const [ended] = await database.query<{ at: Date }>(
      `SELECT max(at) AS at FROM (${latest.map((table) => `SELECT max(received_at) AS at FROM lectern.${table}`).join(' UNION ALL ')}) AS each`,
    );
    const spent = Object.values(parts).map((pid, part) => cpuMs(pid) - before[part]!);
    return { tookMs: ended!.at.getTime() - begun!.now.getTime(), spent };
  } finally {
    await publisher.stop();
    ingest.child.kill('SIGTERM');
    await ingest.finished();
  }
}

const program = new Command('hub-path')
  .description('Measures the whole way from Mosquitto into PostgreSQL, with one ingest worker and with two.')
  .option('--rooms <number>', 'rooms of the fleet', Number, 10_000)
  .option('--runs <number>', 'turns of both', Number, 3)
  .option('--json', 'print one JSON document')
  .action(async (options: { rooms: number; runs: number; json?: boolean }) => {
    const result = new Evaluation('hub-path', '.');
    const messages = busyMinutes(options.rooms);
    const broker = new ConfiguredBroker(hubBrokerLines);
    const server = new PostgresServer();
    await Promise.all([broker.start(), server.start()]);
    const database = new PostgresDatabase(server.url);
    await migrate(database);
    const tookMs: Record<number, number[]> = { 1: [], 2: [] };
    const spent: number[][] = [];
    try {
      for (let run = 0; run < options.runs; run++) {
        for (const workers of [1, 2]) {
          const drained = await drain({ broker, server, database }, messages, workers);
          tookMs[workers]!.push(drained.tookMs);
          spent.push(drained.spent);
        }
      }
    } finally {
      await database.close();
      await Promise.all([broker.remove(), server.remove()]);
    }
    for (const workers of [1, 2]) {
      result.figure(`hub.path.workers${workers}.messagesPerS`, (messages.length / median(tookMs[workers]!)!) * 1000);
    }
    for (const [part, name] of ['broker', 'ingest', 'database'].entries()) {
      const us = median(spent.map((each) => each[part]!))! / messages.length;
      result.figure(`hub.path.${name}.cpuUsPerMessage`, us * 1000);
    }
    result.figure('hub.path.scaling', median(tookMs[1]!.map((ms, run) => ms / tookMs[2]![run]!))!);
    result.note(
      `${messages.length} messages of ${options.rooms} rooms; broker, workers and database share this machine`,
    );
    result.print(options.json === true);
  });
await program.parseAsync();
