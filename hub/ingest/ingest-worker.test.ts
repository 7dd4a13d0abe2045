import { setTimeout as delay } from 'node:timers/promises';
import mqtt, { type MqttClient } from 'mqtt';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type AckMessage, ackMessageSchema } from '../../provisioning/contract/ack-message.ts';
import { MOST_MESSAGE_BYTES } from '../../provisioning/contract/cloud-event.ts';
import { topic } from '../../provisioning/contract/topics.ts';
import { type Fault, shows } from '../../test/faults/fault.ts';
import { ConfiguredBroker, hubBrokerLines } from '../../test/fixtures/configured-broker.ts';
import { PostgresServer } from '../../test/fixtures/postgres-server.ts';
import { arrivalOf, healthData, lessonData, online, r301 } from '../../test/fixtures/room-messages.ts';
import type { Database } from '../database/database.ts';
import { migrate } from '../database/migrate.ts';
import { PostgresDatabase } from '../database/postgres-database.ts';
import { IngestWorker, type IngestWorkerOptions } from './ingest-worker.ts';
import type { Arrival } from './read-arrival.ts';

const broker = new ConfiguredBroker(hubBrokerLines);
const server = new PostgresServer();
let database: Database;
let worker: IngestWorker;
let room: MqttClient;
let acks: AckMessage[];
let lines: string[];

/** Lets the database wait for a test's word. */
class Gate implements Database {
  readonly #behind: Database;
  open = Promise.withResolvers<void>();
  constructor(behind: Database) {
    this.#behind = behind;
  }
  query: Database['query'] = (sql, values) => this.#behind.query(sql, values);
  script: Database['script'] = (sql) => this.#behind.script(sql);
  close: Database['close'] = () => this.#behind.close();
  transaction: Database['transaction'] = async (work) => {
    await this.open.promise;
    return this.#behind.transaction(work);
  };
}

function newWorker(parts: Partial<IngestWorkerOptions> = {}): IngestWorker {
  return new IngestWorker({
    broker: { url: broker.url, reconnectMs: { least: 50, most: 100 } },
    database,
    clientId: 'lectern-ingest-test-1',
    source: '/lectern/hub/ingest/test',
    nowMs: Date.now,
    log: (line) => lines.push(line),
    retryMs: { first: 50, most: 200 },
    ...parts,
  });
}

beforeAll(() => server.start());

beforeEach(async () => {
  await broker.start();
  database = new PostgresDatabase(server.url);
  await migrate(database);
  await database.script('TRUNCATE lectern.lesson, lectern.health, lectern.room_state, lectern.quarantine');
  lines = [];
  worker = newWorker();
  acks = [];
  room = await mqtt.connectAsync(broker.url, {
    protocolVersion: 5,
    reconnectPeriod: 50,
    clientId: 'r301',
    clean: false,
  });
  room.on('message', (_, payload) => acks.push(ackMessageSchema.parse(JSON.parse(payload.toString()))));
  await room.subscribeAsync(topic(r301, 'ack'), { qos: 1 });
});

afterEach(async () => {
  await room.endAsync(true);
  await worker.stop(100);
  await database.close();
  await broker.remove();
});

afterAll(() => server.remove());

const connected = (which = worker) => vi.waitFor(() => expect(which.counts.connected).toBe(1), { timeout: 10_000 });
const send = (arrival: Arrival, qos: 0 | 1 = 1, retain = false) =>
  room.publishAsync(arrival.topic, Buffer.from(arrival.payload), { qos, retain });
const lesson = () => arrivalOf('lesson', lessonData());
const count = async (table: string) =>
  (await database.query<{ count: number }>(`SELECT count(*)::int AS count FROM lectern.${table}`))[0]!.count;
const answered = () => acks.flatMap(({ data }) => data.events);
const answers = (number: number) =>
  vi.waitFor(() => expect(new Set(answered().map(({ eventId }) => eventId)).size).toBe(number), {
    timeout: 20_000,
    interval: 20,
  });

