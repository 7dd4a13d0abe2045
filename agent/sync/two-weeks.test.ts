import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type Fault, shows } from '../../test/faults/fault.ts';
import { AckingHub } from '../../test/fixtures/acking-hub.ts';
import { MosquittoBroker } from '../../test/fixtures/mosquitto-broker.ts';
import { type AgentStore, openStore } from '../store/agent-store.ts';
import { usualCaps } from '../store/outbox-caps.ts';
import { reportOf } from '../store/sample-lesson.ts';
import { OutboxDrain } from './outbox-drain.ts';
import { OutboxUpkeep } from './outbox-upkeep.ts';
import { roomEvent } from './room-event.ts';

const MIN_MS = 60_000;
const DAY_MS = 24 * 60 * MIN_MS;
const LESSONS_A_DAY = 8;
const room = { region: '310104', school: '2131000000', room: 'r301' };

let folder: string;
let store: AgentStore;
let broker: MosquittoBroker;
/** A classroom's clocks, which somebody else moves; the real ones run on top. */
let movedMs: number;
let jumpedMs: number;
const clock = {
  monotonicMs: () => movedMs + performance.now(),
  wallMs: () => Date.UTC(2026, 8, 1) + movedMs + jumpedMs,
};

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lectern-weeks-'));
  store = openStore(folder);
  // Nobody cuts the power of two simulated weeks.
  store.database.pragma('synchronous = OFF');
  broker = new MosquittoBroker();
  movedMs = 0;
  jumpedMs = 0;
});
afterEach(async () => {
  store.close();
  await broker.remove();
  rmSync(folder, { recursive: true });
});

const health = {
  ...{ periodS: 60, uptimeS: 1, version: '0.1.0', cpuShare: null, memoryBytes: 1, diskFreeBytes: 1, diskSizeBytes: 1 },
  ...{ temperatureC: null, clockBelieved: true, sources: [], outbox: { rows: 0, bytes: 0, oldestS: null } },
  dropped: { lesson: 0, audit: 0, health: 0, environment: 0 },
};
const made = { lesson: 0, health: 0, environment: 0, audit: 0 };

function row<C extends keyof typeof made>(channel: C, data: Parameters<typeof roomEvent<C>>[2]) {
  made[channel]++;
  const event = roomEvent(channel, room, data, uuidv7(), clock.wallMs());
  return { id: event.id, channel, payload: JSON.stringify(event), createdAtMs: clock.wallMs() };
}

/** The same word another time: there are tens of thousands. */
function again(first: ReturnType<typeof row>) {
  made[first.channel]++;
  const id = uuidv7();
  return { ...first, id, payload: first.payload.replace(first.id, id), createdAtMs: clock.wallMs() };
}

function keepLesson(): void {
  const lessonId = uuidv7();
  const indicators = Array.from({ length: 60 }, (_, i) => ({
    ...{ id: `talk.figure-${i}`, unit: 'share' as const, value: Math.random(), coverage: 1, version: 1 },
  }));
  const lesson = { lessonId, revision: 1, startedAt: new Date(clock.wallMs()).toISOString(), durationS: 2700 };
  store.lessons.save(reportOf(lessonId, clock.wallMs()), row('lesson', { ...lesson, indicators, models: {} }));
}

