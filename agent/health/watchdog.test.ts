import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Fault, shows } from '../../test/faults/fault.ts';
import { NotifySocket } from '../../test/fixtures/notify-socket.ts';
import { Health } from './health.ts';
import { Watchdog } from './watchdog.ts';

const socket = { now: new NotifySocket() };
beforeEach(async () => {
  socket.now = new NotifySocket();
  await socket.now.start();
});
afterEach(() => socket.now.stop());

/** Half a second of systemd's patience: fed four times a second. */
const WATCHDOG_USEC = '500000';

function made(environment: Record<string, string>) {
  const clock = { nowMs: 0 };
  const health = new Health(() => clock.nowMs);
  const warnings: string[] = [];
  const watchdog = new Watchdog({
    health,
    statusText: () => 'lesson\nin progress',
    warning: (message) => warnings.push(message),
    environment,
  });
  return { clock, health, watchdog, warnings };
}

const service = () => ({ NOTIFY_SOCKET: socket.now.path, WATCHDOG_USEC, WATCHDOG_PID: String(process.pid) });

describe('the watchdog, on a real socket', () => {
  it('says ready, feeds, and says that it stops', async () => {
    const { watchdog } = made(service());
    watchdog.start();
    await vi.waitFor(() => expect(socket.now.feedings).toBeGreaterThan(2), 5000);
    await watchdog.stop();
    const { messages } = socket.now;
    await vi.waitFor(() => expect(messages.at(-1)).toEqual(['STOPPING=1']));
    expect(messages[0]).toEqual(['READY=1', 'WATCHDOG=1', 'STATUS=lesson in progress']);
    expect(messages[1]).toEqual(['WATCHDOG=1', 'STATUS=lesson in progress']);
    const count = messages.length;
    await delay(600);
    expect(messages).toHaveLength(count);
  });

  const stuckPart: Fault = {
    part: 'agent',
    kind: 'silent',
    fault: 'a part of it makes no progress',
    seen: 'systemd and IT: which part is stuck, and for how long',
    lost: 'what would have been observed',
    recovers: 'the service manager is no longer told that all is well, and starts it again; goes on when the part does',
  };
  it.each([
    ['progress', (health: Health) => health.progress('inference/microphone')],
    ['the cause being known', (health: Health) => health.degraded('inference/microphone', 'process crashed')],
    ['nothing being expected any more', (health: Health) => health.rest('inference/microphone')],
  ])('a stuck part stops the feeding; %s resumes it', shows(stuckPart), async (_what, resume) => {
    const { watchdog, health, clock } = made(service());
    health.expect('inference/microphone', 1000);
    watchdog.start();
    await vi.waitFor(() => expect(socket.now.feedings).toBeGreaterThan(1), 5000);
    clock.nowMs = 5000;
    await vi.waitFor(
      () => expect(socket.now.messages.at(-1)?.[0]).toBe('STATUS=stuck: inference/microphone (4 s)'),
      5000,
    );
    const { feedings } = socket.now;
    await delay(1000);
    expect(socket.now.feedings).toBe(feedings);
    resume(health);
    await vi.waitFor(() => expect(socket.now.feedings).toBeGreaterThan(feedings), 5000);
    await watchdog.stop();
  });

  it('feeds nothing that systemd wants of another process, or does not want at all', async () => {
    for (const environment of [{ ...service(), WATCHDOG_PID: '1' }, { NOTIFY_SOCKET: socket.now.path }]) {
      const { watchdog } = made(environment);
      expect(watchdog.intervalMs).toBeNull();
      socket.now.messages.length = 0;
      watchdog.start();
      await delay(700);
      await watchdog.stop();
      await vi.waitFor(
        () => expect(socket.now.messages.map(([first]) => first)).toEqual(['READY=1', 'STOPPING=1']),
        5000,
      );
    }
  });

  it('does nothing without systemd', async () => {
    const { watchdog, warnings } = made({ WATCHDOG_USEC });
    watchdog.start();
    await delay(300);
    await watchdog.stop();
    expect([socket.now.messages, warnings]).toEqual([[], []]);
  });

  it('warns once when nobody listens', async () => {
    const { watchdog, warnings } = made({ ...service(), NOTIFY_SOCKET: '/nowhere/notify' });
    watchdog.start();
    await delay(700);
    await watchdog.stop();
    expect(warnings).toEqual([expect.stringMatching(/NotifyAccess=all/)]);
  });
});
