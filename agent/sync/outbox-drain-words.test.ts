import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import mqtt from 'mqtt';
import { v7 as uuidv7 } from 'uuid';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readMessage } from '../../provisioning/contract/messages.ts';
import { type Channel, topic, type UpChannel } from '../../provisioning/contract/topics.ts';
import { type Fault, shows } from '../../test/faults/fault.ts';
import { AckingHub, type AckingHubOptions } from '../../test/fixtures/acking-hub.ts';
import { gateTo } from '../../test/fixtures/gate.ts';
import { MosquittoBroker } from '../../test/fixtures/mosquitto-broker.ts';
import { type AgentStore, openStore } from '../store/agent-store.ts';
import { usualCaps } from '../store/outbox-caps.ts';
import { OutboxDrain, type OutboxDrainOptions } from './outbox-drain.ts';
import { roomEvent } from './room-event.ts';

const room = { region: '310104', school: '2131000000', room: 'r301' };
const timing = { resendMs: { first: 200, most: 800 }, tickMs: 20, link: { reconnect: { first: 40, most: 160 } } };

let folder: string;
let store: AgentStore;
let broker: MosquittoBroker;
let warnings: string[];
let connections: unknown[];
let acknowledged: string[];
let endings: (() => unknown)[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lectern-words-'));
  store = openStore(folder);
  broker = new MosquittoBroker();
  await broker.start();
  warnings = [];
  connections = [];
  acknowledged = [];
  endings = [() => store.close(), () => rmSync(folder, { recursive: true })].reverse();
});
afterEach(async () => {
  for (const end of endings.toReversed()) await end();
  await broker.remove();
});

function drainTo(more: Partial<OutboxDrainOptions> = {}): OutboxDrain {
  const drain = new OutboxDrain({
    ...{ outbox: store.outbox, room, hub: { brokers: [broker.url] }, timing },
    clock: { monotonicMs: () => performance.now(), wallMs: () => Date.now() },
    events: {
      acknowledged: (id) => acknowledged.push(id),
      connection: (version) => connections.push(version),
      warning: (message) => warnings.push(message),
    },
    ...more,
  });
  endings.push(() => drain.stop());
  drain.start();
  return drain;
}

async function hub(options: AckingHubOptions = {}): Promise<AckingHub> {
  const made = new AckingHub(broker.url, options);
  endings.push(() => made.stop());
  await made.start();
  return made;
}

const health = {
  ...{ periodS: 60, uptimeS: 1, version: '0.1.0', cpuShare: null, memoryBytes: 1, diskFreeBytes: 1, diskSizeBytes: 1 },
  ...{ temperatureC: null, clockBelieved: true, sources: [], outbox: { rows: 0, bytes: 0, oldestS: null } },
  dropped: { lesson: 0, audit: 0, health: 0, environment: 0 },
};
const dataOf = { health, audit: { event: 'sensing-switched', on: true }, environment: { periodS: 60, co2Ppm: 700 } };

function rowOf(channel: keyof typeof dataOf) {
  const event = roomEvent(channel, room, dataOf[channel] as never, uuidv7(), Date.now());
  return { id: event.id, payload: JSON.stringify(event), createdAtMs: Date.now() };
}

function add(channel: keyof typeof dataOf): string {
  const row = rowOf(channel);
  store.outbox.add({ ...row, channel });
  return row.id;
}

const soon = (is: () => void) => vi.waitFor(is, { timeout: 8000, interval: 15 });
const connected = () => soon(() => expect(connections.at(-1)).toBe(5));

describe('a word of the minute', () => {
  it('goes once, without a receipt, and is forgotten by the broker soon', async () => {
    const there = await hub();
    const drain = drainTo();
    await connected();
    drain.tellLive('health', rowOf('health'));
    await soon(() => expect(there.on('health')).toHaveLength(1));
    const [{ packet, backfill, sequence }] = there.on('health') as [(typeof there.received)[0]];
    expect(packet).toMatchObject({ qos: 0, retain: false, properties: { messageExpiryInterval: 120 } });
    expect(packet.properties).toMatchObject({
      contentType: 'application/cloudevents+json; charset=utf-8',
      userProperties: { schema: 'urn:lectern:schema:health:1' },
    });
    expect(readMessage('health', packet.payload as Buffer).problem).toBeUndefined();
    // The first number is that of the room's last word.
    expect([backfill, sequence]).toEqual([false, 2]);
    expect(store.outbox.count()).toBe(0);
  });

  it('is kept while there is no connection, and owed a receipt then', async () => {
    await broker.stop();
    const drain = drainTo();
    drain.tellLive('health', rowOf('health'));
    expect(store.outbox.count()).toBe(1);
    await broker.start();
    const there = await hub();
    await soon(() => expect(store.outbox.count()).toBe(0));
    const [{ packet, backfill }] = there.on('health') as [(typeof there.received)[0]];
    expect([packet.qos, backfill, packet.properties?.messageExpiryInterval]).toEqual([1, true, undefined]);
  });
});