const weeksWithout: Fault[] = [
  {
    part: 'broker',
    kind: 'lost',
    fault: 'the network is away for two weeks',
    seen: 'the region sees the room as away',
    lost: 'no lesson; of air and health a value for each hour is left at least',
    recovers: 'by itself: what waited is sent, and what was given up is told exactly',
  },
  {
    part: 'broker',
    kind: 'overload',
    fault: 'the network is away so long that what waits is more than there is room for',
    seen: 'the region hears how much was given up',
    lost: 'the least worth first: health and air, lessons last',
    recovers: 'by itself: what is left is sent, and what was given up is told exactly',
  },
];
it.each([
  ['two weeks', '64 MiB', 14, usualCaps.bytes, 0],
  ['three days', '100 kB, too few for the lessons', 3, 100_000, 1],
])(
  '%s without the hub, with room for %s: what can be kept arrives, and the rest is told exactly',
  shows(weeksWithout, { timeout: 240_000 }),
  async (_time, _room, days, bytes, leastLost) => {
    Object.assign(made, { lesson: 0, health: 0, environment: 0, audit: 0 });
    const caps = { ...usualCaps, bytes };
    const failed = (error: Error) => {
      throw error;
    };
    const upkeep = new OutboxUpkeep({
      ...{ outbox: store.outbox, room, clock, caps, firstBelievedMs: 0, failed },
      isAway: () => false,
    });
    upkeep.start();
    const [first, firstAir] = [row('health', health), row('environment', { periodS: 60, co2Ppm: 700 })];
    Object.assign(made, { health: 0, environment: 0 });
    for (let minute = 0; minute < days * 24 * 60; minute++) {
      movedMs += MIN_MS;
      // The clock is set wrong for a day, and right again.
      if (minute === 5 * 24 * 60) jumpedMs = -400 * DAY_MS;
      if (minute === 6 * 24 * 60) jumpedMs = 0;
      store.database.transaction(() => {
        store.outbox.add(again(first));
        store.outbox.add(again(firstAir));
      })();
      const ofDay = minute % (24 * 60);
      if (ofDay >= 480 && ofDay < 480 + LESSONS_A_DAY * 50 && ofDay % 50 === 30) keepLesson();
      if (ofDay === 420) store.outbox.add(row('audit', { event: 'sensing-switched', on: true }));
      // Time passes in steps of a look; of what is older than a day one an hour is kept anyway.
      if (minute % (minute > (days - 2) * 24 * 60 ? 10 : 60) !== 0) continue;
      upkeep.look();
      expect(store.outbox.backlog().bytes).toBeLessThanOrEqual(bytes + 1_000);
    }
    upkeep.stop();
    expect(made.lesson).toBe(days * LESSONS_A_DAY);
    expect(made.health).toBe(days * 24 * 60);

    await broker.start();
    const hub = new AckingHub(broker.url);
    await hub.start();
    const drain = new OutboxDrain({
      ...{ outbox: store.outbox, room, hub: { brokers: [broker.url] }, clock, caps },
      events: { acknowledged: () => {}, connection: () => {}, warning: () => {} },
      timing: { tickMs: 20 },
    });
    drain.start();
    await vi.waitFor(() => expect(store.outbox.count()).toBe(0), { timeout: 30_000, interval: 20 });
    // What was given up meanwhile is told when the word before has arrived.
    movedMs += MIN_MS;
    await drain.stop();
    const last = new OutboxDrain({
      ...{ outbox: store.outbox, room, hub: { brokers: [broker.url] }, clock, caps },
      events: { acknowledged: () => {}, connection: () => {}, warning: () => {} },
      timing: { tickMs: 20 },
    });
    last.start();
    await vi.waitFor(() => expect(store.outbox.count()).toBe(0), { timeout: 30_000, interval: 20 });
    await last.stop();
    await hub.stop();

    const told: Record<string, number> = { lesson: 0, health: 0, environment: 0, audit: 0 };
    for (const { data } of hub.on('audit'))
      if (data.event === 'messages-dropped') told[String(data.channel)]! += Number(data.count);
    const arrived = (channel: keyof typeof made) =>
      new Set(hub.on(channel).flatMap(({ id, data }) => (data.event === 'messages-dropped' ? [] : [id]))).size;
    for (const channel of ['lesson', 'health', 'environment', 'audit'] as const)
      expect([channel, arrived(channel) + told[channel]!]).toEqual([channel, made[channel]]);
    const counted: Record<string, number> = {};
    for (const { channel, count } of store.outbox.dropped()) counted[channel] = (counted[channel] ?? 0) + count;
    for (const channel of ['lesson', 'health', 'environment', 'audit'])
      expect(counted[channel] ?? 0).toBe(told[channel]);
    expect(hub.received.every(({ backfill, channel }) => backfill || channel === 'state' || channel === 'audit')).toBe(
      true,
    );
    if (leastLost === 0) {
      expect(told.lesson).toBe(0);
      // The last hour, each ten minutes of a day, each hour of two weeks.
      const promised = 60 + 23 * 6 + 13 * 24;
      for (const channel of ['health', 'environment'] as const) {
        expect(arrived(channel)).toBeGreaterThanOrEqual(promised - 5);
        expect(arrived(channel)).toBeLessThanOrEqual(promised + 15);
      }
    } else {
      expect(told.lesson).toBeGreaterThanOrEqual(leastLost);
      // What is worth least has gone before.
      expect(made.health - told.health!).toBe(0);
      expect(made.environment - told.environment!).toBeLessThan(20);
    }
  },
);
