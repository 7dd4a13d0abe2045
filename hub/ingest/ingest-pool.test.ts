import { type AddressInfo, connect, createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Fault, shows } from '../../test/faults/fault.ts';
import { ConfiguredBroker, hubBrokerLines } from '../../test/fixtures/configured-broker.ts';
import { PostgresServer } from '../../test/fixtures/postgres-server.ts';
import { migrate } from '../database/migrate.ts';
import { PostgresDatabase } from '../database/postgres-database.ts';
import { FleetPublisher } from '../simulator/fleet-publisher.ts';
import { SimulatedFleet } from '../simulator/simulated-fleet.ts';
import { IngestPool, type IngestPoolOptions } from './ingest-pool.ts';

const broker = new ConfiguredBroker(hubBrokerLines);
const server = new PostgresServer();
let database: PostgresDatabase;
let pool: IngestPool | undefined;
let publisher: FleetPublisher;

beforeAll(async () => {
  await server.start();
  database = new PostgresDatabase(server.url);
  await migrate(database);
});
beforeEach(async () => {
  await broker.start();
  publisher = new FleetPublisher({ url: broker.url, connections: 2 });
});
afterEach(async () => {
  await pool?.stop();
  await publisher.stop();
  await broker.remove();
});
afterAll(async () => {
  await database.close();
  await server.remove();
});

const ingest = (workers: number, name = server.url, parts: Partial<IngestPoolOptions> = {}) =>
  new IngestPool({
    ...{ broker: { url: broker.url }, database: name, name: 'test', workers, metricsPort: 0, log: () => {} },
    ...parts,
  });
const connected = (count: number) => vi.waitFor(() => expect(pool!.counts.connected).toBe(count), { timeout: 20_000 });
const startMs = Date.parse('2026-09-02T23:30:00Z');

describe('an ingest of several workers', () => {
  const workersKilled: Fault = {
    part: 'hub',
    kind: 'killed',
    fault: 'its ingest’s processes are killed again and again',
    seen: 'nothing',
    lost: 'nothing: every message is kept once',
    recovers: 'they are started again; rooms send again what was not received',
  };
  it(
    'keeps every message once while its workers are killed, and tells each room',
    shows(workersKilled, { timeout: 120_000 }),
    async () => {
      pool = ingest(2);
      await pool.start();
      await connected(2);
      await publisher.start();
      const fleet = new SimulatedFleet({ rooms: 48, outagesPerDay: 3 });
      const sent = new Map<string, number>();
      const again: { topic: string; payload: string; eventId: string }[] = [];
      for (let minute = 0; minute < 200; minute++) {
        for (const message of fleet.minute(startMs + minute * 60_000)) {
          await publisher.publish(message);
          if (!message.isAcknowledged) continue;
          sent.set(message.channel, (sent.get(message.channel) ?? 0) + 1);
          again.push(message);
        }
        // On a busy machine the one that was killed before may not be back yet.
        const pids = [...pool.pids.values()];
        if (minute % 60 === 50 && pids.length > 0) process.kill(pids[minute % pids.length]!, 'SIGKILL');
        if (minute % 10 === 0) await delay(20);
      }
      // As rooms do: what the hub has not answered is sent again.
      for (let tries = 0; tries < 20 && publisher.waiting > 0; tries++) {
        await delay(1000);
        if (tries % 5 !== 4) continue;
        for (const each of again) {
          await publisher.publish({ ...each, qos: 1, retain: false, channel: 'lesson', isAcknowledged: false });
        }
      }
      expect(publisher.waiting).toBe(0);
      expect(publisher.counts.refused).toBe(0);
      const tables: Record<string, string> = {
        lesson: 'lesson',
        audit: 'audit',
        'command/response': 'command_response',
      };
      for (const [channel, table] of Object.entries(tables)) {
        const [row] = await database.query(`SELECT count(*)::int AS count FROM lectern.${table}`);
        expect([channel, row]).toEqual([channel, { count: sent.get(channel) ?? 0 }]);
      }
      expect(sent.get('lesson')).toBeGreaterThan(50);
      const metrics = await (await fetch(pool.metricsUrl)).text();
      expect(metrics).toMatch(/^lectern_ingest_accepted_total\{worker="1"\} \d+$/m);
    },
  );

  it('leaves no process behind', async () => {
    pool = ingest(3);
    await pool.start();
    await connected(3);
    const pids = [...pool.pids.values()];
    expect(pids).toHaveLength(3);
    await pool.stop();
    for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });

  it('tells each of them its group, by which they share', async () => {
    const groups: string[] = [];
    const between = createServer((client) => {
      const onward = connect(broker.port, '127.0.0.1');
      client.on('data', (bytes) => {
        const found = bytes.toString('latin1').matchAll(/\$share\/([^/]+)\//g);
        for (const [, group] of found) groups.push(group!);
      });
      for (const each of [client, onward]) each.on('error', () => {});
      client.pipe(onward).pipe(client);
    }).listen(0, '127.0.0.1');
    await vi.waitFor(() => expect(between.listening).toBe(true));
    const url = `mqtt://127.0.0.1:${(between.address() as AddressInfo).port}`;
    pool = ingest(2, server.url, { group: 'unguessable', broker: { url } });
    await pool.start();
    await connected(2);
    expect(new Set(groups)).toEqual(new Set(['unguessable']));
    await pool.stop();
    between.close();
  });

  const noProcess: Fault = {
    part: 'hub',
    kind: 'absent',
    fault: 'its machine has no room for another process',
    seen: 'the log has it',
    lost: 'nothing: rooms keep what is not received',
    recovers: 'tried again until there is room',
  };
  it('is patient with a machine that has no room for another process', shows(noProcess), async () => {
    const lines: string[] = [];
    const { execPath } = process;
    pool = ingest(2, server.url, { log: (line) => lines.push(line) });
    try {
      process.execPath = '/nonexistent/node';
      await pool.start();
      await vi.waitFor(() => expect(lines).toContainEqual(expect.stringMatching(/ended \(.*ENOENT\)/)));
    } finally {
      process.execPath = execPath;
    }
    await connected(2);
  });

  it('says of a worker that ended that it is connected to nothing', async () => {
    pool = ingest(2);
    await pool.start();
    await connected(2);
    process.kill(pool.pids.get(2)!, 'SIGKILL');
    await vi.waitFor(() => expect(pool!.counts.connected).toBe(1), { timeout: 5000, interval: 10 });
    await connected(2);
  });

  it('needs a server', async () => {
    await expect(ingest(2, 'memory:').start()).rejects.toThrow('one worker');
    await expect(ingest(1, 'mysql://user:secret@host').start()).rejects.toThrow(/^(?!.*secret)/);
  });
});

describe('an ingest of one worker', () => {
  it('keeps what comes in an embedded database that it makes itself', async () => {
    pool = ingest(1, 'memory:');
    await pool.start();
    await connected(1);
    await publisher.start();
    const fleet = new SimulatedFleet({ rooms: 5 });
    for (const message of fleet.minute(startMs)) await publisher.publish(message);
    await vi.waitFor(() => expect(publisher.waiting).toBe(0), { timeout: 20_000 });
    // States come twice while the retained ones are swept up.
    await vi.waitFor(() => expect(pool!.counts.accepted).toBeGreaterThanOrEqual(publisher.counts.published));
    expect(pool.counts.refused).toBe(0);
  });
});
