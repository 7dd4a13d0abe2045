import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { Command } from 'commander';
import mqtt from 'mqtt';
import { v7 as uuidv7 } from 'uuid';
import { median } from '../../agent/indicators/median.ts';
import { systemClock } from '../../agent/lesson/clock.ts';
import { openStore } from '../../agent/store/agent-store.ts';
import { OutboxDrain } from '../../agent/sync/outbox-drain.ts';
import { roomEvent } from '../../agent/sync/room-event.ts';
import { CLOUD_EVENT_CONTENT_TYPE, onWire } from '../../provisioning/contract/cloud-event.ts';
import { topic } from '../../provisioning/contract/topics.ts';
import { MosquittoBroker } from '../fixtures/mosquitto-broker.ts';

const room = { region: '310104', school: '2131000000', room: 'r301' };
const stream = '5f2c4f0e-0f6c-4d6e-8a5e-0d5b2f1c9a01';

interface Rate {
  perS: number;
  /** Of this thread, which others on the machine do not change. */
  cpuUsEach: number;
}

function rateOf(count: number, beganMs: number, cpu: NodeJS.CpuUsage): Rate {
  const { user, system } = process.threadCpuUsage(cpu);
  return { perS: (count / (performance.now() - beganMs)) * 1000, cpuUsEach: (user + system) / count };
}

function payloads(count: number, figures: number): { id: string; payload: string }[] {
  const indicators = Array.from({ length: figures }, (_, i) => ({
    ...{ id: `talk.figure-${i}`, unit: 'share' as const, value: Math.random(), coverage: 1, version: 1 },
  }));
  return Array.from({ length: count }, () => {
    const lesson = { lessonId: uuidv7(), revision: 1, startedAt: '2026-09-01T08:00:00.000Z', durationS: 2700 };
    const event = roomEvent('lesson', room, { ...lesson, indicators, models: {} }, uuidv7(), Date.now());
    return { id: event.id, payload: JSON.stringify(event) };
  });
}

/** Messages a second that MQTT.js alone hands to the broker with QoS 1, nothing kept and nobody answering but the broker. */
async function raw(url: string, count: number, figures: number): Promise<Rate> {
  const messages = payloads(count, figures);
  const client = await mqtt.connectAsync(url, { protocolVersion: 5 });
  const properties = { contentType: CLOUD_EVENT_CONTENT_TYPE, payloadFormatIndicator: true };
  const beganMs = performance.now();
  const cpu = process.threadCpuUsage();
  // Of another room: what the hub answers to it is for nobody.
  const name = topic({ ...room, room: 'r302' }, 'lesson');
  await Promise.all(
    messages.map(({ payload }, i) =>
      client.publishAsync(name, onWire(payload, { stream, sequence: i, backfill: true }), { qos: 1, properties }),
    ),
  );
  const rate = rateOf(count, beganMs, cpu);
  await client.endAsync();
  return rate;
}

/** Messages a second that go from the outbox on the disk to the hub, until the last is acknowledged and off the disk. */
async function drained(url: string, count: number, figures: number): Promise<Rate> {
  const folder = mkdtempSync(join(tmpdir(), 'lectern-drain-'));
  const store = openStore(folder);
  const createdAtMs = Date.now();
  store.database.transaction(() => {
    for (const message of payloads(count, figures)) store.outbox.add({ ...message, channel: 'lesson', createdAtMs });
  })();
  // What waits for long lies in the database itself, not in its log.
  store.database.pragma('wal_checkpoint(TRUNCATE)');
  const { promise, resolve } = Promise.withResolvers<void>();
  let left = count;
  let beganMs = 0;
  let cpu = process.threadCpuUsage();
  const drain = new OutboxDrain({
    ...{ outbox: store.outbox, room, hub: { brokers: [url] }, clock: systemClock },
    events: {
      acknowledged: () => {
        if (--left === 0) resolve();
      },
      connection: () => {
        beganMs = performance.now();
        cpu = process.threadCpuUsage();
      },
      warning: (message) => console.error(message),
    },
  });
  drain.start();
  await promise;
  const rate = rateOf(count, beganMs, cpu);
  await drain.stop();
  const rest = store.outbox.count();
  store.close();
  rmSync(folder, { recursive: true });
  if (rest > 0) throw new Error(`${rest} messages are left`);
  return rate;
}

const program = new Command('bench:drain')
  .description(
    'Messages a second from the outbox to the hub and back, beside plain MQTT.js with QoS 1, on one Mosquitto.',
  )
  .option('--count <messages>', 'in each run', '5000')
  .option(
    '--figures <figures>',
    'in each message: 60 make a lesson, 2 are as large as a word on the machine’s health',
    '60',
  )
  .option('--runs <runs>', 'of each, one after the other in turn', '5')
  .option('--json', 'print one JSON document')
  .action(async (options: { count: string; figures: string; runs: string; json?: boolean }) => {
    const [count, figures, runs] = [options.count, options.figures, options.runs].map(Number) as [
      number,
      number,
      number,
    ];
    const broker = new MosquittoBroker({ lines: ['max_queued_messages 0', 'max_inflight_messages 0'] });
    await broker.start();
    // The hub is elsewhere: it must not take turns with the room in one thread. It hears both, so that the broker's work is alike.
    const hub = new Worker(new URL('../fixtures/acking-worker.ts', import.meta.url), { workerData: broker.url });
    await new Promise((resolve) => hub.once('message', resolve));
    const rates: Record<'raw' | 'drain', Rate[]> = { raw: [], drain: [] };
    try {
      // The first of each warms up.
      for (let run = -1; run < runs; run++) {
        const rate = { raw: await raw(broker.url, count, figures), drain: await drained(broker.url, count, figures) };
        if (run < 0) continue;
        rates.raw.push(rate.raw);
        rates.drain.push(rate.drain);
      }
    } finally {
      await hub.terminate();
      await broker.remove();
    }
    const of = (which: 'raw' | 'drain', what: keyof Rate) => median(rates[which].map((rate) => rate[what]))!;
    const ratios = (what: keyof Rate) => rates.drain.map((rate, i) => rate[what] / rates.raw[i]![what]);
    const result = {
      ...{ bytes: payloads(1, figures)[0]!.payload.length, count, runs },
      ...{ rawPerS: Math.round(of('raw', 'perS')), drainPerS: Math.round(of('drain', 'perS')) },
      ratio: Math.round(100 * median(ratios('perS'))!) / 100,
      ...{ rawCpuUs: Math.round(of('raw', 'cpuUsEach')), drainCpuUs: Math.round(of('drain', 'cpuUsEach')) },
      cpuRatio: Math.round(100 / median(ratios('cpuUsEach'))!) / 100,
    };
    if (options.json) console.log(JSON.stringify(result));
    else
      console.log(
        `plain MQTT.js: ${result.rawPerS} messages/s · outbox to hub and back: ${result.drainPerS} messages/s · ratio ${result.ratio}; processor time ${result.rawCpuUs} and ${result.drainCpuUs} µs each, ratio ${result.cpuRatio} (median of ${runs} pairs of ${count} messages of ${result.bytes} bytes)`,
      );
  });
await program.parseAsync();
