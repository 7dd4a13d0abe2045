import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { healthSchema, type PublishedHealth } from '../../provisioning/contract/health-message.ts';
import type { RoomState } from '../lesson/room-state.ts';
import { type AgentStore, openStore } from '../store/agent-store.ts';
import { healthReading } from './health-reading.ts';
import { HealthWords } from './health-words.ts';

let folder: string;
let store: AgentStore;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lectern-health-'));
  store = openStore(folder);
  mkdirSync(join(folder, 'thermal/thermal_zone0'), { recursive: true });
  writeFileSync(join(folder, 'thermal/thermal_zone0/type'), 'cpu\n');
  writeFileSync(join(folder, 'thermal/thermal_zone0/temp'), '61500\n');
});
afterEach(() => {
  vi.useRealTimers();
  store.database.close();
  rmSync(folder, { recursive: true });
});

const state: RoomState = {
  sensing: 'on',
  activity: 'idle',
  why: 'clock-unknown',
  sources: [
    { name: 'microphone', address: 'pulse:room', state: 'live', sinceMs: 0, received: 0, dropped: 0, restarts: 0 },
    {
      name: 'student-camera',
      address: 'rtsp://10.0.0.9',
      state: 'lost',
      sinceMs: 0,
      received: 0,
      dropped: 0,
      restarts: 0,
    },
  ],
  problems: [],
};

const reading = () =>
  healthReading({
    ...{ version: '0.1.0', folder, outbox: store.outbox, thermalFolder: join(folder, 'thermal') },
    // One of them has ended.
    sensorPids: () => [process.pid, 2 ** 22 + 1],
    state: () => state,
  });

it('tells of the machine what the contract allows, and no address', async () => {
  store.outbox.add({ id: 'a', channel: 'audit', payload: '{"a":1}', createdAtMs: 0 });
  const health = { periodS: 60, ...(await reading()()) };
  expect(healthSchema.parse(health)).toEqual(health);
  expect(health).toMatchObject({
    temperatureC: 61.5,
    clockBelieved: false,
    sources: [
      { name: 'microphone', live: true },
      { name: 'student-camera', live: false },
    ],
    outbox: { rows: 1, bytes: 7 },
    dropped: { lesson: 0, audit: 0, health: 0, environment: 0 },
  });
  expect(health.memoryBytes).toBeGreaterThan(20e6);
  expect(health.diskSizeBytes).toBeGreaterThan(health.diskFreeBytes);
});

describe('a word a minute', () => {
  it('is told until the agent ends; one that cannot be had is left out with a warning', async () => {
    vi.useFakeTimers();
    const told: PublishedHealth[] = [];
    const warnings: string[] = [];
    const ending = new AbortController();
    const [word, trouble] = [await reading()(), new Error('the disk hangs')];
    const answers = [Promise.resolve(word), Promise.reject(trouble), Promise.resolve(word)];
    answers[1]!.catch(() => {});
    new HealthWords({
      everyS: 60,
      read: () => answers.shift()!,
      tell: (health) => told.push(health),
      warning: (message) => warnings.push(message),
    }).start(ending.signal);
    await vi.advanceTimersByTimeAsync(180_000);
    ending.abort();
    await vi.advanceTimersByTimeAsync(180_000);
    expect(told).toEqual([
      { periodS: 60, ...word },
      { periodS: 60, ...word },
    ]);
    expect(warnings).toEqual([expect.stringContaining('the disk hangs')]);
  });

  it('does not wait in a heap behind a disk that hangs', async () => {
    vi.useFakeTimers();
    const ending = new AbortController();
    const read = vi.fn(() => new Promise<never>(() => {}));
    new HealthWords({ everyS: 60, read, tell: () => {}, warning: () => {} }).start(ending.signal);
    await vi.advanceTimersByTimeAsync(600_000);
    ending.abort();
    expect(read).toHaveBeenCalledTimes(1);
  });
});
