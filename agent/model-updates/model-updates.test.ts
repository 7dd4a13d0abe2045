import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BundleError, type BundleErrorCode } from '../../provisioning/model-updates/bundle-error.ts';
import { type Fault, shows } from '../../test/faults/fault.ts';
import { BundleBench } from '../../test/fixtures/model-bundle.ts';
import { emptyReport } from '../screen/sample-report.ts';
import { SensorError } from '../sensing/process/sensor-supervisor.ts';
import { openLessonOf } from '../store/sample-lesson.ts';
import { ModelTrial } from './model-trial.ts';
import { type BundleAddress, ModelUpdates } from './model-updates.ts';

const MINUTE_MS = 60_000;
const sha = (letter: string) => letter.repeat(64);
const bundle = (letter: string) => ({ url: `https://hub.example.edu.cn/${letter}/`, manifestSha256: sha(letter) });

let bench: BundleBench;
let made: string;
beforeEach(async () => {
  bench = new BundleBench();
  made = await bench.pack('made');
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
});
afterEach(() => {
  vi.useRealTimers();
  bench.leave();
});

/** Lets a whole bundle wait, as if it had been fetched and tried. */
function bring(name: string): void {
  const staged = join(bench.generations.staging, name);
  cpSync(made, staged, { recursive: true });
  bench.generations.add(staged, name);
}

class Room {
  nowMs = 0;
  isBusy = false;
  readonly asked: string[] = [];
  readonly problems: (string | null)[] = [];
  readonly used: string[] = [];
  changes = 0;
  fails: BundleErrorCode | Error | null = null;
  /** Until when a fetch is held up. */
  held: Promise<unknown> = Promise.resolve();
  readonly stop = new AbortController();
  readonly updates: ModelUpdates;

  constructor(own?: string) {
    this.updates = new ModelUpdates({
      generations: bench.generations,
      own,
      install: async ({ url }: BundleAddress) => {
        this.asked.push(url);
        await this.held;
        if (this.fails instanceof Error) throw this.fails;
        if (this.fails) throw new BundleError(this.fails, `${url}: ${this.fails}`);
        bring(`brought-${this.asked.length}`);
      },
      monotonicMs: () => this.nowMs,
      changed: () => {
        this.changes += 1;
      },
      used: (bundle) => this.used.push(bundle),
      problem: (message) => this.problems.push(message),
      info: () => {},
      random: () => 0.5,
    });
    this.updates.start(() => this.isBusy, this.stop.signal);
  }

  async pass(minutes: number): Promise<void> {
    for (let minute = 0; minute < minutes; minute++) {
      this.nowMs += MINUTE_MS;
      vi.advanceTimersByTime(5000);
      await turn();
    }
  }
}

