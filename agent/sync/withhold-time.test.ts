import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { openInMemory } from '../store/database.ts';
import { LessonMessages } from '../store/lesson-messages.ts';
import { LessonStore } from '../store/lesson-store.ts';
import { Outbox } from '../store/outbox.ts';
import { reportOf, row } from '../store/sample-lesson.ts';
import { WithholdTime } from './withhold-time.ts';

const HOUR_MS = 3_600_000;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('lets a message wait for hours that really pass, whatever the wall clock does', () => {
  const database = openInMemory();
  const messages = new LessonMessages(database);
  const outbox = new Outbox(database);
  new LessonStore(database).save(reportOf('one'), row('event'), 12 * HOUR_MS);
  const startedMs = performance.now();
  let wallMs = 0;
  const clock = { monotonicMs: () => performance.now() - startedMs, wallMs: () => wallMs };
  const failures: Error[] = [];
  const time = new WithholdTime({ messages, clock, failed: (error) => failures.push(error), firstBelievedMs: 0 });
  time.start();
  vi.advanceTimersByTime(HOUR_MS);
  // A time server sets the clock, fifty years on.
  wallMs = 50 * 366 * 24 * HOUR_MS;
  vi.advanceTimersByTime(10 * HOUR_MS);
  expect(outbox.pending(1)).toEqual([]);
  expect(messages.of('one')!.holdLeftMs).toBe(HOUR_MS);
  database.pragma('query_only = ON');
  vi.advanceTimersByTime(HOUR_MS / 2);
  expect(failures.length).toBeGreaterThan(0);
  database.pragma('query_only = OFF');
  vi.advanceTimersByTime(HOUR_MS / 2);
  expect(outbox.pending(1)).toHaveLength(1);
  time.stop();
  database.close();
});
