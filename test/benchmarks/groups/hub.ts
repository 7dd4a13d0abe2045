import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { migrate } from '../../../hub/database/migrate.ts';
import { PostgresDatabase } from '../../../hub/database/postgres-database.ts';
import { BatchWriter } from '../../../hub/ingest/batch-writer.ts';
import { type Entry, entryOf } from '../../../hub/ingest/rows.ts';
import { hubTables } from '../../fixtures/hub-database.ts';
import { PostgresServer } from '../../fixtures/postgres-server.ts';
import type { BenchGroup } from '../bench-group.ts';
import type { BenchRun } from '../bench-run.ts';
import { cpuMs } from '../cpu-time.ts';
import { busyMinutes } from '../hub-fleet.ts';
import { insertPlainly, setAside } from '../plain-insert.ts';
import { msOf, ratios } from '../turns.ts';

const ROOMS = 4000;
const TURNS = 4;
const BATCH = 1000;

/** The work that is compared, in the order of a turn. */
const WAYS = ['ingest', 'copy', 'two', 'insert'] as const;
type Way = (typeof WAYS)[number];

async function write(writer: BatchWriter, entries: readonly Entry[]): Promise<void> {
  for (let from = 0; from < entries.length; from += BATCH) await writer.write(entries.slice(from, from + BATCH));
}

/** Brings messages of a fleet into PostgreSQL, as the ingest does, and the same rows by plain COPY, turn by turn. */
async function compare(server: PostgresServer, run: BenchRun): Promise<void> {
  const messages = busyMinutes(ROOMS);
  const readMs = performance.now();
  const entries = messages.map(({ topic, payload }) => entryOf({ topic, payload: Buffer.from(payload) }));
  run.figure('hub.read.perS', (messages.length / (performance.now() - readMs)) * 1000);
  const folder = mkdtempSync(join(tmpdir(), 'lectern-copy-'));
  const database = new PostgresDatabase(server.url);
  const psql = (...args: string[]) => execFileSync('psql', [server.url, '-q', '-v', 'ON_ERROR_STOP=1', ...args]);
  const copies = (how: string) =>
    hubTables.map((table) => `\\copy lectern.${table} ${how} '${folder}/${table}.txt'`).join('\n');
  const script = join(folder, 'copy.sql');
  const half = Math.ceil(entries.length / 2);
  const work: Record<Way, () => Promise<unknown>> = {
    ingest: () => write(new BatchWriter(database), entries),
    copy: async () => psql('-f', script),
    two: () =>
      Promise.all([entries.slice(0, half), entries.slice(half)].map((part) => write(new BatchWriter(database), part))),
    insert: () => insertPlainly(database, BATCH),
  };
  try {
    await migrate(database);
    await work.ingest();
    // What the first, which warms up, has written gives the rows.
    writeFileSync(
      script,
      hubTables.map((table) => `\\copy (SELECT * FROM lectern.${table}) TO '${folder}/${table}.txt'`).join('\n'),
    );
    psql('-f', script);
    writeFileSync(script, copies('FROM'));
    const rows = await setAside(database);
    const ms: Record<Way, number[]> = { ingest: [], copy: [], two: [], insert: [] };
    const cpu: Record<Way, number[]> = { ingest: [], copy: [], two: [], insert: [] };
    for (let turn = 0; turn < TURNS; turn++) {
      run.progress(`turn ${turn + 1} of ${TURNS}`);
      for (const way of WAYS) {
        await database.script(`TRUNCATE ${hubTables.map((table) => `lectern.${table}`).join(', ')}; CHECKPOINT`);
        const before = cpuMs(server.pid);
        ms[way].push(await msOf(work[way]));
        // The server takes over the time of a process that ended when it hears of it.
        await delay(300);
        cpu[way].push(cpuMs(server.pid) - before);
      }
    }
    const perS = (count: number) => (each: number) => (count / each) * 1000;
    run.figure('hub.ingest.messagesPerS', ms.ingest.map(perS(messages.length)));
    run.figure('hub.ingest.rowsPerS', ms.ingest.map(perS(rows)));
    run.figure('hub.copy.rowsPerS', ms.copy.map(perS(rows)));
    run.figure('hub.ingest', ratios(ms.copy, ms.ingest));
    run.figure('hub.ingest.two', ratios(ms.copy, ms.two));
    run.figure('hub.ingest.cpu', ratios(cpu.copy, cpu.ingest));
    run.figure('hub.insert', ratios(ms.copy, ms.insert));
    run.figure('hub.insert.cpu', ratios(cpu.copy, cpu.insert));
    run.note(
      `${messages.length} messages of ${ROOMS} rooms, ${rows} rows, batches of ${BATCH}, fsync on; the whole way through a broker: npm run bench:hub`,
    );
  } finally {
    await database.close();
    rmSync(folder, { recursive: true });
  }
}

const against = 'plain `COPY` of the same rows into the same tables, in turn';

export const hub: BenchGroup = {
  name: 'hub',
  title: 'The hub’s way into PostgreSQL',
  figures: [
    {
      name: 'hub.ingest',
      unit: 'ratio',
      against,
      what: 'rows a second, batches of 1,000 messages on one connection, each batch committed before the next',
      floor:
        'PostgreSQL refuses `COPY` on tables with row-level security. What a statement must do beyond it, looking for each row so that what comes twice is kept once, is not what costs: `hub.insert`, the same rows from a table of the same server, is as fast. The rest is text that is read into arrays and values a second time, and the way between two processes that wait for each other; rows come as one array a column, which PostgreSQL reads in half the time of JSON',
      aim: { atLeast: 0.5 },
    },
    { name: 'hub.ingest.cpu', unit: 'ratio', against, what: 'processor time of the server', aim: { atLeast: 0.5 } },
    {
      name: 'hub.ingest.two',
      unit: 'ratio',
      against,
      what: 'the same as `hub.ingest` with two connections at once, as two workers have',
    },
    {
      name: 'hub.insert',
      unit: 'ratio',
      against,
      what: '`INSERT … SELECT … ON CONFLICT DO NOTHING` of the same rows from a table of the same server, 1,000 at a time',
    },
    { name: 'hub.insert.cpu', unit: 'ratio', against, what: 'processor time of the server at that' },
    { name: 'hub.ingest.messagesPerS', unit: 'per s', what: 'messages into the database' },
    { name: 'hub.ingest.rowsPerS', unit: 'per s', what: 'rows that these make' },
    { name: 'hub.copy.rowsPerS', unit: 'per s', what: 'rows by `COPY`' },
    { name: 'hub.read.perS', unit: 'per s', what: 'messages read, checked and made into rows, one process' },
  ],
  measure: async (run) => {
    let server: PostgresServer;
    try {
      server = new PostgresServer();
      await server.start();
    } catch (error) {
      run.lacks(
        hub.figures.map(({ name }) => name),
        (error as Error).message.split('\n')[0]!,
      );
      return;
    }
    try {
      await compare(server, run);
    } finally {
      await server.remove();
    }
  },
};