describe('a bundle that the region names', () => {
  it('is fetched once, and used when no lesson goes on', async () => {
    const room = new Room();
    room.isBusy = true;
    expect(room.updates.wish(bundle('a'))).toBeNull();
    await room.pass(3);
    expect(room.asked).toEqual([bundle('a').url]);
    expect(bench.generations.state).toMatchObject({ current: null, next: 'brought-1' });
    room.isBusy = false;
    await room.pass(1);
    expect(bench.generations.state).toMatchObject({ current: 'brought-1', next: null, trial: { failures: 0 } });
    expect([room.changes, room.used]).toEqual([1, ['brought-1']]);
    bench.generations.rollBack('by hand');
    await room.pass(1);
    expect(room.changes).toBe(2);
    await room.pass(2000);
    expect(room.asked).toHaveLength(1);
    room.stop.abort();
  });

  const bundleAway: Fault = {
    part: 'model-update',
    kind: 'absent',
    fault: 'it cannot be reached',
    seen: 'the region sees it waiting',
    lost: 'nothing: the models before go on',
    recovers: 'tried again, more and more seldom',
  };
  it('is tried again and again while it cannot be reached, more and more seldom', shows(bundleAway), async () => {
    const room = new Room();
    room.fails = 'MODEL_BUNDLE_UNREACHABLE';
    room.updates.wish(bundle('a'));
    await room.pass(1);
    expect(room.asked).toHaveLength(1);
    await room.pass(30);
    const inHalfAnHour = room.asked.length;
    expect(inHalfAnHour).toBeGreaterThan(3);
    await room.pass(720);
    expect(room.asked.length - inHalfAnHour).toBeLessThan(8);
    expect(room.updates.wish(bundle('a'))).toBeNull();
    room.fails = null;
    await room.pass(400);
    expect(bench.generations.state.current).not.toBeNull();
    room.stop.abort();
  });

  const bundleTampered: Fault = {
    part: 'model-update',
    kind: 'wrong',
    fault: 'it has been tampered with',
    seen: { code: 'MODELS_NOT_UPDATED' },
    lost: 'nothing: the models before go on',
    recovers: 'with another bundle',
  };
  it('that must not be used is refused with the reason, until another is named', shows(bundleTampered), async () => {
    const room = new Room();
    room.fails = 'MODEL_BUNDLE_TAMPERED';
    room.updates.wish(bundle('a'));
    await room.pass(2000);
    expect(room.asked).toHaveLength(1);
    expect(room.changes).toBe(1);
    expect(room.updates.wish(bundle('a'))).toContain('MODEL_BUNDLE_TAMPERED');
    room.fails = null;
    expect(room.updates.wish(bundle('b'))).toBeNull();
    await room.pass(2);
    expect(room.asked).toHaveLength(2);
    expect(room.problems.at(-1)).toBeNull();
    room.stop.abort();
  });

  it('while another one is fetched is fetched after it, and is not given its refusal', async () => {
    const room = new Room();
    const gate = Promise.withResolvers<void>();
    room.held = gate.promise;
    room.fails = 'MODEL_BUNDLE_TAMPERED';
    room.updates.wish(bundle('a'));
    await room.pass(1);
    const second = { url: bundle('a').url, manifestSha256: sha('b') };
    expect(room.updates.wish(second)).toBeNull();
    gate.resolve();
    await turn();
    room.fails = null;
    await room.pass(2);
    expect(room.asked).toHaveLength(2);
    expect(room.updates.wish(second)).toBeNull();
    expect(bench.generations.state.current).toBe('brought-2');
    room.stop.abort();
  });

  const takenBack: Fault = {
    part: 'wishes',
    kind: 'lost',
    fault: 'the region takes a wish for models back while they wait for the end of a lesson',
    seen: 'nothing',
    lost: 'nothing: they are not used',
    recovers: 'by itself',
  };
  it('is not used when the region has taken it back meanwhile', shows(takenBack), async () => {
    const room = new Room();
    room.isBusy = true;
    room.updates.wish(bundle('a'));
    await room.pass(2);
    expect(bench.generations.state.next).toBe('brought-1');
    room.updates.satisfied();
    room.isBusy = false;
    await room.pass(2);
    expect(bench.generations.state).toMatchObject({ current: null, next: null });
    room.stop.abort();
  });

  const bundleDiskFull: Fault = {
    part: 'model-update',
    kind: 'overload',
    fault: 'the disk is full',
    seen: { code: 'MODELS_NOT_UPDATED' },
    lost: 'nothing: the models before go on',
    recovers: 'tried again within half an hour',
  };
  it('is tried again after a fault that nobody has thought of, which is told', shows(bundleDiskFull), async () => {
    const room = new Room();
    room.fails = new Error('database or disk is full');
    room.updates.wish(bundle('a'));
    await room.pass(1);
    expect(room.problems.at(-1)).toContain('disk is full');
    room.fails = null;
    await room.pass(30);
    expect(bench.generations.state.current).not.toBeNull();
    expect(room.problems.at(-1)).toBeNull();
    room.stop.abort();
  });

  it('that was given up here is not fetched again', () => {
    const room = new Room();
    bench.generations.refuse(`spring-${sha('d').slice(0, 12)}`, 'it crashed');
    expect(room.updates.wish(bundle('d'))).toBe('it crashed');
    room.stop.abort();
  });

  it('gives way to the one that school IT names', async () => {
    const room = new Room('https://school.example.edu.cn/models/');
    expect(room.updates.wish(bundle('a'))).toContain('of its own');
    await room.pass(2);
    expect(room.asked).toEqual(['https://school.example.edu.cn/models/']);
    room.fails = 'MODEL_BUNDLE_OLDER';
    await room.pass(3 * 24 * 60);
    expect(room.asked.length).toBeGreaterThanOrEqual(3);
    expect(room.problems.filter((problem) => problem !== null)).toEqual([]);
    room.stop.abort();
  });
});

