import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { film } from '../../../test/cli.ts';
import { type Fault, shows } from '../../../test/faults/fault.ts';
import { makeMedia, sine } from '../../../test/fixtures/made-media.ts';
import { descendants, processesWith } from '../../../test/fixtures/process-tree.ts';
import { systemClock } from '../../lesson/clock.ts';
import type { LiveSource } from '../../lesson/live-source.ts';
import type { Observation } from '../../lesson/observation.ts';
import { runSensorGroup } from './sensor-group.ts';
import type { SourceNews } from './sensor-message.ts';
import { type SensorOptions, SensorSupervisor, SHUTDOWN } from './sensor-supervisor.ts';

let folder: string;
const at = (name: string) => join(folder, name);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lectern-live-sensor-'));
  makeMedia(at('room.wav'), '-t', '8', '-i', `${film}/room.opus`, '-ac', '1');
  makeMedia(at('short.wav'), ...sine(3));
});

afterAll(() => rmSync(folder, { recursive: true }));

/** Runs the microphone's process on a file that is played as if it were there now. */
function running(source: LiveSource) {
  const stop = new AbortController();
  const told = {
    observations: [] as Observation[],
    sources: [] as SourceNews[],
    degraded: [] as (string | null | number)[][],
    pids: [] as number[],
    ready: [] as string[][],
  };
  const options: SensorOptions = {
    sensor: 'microphone',
    media: { kind: 'live', sources: [source], zeroMs: systemClock.monotonicMs() },
    roomPlan: null,
    samplesPerS: 1,
    restarts: Number.POSITIVE_INFINITY,
  };
  const supervisor = new SensorSupervisor(
    options,
    {
      ready: (_, models) => void told.ready.push(Object.keys(models)),
      observation: (_, observation) => void told.observations.push(observation),
      progress: () => {},
      degraded: (_, { code }, retryInMs) => void told.degraded.push([code, retryInMs]),
      source: (_, news) => void told.sources.push(news),
      warning: () => {},
      process: (_, pid) => void (pid !== null && told.pids.push(pid)),
    },
    () => 0,
  );
  const end = supervisor.run(stop.signal);
  const talk = () => told.observations.filter((observation) => observation.kind === 'talk');
  const states = () => told.sources.map(({ state }) => state);
  return { ...told, stop, end, talk, states };
}

const room = (): LiveSource => ({ kind: 'file', path: at('room.wav'), loop: true });
const until = (is: () => boolean, timeout = 30_000) =>
  vi.waitFor(() => expect(is()).toBe(true), { timeout, interval: 50 });
const left = () => [
  ...processesWith(at('room.wav')),
  ...descendants(process.pid).filter(({ line }) => /ffmpeg/.test(line)),
];
const noneLeft = () => vi.waitFor(() => expect(left()).toEqual([]), { timeout: 3000, interval: 50 });

describe('a live microphone', () => {
  it('tells within some seconds who talks, and the whole once more when it is stopped', async () => {
    const { stop, end, talk, states, ready } = running(room());
    await until(() => talk().length >= 2);
    expect(ready[0]).toContain('silero-vad-v5');
    expect(states()).toContain('live');
    expect(left()).not.toEqual([]);
    stop.abort();
    const { mediaMs, sessionsMs } = await end;
    const last = talk().at(-1)!;
    expect(last).toMatchObject({ fromMs: talk()[0]!.fromMs, toMs: mediaMs });
    expect(mediaMs).toBeGreaterThan(9000);
    expect(sessionsMs).toBeGreaterThan(0);
    await noneLeft();
  });

  const sensorKilled: Fault = {
    part: 'sensor',
    kind: 'killed',
    fault: 'the process of a microphone is killed in a lesson',
    seen: { code: 'SENSOR_MICROPHONE' },
    lost: 'what is said until it listens again: a gap in the report',
    recovers: 'started again after 0.5 s',
  };
  it('whose process is killed goes on from when it is there again', shows(sensorKilled), async () => {
    const { stop, end, talk, degraded, pids, ready } = running(room());
    await until(() => talk().length >= 1);
    const before = talk().at(-1)!.toMs;
    const told = talk().length;
    process.kill(pids[0]!, 'SIGKILL');
    await until(() => ready.length === 2);
    expect(degraded).toEqual([['SENSOR_CRASHED', 500]]);
    // What the dead process had opened is closed before anything else opens it.
    expect(processesWith(at('room.wav')).length).toBeLessThanOrEqual(1);
    await until(() => talk().length > told);
    expect(talk()[told]!.fromMs).toBeGreaterThan(before);
    stop.abort();
    await end;
    for (const { fromMs } of talk().slice(told)) expect(fromMs).toBeGreaterThan(before);
    await noneLeft();
  });

  it('ends at once when the agent itself ends', async () => {
    const { stop, end, talk } = running(room());
    await until(() => talk().length >= 1);
    const before = performance.now();
    stop.abort(SHUTDOWN);
    await end;
    expect(performance.now() - before).toBeLessThan(5000);
    await noneLeft();
  });

  it('may be stopped while the models are loaded', async () => {
    const { stop, end, observations } = running(room());
    await delay(400);
    stop.abort();
    await end;
    expect(observations.filter(({ kind }) => kind === 'talk').length).toBeLessThanOrEqual(1);
    await noneLeft();
  });

  it('that was a file and is over has said all of it, and is not lost', async () => {
    const { stop, end, states, talk, observations } = running({ kind: 'file', path: at('short.wav'), loop: false });
    await until(() => states().includes('ended'));
    await delay(2500);
    expect(observations.filter((each) => each.kind === 'microphone' && each.state === 'lost')).toEqual([]);
    stop.abort();
    const { mediaMs } = await end;
    expect(talk().at(-1)).toMatchObject({ toMs: mediaMs });
    expect(mediaMs - talk().at(-1)!.fromMs).toBeGreaterThan(2700);
  });
});

describe('a group of live sensors', () => {
  it('says nothing more of its sources once it is told to stop, however long they take to close', async () => {
    // This ffmpeg gives a second of sound and hangs, until it is killed 4 s after it was asked to end.
    makeMedia(at('second.wav'), ...sine(1), '-c:a', 'pcm_f32le');
    const hangs = `trap '' TERM; cat ${at('second.wav')}; while true; do sleep 0.1; done`;
    mkdirSync(at('bin'));
    writeFileSync(at('bin/ffmpeg'), `#!/bin/sh\n${hangs}\n`, { mode: 0o755 });
    const path = process.env.PATH!;
    process.env.PATH = `${at('bin')}:${path}`;
    try {
      const stop = new AbortController();
      const states: string[] = [];
      let late = 0;
      const source = (_: unknown, { state }: SourceNews) => {
        states.push(state);
        if (stop.signal.aborted) late++;
      };
      const options: SensorOptions = {
        sensor: 'microphone',
        media: { kind: 'live', sources: [room()], zeroMs: systemClock.monotonicMs() },
        roomPlan: null,
        samplesPerS: 1,
        restarts: Number.POSITIVE_INFINITY,
      };
      const events = { source, observation: () => {}, progress: () => {}, degraded: () => {} };
      const end = runSensorGroup([options], events, stop.signal, false);
      await until(() => states.filter((state) => state === 'live').length >= 2);
      stop.abort();
      await end;
      expect(late).toBe(0);
      await noneLeft();
    } finally {
      process.env.PATH = path;
    }
  });
});
