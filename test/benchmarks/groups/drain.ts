import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import mqtt, { type IClientOptions, type IStore } from 'mqtt';
import { z } from 'zod';
import { openStore } from '../../../agent/store/agent-store.ts';
import { onWire } from '../../../provisioning/contract/cloud-event.ts';
import { topic } from '../../../provisioning/contract/topics.ts';
import { MosquittoBroker } from '../../fixtures/mosquitto-broker.ts';
import { bareTable } from '../bare-table.ts';
import type { BenchGroup } from '../bench-group.ts';
import type { BenchRun } from '../bench-run.ts';
import { type DrainCost, drainOf, lessonMessages, outboxDrain, room } from '../outbox-drain-cost.ts';
import { ratios } from '../turns.ts';

const COUNT = 4000;
const TURNS = 5;
const KEPT_OF = 200;
/** In each message: 60 make a lesson. */
const FIGURES = 60;
const STREAM = '5f2c4f0e-0f6c-4d6e-8a5e-0d5b2f1c9a01';
/** Of another room: what the hub answers to it is for nobody. */
const OTHER = topic({ ...room, room: 'r302' }, 'lesson');

/** Messages that MQTT.js alone hands to the broker with QoS 1; nobody answers but the broker. */
async function raw(url: string, options: IClientOptions = {}): Promise<DrainCost> {
  const messages = lessonMessages(COUNT, FIGURES);
  const client = await mqtt.connectAsync(url, { protocolVersion: 5, ...options });
  const beganMs = performance.now();
  const cpu = process.threadCpuUsage();
  await Promise.all(
    messages.map(({ payload }, i) =>
      client.publishAsync(OTHER, onWire(payload, { stream: STREAM, sequence: i, backfill: true }), { qos: 1 }),
    ),
  );
  const { user, system } = process.threadCpuUsage(cpu);
  const cost = { eachMs: (performance.now() - beganMs) / COUNT, cpuMs: (user + system) / 1000 / COUNT };
  await client.endAsync();
  return cost;
}

const levelSchema = z.custom<(path: string) => { incoming: IStore; outgoing: IStore }>(
  (value) => typeof value === 'function',
);

/** MQTT.js's store on a disk, where somebody has installed it: it is no dependency of this program. */
function levelStores(): ((path: string) => { incoming: IStore; outgoing: IStore }) | undefined {
  try {
    return levelSchema.parse(createRequire(import.meta.url)('mqtt-level-store'));
  } catch {
    return undefined;
  }
}