describe('models on trial', () => {
  const given: [string, string][] = [];
  const trial = () =>
    new ModelTrial({
      generations: bench.generations,
      rolledBack: (name, reason) => given.push([name, reason]),
      warning: (message) => expect.fail(message),
    }).events;
  const crash = new SensorError('microphone', 'SENSOR_CRASHED', 'microphone: was ended by SIGSEGV');
  /** A report of so long a lesson by models of these versions. */
  const report = (durationMs: number, models: Record<string, string>) => ({ ...emptyReport(), durationMs, models });

  const begin = (events: ReturnType<typeof trial>) => {
    const { lesson } = emptyReport();
    events.begun!({ ...openLessonOf('any'), lesson }, false);
  };

  beforeEach(() => {
    given.length = 0;
    bring('first');
    bench.generations.switchToNext();
    bench.generations.passTrial();
    bring('second');
    bench.generations.switchToNext();
  });

  const modelsCrash: Fault = {
    part: 'models',
    kind: 'killed',
    fault: 'new models crash twice',
    seen: { code: 'MODELS_ROLLED_BACK' },
    lost: 'what was to be observed in these seconds',
    recovers: 'the models before are used again',
  };
  it('are given up when sensors crash with them twice', shows(modelsCrash), () => {
    const events = trial();
    events.degraded!('microphone', crash, 500);
    expect(bench.generations.state.current).toBe('second');
    events.degraded!('microphone', crash, 500);
    expect(bench.generations.state.current).toBe('first');
    expect(given).toEqual([['second', 'microphone: was ended by SIGSEGV']]);
    events.degraded!('microphone', crash, 500);
    expect(bench.generations.state.current).toBe('first');
  });

  it('are not blamed for a camera that cannot be reached', () => {
    const lost = new SensorError('student-camera', 'MEDIA_NOT_FOUND', 'no such file');
    for (let i = 0; i < 5; i++) trial().degraded!('student-camera', lost, null);
    expect(bench.generations.state.current).toBe('second');
  });

  it('say nothing of a lesson that was measured before they were used', () => {
    trial().reported!(report(2_700_000, { 'talk-turns': '0123456789ab' }), '');
    expect(given).toEqual([]);
  });

  it('go back to good ones, not to others that were on trial themselves', () => {
    bring('third');
    bench.generations.switchToNext();
    bench.generations.rollBack('for a test');
    expect(bench.generations.state.current).toBe('first');
  });

  const modelsNotLoaded: Fault = {
    part: 'models',
    kind: 'lost',
    fault: 'new models cannot be loaded in a lesson',
    seen: { code: 'MODELS_ROLLED_BACK' },
    lost: 'what they would have observed',
    recovers: 'the models before are used again',
  };
  it('are given up when a lesson was measured without them', shows(modelsNotLoaded), () => {
    const events = trial();
    begin(events);
    events.reported!(report(2_700_000, { 'talk-turns': '0123456789ab' }), '');
    expect(given).toEqual([['second', 'could not be loaded: talk-turns']]);
  });

  it('have passed with a lesson of some length, and what crashes later is not their fault', () => {
    const version = bench.generations.manifestOf('second')!.models[0]!.sha256.slice(0, 12);
    const events = trial();
    begin(events);
    events.reported!(report(60_000, { 'talk-second': version }), '');
    expect(bench.generations.state.trial).not.toBeNull();
    begin(events);
    events.reported!(report(2_700_000, { 'talk-second': version }), '');
    expect(bench.generations.state.trial).toBeNull();
    for (let i = 0; i < 5; i++) events.degraded!('microphone', crash, 500);
    expect(bench.generations.state.current).toBe('second');
  });
});
