import { beforeEach, describe, expect, it } from 'vitest';
import { type Fault, shows } from '../../test/faults/fault.ts';
import { Health } from '../health/health.ts';
import { AgentMetrics } from '../health/metrics.ts';
import type { SourceStatus } from '../lesson/room-state.ts';
import type { RoomEvents } from './room-events.ts';
import { metricNames, roomMonitor } from './room-monitor.ts';

const MINUTE_MS = 60_000;
let nowMs: number;
let health: Health;
let metrics: AgentMetrics<ReturnType<typeof metricNames>>;
let monitor: Partial<RoomEvents>;

beforeEach(() => {
  nowMs = 0;
  health = new Health(() => nowMs);
  metrics = new AgentMetrics({
    names: metricNames(['microphone']),
    dataFolder: '/tmp',
    sensorPids: () => new Map(),
    outboxRows: () => 0,
    outboxDropped: () => [],
    observationsUnsaved: () => 0,
  });
  monitor = roomMonitor(metrics, health);
  monitor.activity!('recording', true);
});

const status = (more: Partial<SourceStatus> = {}): SourceStatus => ({
  name: 'microphone',
  address: 'pulse:mic',
  state: 'live',
  sinceMs: 0,
  received: 0,
  dropped: 0,
  restarts: 0,
  ...more,
});
const lost = status({ state: 'lost', cause: { code: 'SOURCE_MISSING', message: 'pulse:mic: was unplugged' } });
const figure = async (name: string) =>
  new RegExp(`^lectern_${name.replace(/[{}]/g, '\\$&')} (.*)$`, 'm').exec(await metrics.text())?.[1];
const stuck = () => health.stuck().map(({ part }) => part);

describe('the metrics of a room', () => {
  it('count on when a source is opened anew and counts from zero', async () => {
    for (const received of [10, 25, 3]) monitor.counts!(status({ received, dropped: received }));
    expect(await figure('frames_total{source="microphone"}')).toBe('28');
    expect(await figure('frames_dropped_total{source="microphone"}')).toBe('28');
    for (const ms of [2000, 5000, 1000]) monitor.progress!('microphone', ms, ms);
    expect(await figure('inference_seconds_total{sensor="microphone"}')).toBe('6');
  });

  it('tell whether a source gives anything, and why it did not', async () => {
    monitor.counts!(status());
    monitor.source!(status(), []);
    expect(await figure('source_up{source="microphone"}')).toBe('1');
    monitor.source!(lost, []);
    expect(await figure('source_up{source="microphone"}')).toBe('0');
    expect(await figure('source_restarts_total{source="microphone",cause="SOURCE_MISSING"}')).toBe('1');
    monitor.source!(status(), []);
    monitor.activity!('idle', true);
    expect(await figure('source_up{source="microphone"}'), 'outside of a lesson nothing is open').toBe('0');
    expect(await figure('lesson_state{state="idle"}')).toBe('1');
  });
});

describe('the health of a room', () => {
  const play = (minutes: number, each: () => void) => {
    for (let i = 0; i < minutes * 12; i++) {
      nowMs += 5000;
      each();
    }
  };

  it('is good while sources and models go on', () => {
    play(10, () => {
      monitor.counts!(status({ received: nowMs }));
      monitor.progress!('microphone', nowMs, 0);
    });
    expect(stuck()).toEqual([]);
  });

  it('is good while a source is known to be lost: there is nothing to work on', () => {
    monitor.counts!(lost);
    play(10, () => monitor.progress!('microphone', 0, 0));
    expect(stuck()).toEqual([]);
  });

  const inferenceStuck: Fault = {
    part: 'models',
    kind: 'silent',
    fault: 'a device gives pictures or sound, and the models make nothing of it for minutes',
    seen: 'IT: the part is shown as stuck',
    lost: 'what would have been observed',
    recovers: 'the service manager starts the agent again (see the watchdog)',
  };
  it('is bad when a source is read and its models make nothing of it', shows(inferenceStuck), () => {
    play(10, () => {
      monitor.counts!(status({ received: nowMs }));
      monitor.progress!('microphone', 1000, 0);
    });
    expect(stuck()).toEqual(['inference/microphone']);
  });

  const captureStuck: Fault = {
    part: 'sensor',
    kind: 'silent',
    fault: 'the thread that reads a device says nothing for minutes',
    seen: 'IT: the part is shown as stuck',
    lost: 'what would have been observed',
    recovers: 'the service manager starts the agent again (see the watchdog)',
  };
  it('is bad when the thread that reads falls silent', shows(captureStuck), () => {
    monitor.counts!(status());
    play(10, () => monitor.progress!('microphone', nowMs, 0));
    expect(stuck()).toEqual(['capture/microphone']);
  });

  it('asks nothing of them outside of lessons', () => {
    monitor.counts!(status());
    monitor.activity!('idle', true);
    nowMs += 60 * MINUTE_MS;
    expect(stuck()).toEqual([]);
  });
});