describe('an ingest worker', () => {
  it('acknowledges what it has committed, and each repetition of it', async () => {
    worker.start();
    await connected();
    const message = lesson();
    for (let i = 0; i < 3; i++) await send(message);
    await vi.waitFor(() => expect(worker.counts.accepted).toBe(3));
    await answers(1);
    expect(answered()[0]).toEqual({ eventId: message.id, status: 'accepted' });
    expect(acks[0]).toMatchObject({ source: '/lectern/hub/ingest/test', type: 'lectern.ack.v1' });
    expect(await count('lesson')).toBe(1);
  });

  it('says of each channel what the contract promises, and no more', async () => {
    worker.start();
    await connected();
    const owed = [
      arrivalOf('audit', { event: 'sensing-switched', on: true }),
      arrivalOf('health', healthData(), { backfill: true }),
      arrivalOf('command/response', { requestId: lesson().id, status: 'done' }),
      lesson(),
    ];
    const others = [
      arrivalOf('state', online),
      arrivalOf('health', healthData()),
      arrivalOf('config/reported', { kind: 'config', version: 1, status: 'applied', inForce: 1 }),
    ];
    for (const each of [...others, ...owed]) await send(each);
    await answers(owed.length);
    expect(new Set(answered().map(({ eventId }) => eventId))).toEqual(new Set(owed.map(({ id }) => id)));
    expect(worker.counts).toMatchObject({ received: 7, accepted: 7, refused: 0 });
  });

  const hubHearsNonsense: Fault = {
    part: 'hub',
    kind: 'wrong',
    fault: 'rooms send what can never be right',
    seen: 'the room hears the reason; the region has it in quarantine',
    lost: 'that message',
    recovers: 'by itself: what follows is taken',
  };
  it('refuses what can never be right, with a reason, and goes on', shows(hubHearsNonsense), async () => {
    worker.start();
    await connected();
    const foreign = { ...lesson(), topic: topic({ ...r301, room: 'r302' }, 'lesson') };
    const wrong = arrivalOf('lesson', { ...lessonData(), frame: 'AAAA' });
    const other = arrivalOf('config/reported', { kind: 'rules', version: 1, status: 'applied', inForce: 1 });
    await room.subscribeAsync(topic({ ...r301, room: 'r302' }, 'ack'), { qos: 1 });
    for (const each of [foreign, wrong, other]) await send(each);
    for (const payload of ['', '{', 'null', '[]', '\ud800', '{"id":7}']) {
      await send({ topic: topic(r301, 'lesson'), payload: Buffer.from(payload) });
    }
    await send({ topic: topic(r301, 'lesson'), payload: Buffer.alloc(MOST_MESSAGE_BYTES + 1, 32) });
    await answers(2);
    const [first, second] = [foreign, wrong].map(({ id }) => answered().find(({ eventId }) => eventId === id));
    expect(first).toMatchObject({ status: 'refused', reason: expect.stringContaining('r301') });
    expect(second).toMatchObject({ status: 'refused', reason: expect.stringContaining('frame') });
    const good = lesson();
    await send(good);
    await answers(3);
    expect(worker.counts).toMatchObject({ accepted: 1, refused: 10 });
    expect(await count('quarantine')).toBe(10);
  });

  const quarantineGrows: Fault = {
    part: 'hub',
    kind: 'overload',
    fault: 'a room sends nonsense without end',
    seen: 'the region: no more than 1,500 of it are in quarantine',
    lost: 'the rest of the nonsense',
    recovers: 'by itself',
  };
  it('trims the quarantine while it grows', shows(quarantineGrows), async () => {
    worker.start();
    await connected();
    const { topic: name } = lesson();
    const nonsense = Array.from({ length: 2500 }, (_, number) => ({
      topic: name,
      payload: Buffer.from(`no ${number}`),
    }));
    await Promise.all(nonsense.map((each) => send(each)));
    await vi.waitFor(() => expect(worker.counts.refused).toBe(2500), { timeout: 20_000 });
    // Beyond the 1000 of a room there is only what came after it was trimmed.
    await vi.waitFor(async () => expect(await count('quarantine')).toBeLessThanOrEqual(1500), { timeout: 5000 });
  });

  const workerTaken: Fault = {
    part: 'hub',
    kind: 'killed',
    fault: 'its ingest ends before it has written what it heard',
    seen: 'nothing',
    lost: 'nothing: rooms hear of receipt after the write alone',
    recovers: 'another ingest hears it again',
  };
  it(
    'tells nobody before the commit, and the broker neither: another worker hears it again',
    shows(workerTaken),
    async () => {
      const gate = new Gate(database);
      const held = newWorker({ database: gate });
      held.start();
      await connected(held);
      const sent = Array.from({ length: 5 }, lesson);
      for (const each of sent) await send(each);
      await vi.waitFor(() => expect(held.counts.received).toBe(5));
      await delay(300);
      expect(acks).toEqual([]);
      // The same client id takes the session over, as after a kill.
      worker.start();
      await answers(5);
      expect(await count('lesson')).toBe(5);
      gate.open.resolve();
      await held.stop();
      expect(await count('lesson')).toBe(5);
    },
  );

  const hubDatabaseHangs: Fault = {
    part: 'hub',
    kind: 'silent',
    fault: 'its database hangs',
    seen: 'rooms keep what is not received',
    lost: 'nothing; it holds 2,000 messages and hears no more',
    recovers: 'by itself, when the database answers',
  };
  it(
    'writes in batches, and hears no more than it was promised while the database hangs',
    shows(hubDatabaseHangs),
    async () => {
      const gate = new Gate(database);
      await worker.stop();
      worker = newWorker({ database: gate, batchMessages: 1000 });
      worker.start();
      await connected();
      const sent = Array.from({ length: 3000 }, lesson);
      const publishing = Promise.all(sent.map((each) => send(each)));
      await vi.waitFor(() => expect(worker.counts.received).toBe(2000), { timeout: 20_000 });
      await publishing;
      await delay(200);
      expect(worker.counts.received).toBe(2000);
      gate.open.resolve();
      await answers(3000);
      expect(await count('lesson')).toBe(3000);
      expect(worker.counts.batches).toBeLessThan(20);
      // One message a room and batch, of at most 500 events.
      expect(acks.length).toBeLessThan(30);
    },
  );

  const liveDropped: Fault = {
    part: 'hub',
    kind: 'overload',
    fault: 'its database hangs while rooms tell how they are',
    seen: 'the count of words let go',
    lost: 'health and air of that time; no lesson',
    recovers: 'by itself',
  };
  it(
    'lets live words go beyond so many bytes while the database hangs, and takes them again after',
    shows(liveDropped),
    async () => {
      const gate = new Gate(database);
      const live = () => arrivalOf('health', healthData());
      const { topic: name, payload } = live();
      worker = newWorker({ database: gate, mostLiveBytes: 3.5 * (name.length + payload.length) });
      worker.start();
      await connected();
      for (let i = 0; i < 10; i++) await send(live(), 0);
      await send(lesson());
      await vi.waitFor(() => expect(worker.counts.received).toBe(11));
      expect(worker.counts.droppedLive).toBe(7);
      gate.open.resolve();
      await vi.waitFor(() => expect(worker.counts.accepted).toBe(4));
      for (let i = 0; i < 3; i++) await send(live(), 0);
      await vi.waitFor(() => expect(worker.counts.accepted).toBe(7));
      expect(worker.counts.droppedLive).toBe(7);
    },
  );

  const hubDatabaseKilled: Fault = {
    part: 'hub',
    kind: 'lost',
    fault: 'its database is killed and comes back',
    seen: 'rooms keep what is not received',
    lost: 'nothing',
    recovers: 'by itself, when the database is back',
  };
  it(
    'waits for a database that is away, tells nothing meanwhile, and loses nothing',
    shows(hubDatabaseKilled),
    async () => {
      worker.start();
      await connected();
      await send(lesson());
      await answers(1);
      await server.kill();
      const sent = Array.from({ length: 20 }, lesson);
      for (const each of sent) await send(each);
      await vi.waitFor(() => expect(worker.counts.retries).toBeGreaterThan(2), { timeout: 20_000 });
      expect(answered()).toHaveLength(1);
      await server.start();
      await answers(21);
      expect(await count('lesson')).toBe(21);
      expect(lines.some((line) => line.includes('tried again'))).toBe(true);
      expect(lines.join('')).not.toContain('postgres://');
    },
  );

  it('that is stopped while it is still connecting does not begin again', async () => {
    const away = new ConfiguredBroker(hubBrokerLines);
    await away.start();
    const lines: string[] = [];
    const one = new IngestWorker({
      broker: { url: away.url, reconnectMs: { least: 20, most: 40 } },
      ...{ database, clientId: 'stopped-early', source: '/lectern/hub/ingest/test', nowMs: Date.now },
      log: (line) => lines.push(line),
    });
    one.start();
    await one.stop();
    await away.remove();
    lines.length = 0;
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(lines).toEqual([]);
  });

  const ingestBroker: Fault = {
    part: 'broker',
    kind: 'lost',
    fault: 'it goes away from the hub’s ingest three times',
    seen: 'nothing',
    lost: 'nothing',
    recovers: 'found again by itself',
  };
  it('comes back to a broker that was away', shows(ingestBroker), async () => {
    worker.start();
    await connected();
    for (let i = 0; i < 3; i++) {
      await broker.stop();
      await vi.waitFor(() => expect(worker.counts.connected).toBe(0), { timeout: 5000 });
      await broker.start();
      await connected();
    }
    await vi.waitFor(() => expect(room.connected).toBe(true), { timeout: 5000 });
    await room.subscribeAsync(topic(r301, 'ack'), { qos: 1 });
    await send(lesson());
    await answers(1);
  });

  it('hears what rooms had said before it was there, of what is retained', async () => {
    await send(arrivalOf('state', online), 1, true);
    const sweeping = newWorker({ sweepsRetained: true, clientId: 'lectern-ingest-test-2' });
    sweeping.start();
    await vi.waitFor(async () => expect(await count('room_state')).toBe(1), { timeout: 10_000 });
    await sweeping.stop();
  });

  it('finishes what it has heard before it stops, and leaves no session behind', async () => {
    worker.start();
    await connected();
    for (let i = 0; i < 50; i++) await send(lesson());
    const { received } = worker.counts;
    await worker.stop();
    expect(worker.counts.accepted).toBeGreaterThanOrEqual(received);
    expect(worker.counts.waiting).toBe(0);
    const next = newWorker();
    next.start();
    await connected(next);
    await send(lesson());
    await vi.waitFor(() => expect(next.counts.accepted).toBe(1));
    await next.stop();
  });
});
