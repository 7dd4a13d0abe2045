import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { systemClock } from '../../agent/lesson/clock.ts';
import { openStore } from '../../agent/store/agent-store.ts';
import type { Outbox } from '../../agent/store/outbox.ts';
import { OutboxDrain, type OutboxDrainEvents } from '../../agent/sync/outbox-drain.ts';
import { roomEvent } from '../../agent/sync/room-event.ts';

export const room = { region: '310104', school: '2131000000', room: 'r301' };

export interface DrainCost {
  /** Milliseconds a message: on the clock, and of this thread alone, which others on the machine change little. */
  eachMs: number;
  cpuMs: number;
}

/** Lessons' summaries with so many figures. */
export function lessonMessages(count: number, figures: number): { id: string; payload: string }[] {
  const indicators = Array.from({ length: figures }, (_, i) => ({
    ...{ id: `talk.figure-${i}`, unit: 'share' as const, value: Math.random(), coverage: 1, version: 1 },
  }));
  return Array.from({ length: count }, () => {
    const lesson = { lessonId: uuidv7(), revision: 1, startedAt: '2026-09-01T08:00:00.000Z', durationS: 2700 };
    const event = roomEvent('lesson', room, { ...lesson, indicators, models: {} }, uuidv7(), Date.now());
    return { id: event.id, payload: JSON.stringify(event) };
  });
}

export function drainOf(outbox: Outbox, url: string, events: Partial<OutboxDrainEvents> = {}): OutboxDrain {
  return new OutboxDrain({
    ...{ outbox, room, hub: { brokers: [url] }, clock: systemClock },
    events: {
      acknowledged: () => {},
      connection: () => {},
      warning: (message) => console.error(message),
      ...events,
    },
  });
}

/** Messages from the outbox on the disk to the hub, until the last is acknowledged and off the disk. */
export async function outboxDrain(url: string, count: number, figures: number): Promise<DrainCost> {
  const folder = mkdtempSync(join(tmpdir(), 'lectern-drain-'));
  const store = openStore(folder);
  const createdAtMs = Date.now();
  store.database.transaction(() => {
    for (const message of lessonMessages(count, figures))
      store.outbox.add({ ...message, channel: 'lesson', createdAtMs });
  })();
  // What waits for long lies in the database itself, not in its log.
  store.database.pragma('wal_checkpoint(TRUNCATE)');
  const { promise, resolve } = Promise.withResolvers<void>();
  let left = count;
  let beganMs = 0;
  let cpu = process.threadCpuUsage();
  const drain = drainOf(store.outbox, url, {
    acknowledged: () => {
      if (--left === 0) resolve();
    },
    connection: () => {
      beganMs = performance.now();
      cpu = process.threadCpuUsage();
    },
  });
  drain.start();
  await promise;
  const { user, system } = process.threadCpuUsage(cpu);
  const cost = { eachMs: (performance.now() - beganMs) / count, cpuMs: (user + system) / 1000 / count };
  await drain.stop();
  const rest = store.outbox.count();
  store.close();
  rmSync(folder, { recursive: true });
  if (rest > 0) throw new Error(`${rest} messages are left`);
  return cost;
}
