import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Command } from 'commander';
import { median } from '../../agent/indicators/median.ts';
import { migrate } from '../../hub/database/migrate.ts';
import { PostgresDatabase } from '../../hub/database/postgres-database.ts';
import { BatchWriter } from '../../hub/ingest/batch-writer.ts';
import { entryOf } from '../../hub/ingest/rows.ts';
import { Evaluation } from '../evaluation/evaluation.ts';
import { hubTables } from '../fixtures/hub-database.ts';
import { PostgresServer } from '../fixtures/postgres-server.ts';
import { cpuMs } from './cpu-time.ts';
import { busyMinutes } from './hub-fleet.ts';

const BATCH = 1000;

/** Brings messages of a fleet into PostgreSQL, as the ingest does, and the same rows by plain COPY, turn by turn. */
async function measure(rooms: number, runs: number, result: Evaluation): Promise<void> {
  const messages = busyMinutes(rooms);
  const readMs = performance.now();
  const entries = messages.map(({ topic, payload }) => entryOf({ topic, payload: Buffer.from(payload) }));
  result.figure('hub.read.perS', (messages.length / (performance.now() - readMs)) * 1000);
  const server = new PostgresServer();
  const folder = mkdtempSync(join(tmpdir(), 'lectern-copy-'));
  await server.start();
  const database = new PostgresDatabase(server.url);
  await migrate(database);
  const psql = (...args: string[]) => execFileSync('psql', [server.url, '-q', '-v', 'ON_ERROR_STOP=1', ...args]);
  const empty = () =>
    database.script(`TRUNCATE ${hubTables.map((table) => `lectern.${table}`).join(', ')}; CHECKPOINT`);
  const script = join(folder, 'copy.sql');
  const copies = (how: string) =>
    hubTables.map((table) => `\\copy lectern.${table} ${how} '${folder}/${table}.txt'`).join('\n');
  let rows = 0;
  const ingestMs: number[] = [];
  const copyMs: number[] = [];
  const twoMs: number[] = [];
  const cpu: Record<'ingest' | 'copy' | 'writer', number[]> = { ingest: [], copy: [], writer: [] };
  try {
    for (let run = 0; run <= runs; run++) {
      await empty();
      const beforeMs = cpuMs(server.pid);
      const own = process.cpuUsage();
      const startedMs = performance.now();
      const writer = new BatchWriter(database);
      for (let from = 0; from < entries.length; from += BATCH) await writer.write(entries.slice(from, from + BATCH));
      const tookMs = performance.now() - startedMs;
      if (run === 0) {
        // The first one warms up, and gives the rows.
        writeFileSync(
          script,
          hubTables.map((table) => `\\copy (SELECT * FROM lectern.${table}) TO '${folder}/${table}.txt'`).join('\n'),
        );
        psql('-f', script);
        writeFileSync(script, copies('FROM'));
        for (const table of hubTables) {
          rows += (await database.query<{ count: number }>(`SELECT count(*)::int AS count FROM lectern.${table}`))[0]!
            .count;
        }
        continue;
      }
      ingestMs.push(tookMs);
      cpu.ingest.push(cpuMs(server.pid) - beforeMs);
      const { user, system } = process.cpuUsage(own);
      cpu.writer.push((user + system) / 1000);
      await empty();
      const copyBeforeMs = cpuMs(server.pid);
      const copyStartedMs = performance.now();
      psql('-f', script);
      copyMs.push(performance.now() - copyStartedMs);
      // The server takes over the time of a process that ended when it hears of it.
      await delay(300);
      cpu.copy.push(cpuMs(server.pid) - copyBeforeMs);
      await empty();
      const twoStartedMs = performance.now();
      const half = Math.ceil(entries.length / 2);
      await Promise.all(
        [entries.slice(0, half), entries.slice(half)].map(async (part) => {
          const each = new BatchWriter(database);
          for (let from = 0; from < part.length; from += BATCH) await each.write(part.slice(from, from + BATCH));
        }),
      );
      twoMs.push(performance.now() - twoStartedMs);
    }
    const [size] = await database.query<{ bytes: number }>(
      `SELECT sum(pg_total_relation_size(oid))::bigint AS bytes FROM pg_class WHERE relnamespace = 'lectern'::regnamespace AND relkind = 'r'`,
    );
    const perS = (ms: number, count: number) => (count / ms) * 1000;
    result.figure('hub.database.messagesPerS', perS(median(ingestMs)!, messages.length));
    result.figure('hub.database.rowsPerS', perS(median(ingestMs)!, rows));
    result.figure('hub.copy.rowsPerS', perS(median(copyMs)!, rows));
    result.figure('hub.database.ratioToCopy', median(ingestMs.map((ms, run) => copyMs[run]! / ms))!);
    result.worst('hub.database.ratioToCopy', Math.min(...ingestMs.map((ms, run) => copyMs[run]! / ms)), 'worst run');
    result.figure('hub.database.two.rowsPerS', perS(median(twoMs)!, rows));
    result.figure('hub.database.two.ratioToCopy', median(twoMs.map((ms, run) => copyMs[run]! / ms))!);
    const usPerMessage = (ms: readonly number[]) => (median(ms)! / messages.length) * 1000;
    result.figure('hub.database.cpuUsPerMessage', usPerMessage(cpu.ingest));
    result.figure('hub.writer.cpuUsPerMessage', usPerMessage(cpu.writer));
    result.figure('hub.database.cpuRatioToCopy', median(cpu.ingest.map((ms, run) => cpu.copy[run]! / ms))!);
    result.figure('hub.bytesPerRow', size!.bytes / rows);
    for (const table of ['lesson', 'health', 'environment', 'heard']) {
      const [each] = await database.query<{ bytes: number }>(
        `SELECT (sum(pg_total_relation_size(inhrelid)) / (SELECT count(*) FROM lectern.${table}))::float AS bytes
          FROM pg_inherits WHERE inhparent = 'lectern.${table}'::regclass`,
      );
      result.figure(`hub.bytesPerRow.${table}`, each!.bytes);
    }
    result.note(
      `${messages.length} messages of ${rooms} rooms, ${rows} rows, batches of ${BATCH}, one connection (two: two at once), fsync on`,
    );
  } finally {
    await database.close();
    await server.remove();
    rmSync(folder, { recursive: true });
  }
}

const program = new Command('hub-database')
  .description(
    'Measures the hub’s way into PostgreSQL against plain COPY of the same rows; docs/scaling.md says what it means.',
  )
  .option('--rooms <number>', 'rooms of the fleet', Number, 10_000)
  .option('--runs <number>', 'turns of both', Number, 5)
  .option('--json', 'print one JSON document')
  .action(async (options: { rooms: number; runs: number; json?: boolean }) => {
    const result = new Evaluation('hub-database', '.');
    await measure(options.rooms, options.runs, result);
    result.print(options.json === true);
  });
await program.parseAsync();