async function withLevel(url: string, open: NonNullable<ReturnType<typeof levelStores>>): Promise<DrainCost> {
  const folder = mkdtempSync(join(tmpdir(), 'lectern-level-'));
  try {
    const { incoming, outgoing } = open(folder);
    return await raw(url, { incomingStore: incoming, outgoingStore: outgoing });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measureRates(broker: MosquittoBroker, run: BenchRun): Promise<void> {
  // The hub is elsewhere: it must not take turns with the room in one thread. It hears both, so that the broker's work is alike.
  const hub = new Worker(new URL('../../fixtures/acking-worker.ts', import.meta.url), { workerData: broker.url });
  await new Promise((resolve) => hub.once('message', resolve));
  const level = levelStores();
  const costs: Record<'raw' | 'drain' | 'bare' | 'level', DrainCost[]> = { raw: [], drain: [], bare: [], level: [] };
  try {
    // The first of each warms up.
    for (let turn = -1; turn < TURNS; turn++) {
      run.progress(turn < 0 ? 'warming up' : `turn ${turn + 1} of ${TURNS}`);
      const cost = {
        raw: await raw(broker.url),
        drain: await outboxDrain(broker.url, COUNT, FIGURES),
        bare: bareTable(lessonMessages(COUNT, FIGURES)),
        ...(level && { level: await withLevel(broker.url, level) }),
      };
      if (turn < 0) continue;
      for (const [name, each] of Object.entries(cost)) costs[name as keyof typeof costs].push(each);
    }
  } finally {
    await hub.terminate();
  }
  const each = (which: keyof typeof costs) => costs[which].map(({ eachMs }) => eachMs);
  const cpu = (which: keyof typeof costs) => costs[which].map(({ cpuMs }) => cpuMs);
  const perS = (which: keyof typeof costs) => each(which).map((ms) => 1000 / ms);
  run.figure('drain.perS', perS('drain'));
  run.figure('drain.raw.perS', perS('raw'));
  run.figure('drain.ratio', ratios(each('raw'), each('drain')));
  run.figure('drain.cpu', ratios(cpu('raw'), cpu('drain')));
  run.figure(
    'drain.bare.us',
    each('bare').map((ms) => ms * 1000),
  );
  run.figure(
    'drain.floor',
    each('raw').map((ms, turn) => ms / (ms + each('bare')[turn]!)),
  );
  if (level) run.figure('drain.level', ratios(each('level'), each('drain')));
  else
    run.lacks(
      ['drain.level'],
      'mqtt-level-store is not installed; install it anywhere and name its node_modules in NODE_PATH',
    );
}

/** What of messages is still there when the broker has taken all of them and no hub ever heard one. */
async function measureKept(broker: MosquittoBroker, run: BenchRun): Promise<void> {
  const messages = lessonMessages(KEPT_OF, 2);
  const outgoing = new mqtt.Store();
  const client = await mqtt.connectAsync(broker.url, { protocolVersion: 5, outgoingStore: outgoing });
  await Promise.all(messages.map(({ payload }) => client.publishAsync(OTHER, payload, { qos: 1 })));
  let held = 0;
  for await (const _ of outgoing.createStream()) held++;
  await client.endAsync();
  run.figure('drain.kept.mqttjs', held / KEPT_OF);

  const folder = mkdtempSync(join(tmpdir(), 'lectern-kept-'));
  const store = openStore(folder);
  try {
    for (const message of messages) store.outbox.add({ ...message, channel: 'lesson', createdAtMs: Date.now() });
    const drain = drainOf(store.outbox, broker.url);
    drain.start();
    const sent = () => store.database.prepare('SELECT count(*) FROM outbox WHERE attempts > 0').pluck().get();
    while (Number(sent()) < KEPT_OF) await delay(50);
    await delay(500);
    await drain.stop();
    run.figure('drain.kept', store.outbox.count() / KEPT_OF);
  } finally {
    store.close();
    rmSync(folder, { recursive: true });
  }
}

export const drain: BenchGroup = {
  name: 'drain',
  title: 'From the outbox to the hub',
  figures: [
    {
      name: 'drain.ratio',
      unit: 'ratio',
      against: 'MQTT.js handing the same messages to the same broker with QoS 1 from memory, in turn',
      what: `messages a second from the outbox on the disk to the hub and back, until the last is acknowledged and off the disk; ${COUNT} lessons of 60 figures (6 kB)`,
      floor:
        'each message is read from the disk, counted as tried before it is handed over, answered by the hub and overwritten when it is deleted, and each of these is on the disk before the next (`synchronous=FULL`, `secure_delete`); MQTT.js does none of it and forgets what was not sent when it ends. `drain.floor` is the same ratio if nothing were done but plain reading and deleting: with these promises the aim is out of reach. Between the two lie indexes by which lessons go first, answers that are checked, and that a row of 6 kB is written anew when its try is counted',
      aim: { atLeast: 0.7 },
    },
    {
      name: 'drain.cpu',
      unit: 'ratio',
      against: 'the same',
      what: 'processor time of a message in MQTT.js over that from the outbox, of the thread alone',
    },
    {
      name: 'drain.floor',
      unit: 'ratio',
      against: 'the same',
      what: 'what the ratio would be with a bare table instead of the outbox: the same rows read, noted as tried and deleted with the same promises to disk and privacy, 512 at a time, and nothing else',
    },
    { name: 'drain.bare.us', unit: 'µs', what: 'a message in that bare table' },
    { name: 'drain.perS', unit: 'per s', what: 'messages from the outbox to the hub and back' },
    { name: 'drain.raw.perS', unit: 'per s', what: 'messages that MQTT.js alone hands to the broker' },
    {
      name: 'drain.level',
      unit: 'ratio',
      against:
        'MQTT.js with its store on the disk (mqtt-level-store), which does not wait for the disk and keeps until the broker has answered',
      what: 'messages a second',
    },
    {
      name: 'drain.kept',
      unit: 'share',
      what: 'of 200 messages that a broker has taken and no hub has heard, those that the outbox still has',
      aim: { atLeast: 1 },
    },
    {
      name: 'drain.kept.mqttjs',
      unit: 'share',
      what: 'those that MQTT.js’s store still has: it lets a message go at the broker’s word',
    },
  ],
  measure: async (run) => {
    const broker = new MosquittoBroker({ lines: ['max_queued_messages 0', 'max_inflight_messages 0'] });
    try {
      await broker.start();
    } catch (error) {
      run.lacks(
        drain.figures.map(({ name }) => name),
        `Mosquitto does not start: ${(error as Error).message.split('\n')[0]}`,
      );
      return;
    }
    try {
      await measureKept(broker, run);
      await measureRates(broker, run);
    } finally {
      await broker.remove();
    }
  },
};