describe('the last word', () => {
  const stateOf = (there: AckingHub) => there.on('state').at(-1);

  it('of an agent that is stopped is that it was stopped', async () => {
    const there = await hub();
    const drain = drainTo();
    await connected();
    await drain.stop();
    await soon(() => expect(stateOf(there)?.data).toEqual({ connection: 'offline', cause: 'stopped' }));
    await delay(150);
    expect(there.on('state')).toHaveLength(1);
  });

  const agentLost: Fault = {
    part: 'broker',
    kind: 'lost',
    fault: 'a room’s connection is cut without a word',
    seen: 'the region sees within seconds that the room is lost',
    lost: 'nothing',
    recovers: 'by itself, with the next connection',
  };
  it('of an agent that is lost is the broker’s, and both have one number', shows(agentLost), async () => {
    const there = await hub();
    const gate = await gateTo(broker.port);
    endings.push(() => gate.close());
    const drain = drainTo({ hub: { brokers: [`mqtt://127.0.0.1:${gate.port}`] } });
    const online = roomEvent(
      'state',
      room,
      { connection: 'online', sensing: 'on', activity: 'idle', sources: [], problems: [] },
      uuidv7(),
      0,
    );
    drain.tellState(JSON.stringify(online));
    await soon(() => expect(stateOf(there)?.data).toMatchObject({ connection: 'online' }));
    gate.cut();
    await soon(() => expect(there.on('state').some(({ data }) => data.cause === 'lost')).toBe(true));
    await soon(() => expect(stateOf(there)?.data).toMatchObject({ connection: 'online' }));
    await drain.stop();
    await soon(() => expect(stateOf(there)?.data).toMatchObject({ cause: 'stopped' }));
    const sequences = there.on('state').map(({ sequence }) => sequence);
    expect(new Set(sequences).size, 'each word has its own number').toBe(sequences.length);
    expect(Math.max(...sequences), 'and none is left out').toBe(sequences.length);
    for (const { packet } of there.on('state'))
      expect(readMessage('state', packet.payload as Buffer).problem).toBeUndefined();
  });
});

describe('what waits', () => {
  it('is told as late when it was late, and never holds up what is new', async () => {
    const there = await hub();
    for (let i = 0; i < 30; i++) add('health');
    drainTo({ timing: { ...timing, backfill: { delayMs: 0, perS: 5, burst: 5 } } });
    await connected();
    await soon(() => expect(there.on('health').length).toBeGreaterThanOrEqual(5));
    const fresh = add('audit');
    await soon(() => expect(there.received.some(({ id }) => id === fresh)).toBe(true));
    expect(there.on('audit')[0]!.backfill).toBe(false);
    const late = there.on('health');
    expect(late.length).toBeLessThan(12);
    expect(late.every(({ backfill, packet }) => backfill && packet.qos === 1)).toBe(true);
  });

  it('waits some time after the connection, by chance', async () => {
    const there = await hub();
    vi.spyOn(Math, 'random').mockReturnValue(0.5);
    add('health');
    drainTo({ timing: { ...timing, backfill: { delayMs: 1200, perS: 5, burst: 5 } } });
    await connected();
    const connectedMs = performance.now();
    await soon(() => expect(there.on('health')).toHaveLength(1));
    vi.restoreAllMocks();
    expect(there.on('health')[0]!.atMs - connectedMs).toBeGreaterThan(450);
  });

  const hubSilent: Fault = {
    part: 'hub',
    kind: 'silent',
    fault: 'it does not answer for one lesson',
    seen: 'IT sees how much waits',
    lost: 'nothing',
    recovers: 'sent again; other lessons go on meanwhile',
  };
  it('without an answer is sent again, and does not stand in the way of others', shows(hubSilent), async () => {
    const silent = new Set<string>();
    const there = await hub({ answer: ({ id }) => (silent.has(id) ? null : 'accepted') });
    drainTo();
    await connected();
    for (let i = 0; i < 300; i++) silent.add(add('audit'));
    await soon(() => expect(there.received.length).toBeGreaterThan(200));
    const ids = Array.from({ length: 300 }, () => add('audit'));
    await soon(() => expect(acknowledged.filter((id) => ids.includes(id))).toHaveLength(300));
    expect(store.outbox.count()).toBe(300);
    silent.clear();
    await soon(() => expect(store.outbox.count()).toBe(0));
    expect(new Set(acknowledged).size).toBe(600);
  });

  it('is told in the order of its numbers', async () => {
    const there = await hub();
    for (let i = 0; i < 500; i++) add('audit');
    // None is sent twice, however busy the machine is.
    drainTo({ timing: { ...timing, resendMs: { first: 20_000, most: 20_000 } } });
    await soon(() => expect(store.outbox.count()).toBe(0));
    // On a busy machine some are sent again before their answer has come.
    const sequences = [...new Set(there.on('audit').map(({ sequence }) => sequence))];
    expect(sequences).toEqual(sequences.toSorted((a, b) => a - b));
    expect(sequences).toHaveLength(500);
  });

  it('is kept within its caps, and the hub hears exactly what was given up', async () => {
    await broker.stop();
    for (let i = 0; i < 50; i++) add('health');
    const bytes = store.outbox.backlog().bytes;
    const drain = drainTo({ caps: { ...usualCaps, bytes: bytes / 2 } });
    expect(store.outbox.dropped()).toMatchObject([{ channel: 'health', reason: 'bytes', count: 25 }]);
    await broker.start();
    const there = await hub();
    await soon(() => expect(store.outbox.count()).toBe(0));
    expect(there.on('audit').map(({ data }) => data)).toMatchObject([
      { event: 'messages-dropped', channel: 'health', reason: 'bytes', count: 25 },
    ]);
    for (const { packet } of there.on('audit'))
      expect(readMessage('audit', packet.payload as Buffer).problem).toBeUndefined();
    await drain.stop();
  });
});

describe('what the hub tells', () => {
  it('is heard on the room’s own channels, whatever is in it', async () => {
    const heard: [string, string][] = [];
    drainTo({
      heard: (channel, payload) => {
        heard.push([channel, payload.toString()]);
        throw new Error('not to be taken');
      },
    });
    await connected();
    const client = await mqtt.connectAsync(broker.url, { protocolVersion: 5 });
    endings.push(() => client.endAsync(true));
    const tell = (channel: Channel, text: string | Buffer) =>
      client.publishAsync(topic(room, channel), text, { qos: 1 });
    await tell('config', '{');
    await tell('command/request', Buffer.from([0xff, 0x00]));
    await soon(() => expect(heard.map(([channel]) => channel)).toEqual(['config', 'command/request']));
    expect(warnings).toEqual([
      expect.stringContaining('could not be taken: not to be taken'),
      expect.stringContaining('command/request could not be taken'),
    ]);
  });

  it('is not read when it is too large, whichever MQTT it comes by', async () => {
    const heard: number[] = [];
    drainTo({ heard: (_, payload) => heard.push(payload.length) });
    await connected();
    const client = await mqtt.connectAsync(broker.url, { protocolVersion: 5 });
    endings.push(() => client.endAsync(true));
    for (const bytes of [300_000, 256 * 1024 + 1, 256 * 1024])
      await client.publishAsync(topic(room, 'config'), 'x'.repeat(bytes), { qos: 1 });
    await soon(() => expect(heard).toEqual([256 * 1024]));
    expect(warnings.join()).toContain('262145 bytes');
    expect(connections, 'and the connection holds').toEqual([5]);
  });
});

const storeGone: Fault = {
  part: 'database',
  kind: 'lost',
  fault: 'the database is gone while the agent runs',
  seen: 'the log has it',
  lost: 'what would have been written',
  recovers: 'the agent goes on; at the next start it is opened again',
};
it('a store that is full or gone is told of, and nothing ends', shows(storeGone), async () => {
  const there = await hub();
  const drain = drainTo();
  await connected();
  add('audit');
  await soon(() => expect(acknowledged).toHaveLength(1));
  store.database.close();
  drain.nudge();
  drain.tellLive('health' satisfies UpChannel, rowOf('health'));
  await soon(() => expect(warnings.join()).toContain('database connection is not open'));
  expect(there.received.length).toBeGreaterThan(0);
  await drain.stop();
  store = openStore(folder);
});
