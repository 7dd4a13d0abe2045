import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Fault, shows } from '../../../test/faults/fault.ts';
import { makeMedia, sine } from '../../../test/fixtures/made-media.ts';
import type { Observation } from '../../lesson/observation.ts';
import { runSensorGroup } from './sensor-group.ts';
import type { SensorName } from './sensor-message.ts';
import { SENSOR_PERMISSIONS, SensorError, type SensorOptions, SensorSupervisor } from './sensor-supervisor.ts';

let folder: string;
const at = (name: string) => join(folder, name);
const idle = new AbortController().signal;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lectern-sensor-'));
  makeMedia(at('short.wav'), ...sine(4));
  makeMedia(at('long.wav'), ...sine(64));
});

afterAll(() => rmSync(folder, { recursive: true }));

let seen: { observations: Observation[]; progress: number[]; degraded: [string, number | null][]; ready: unknown[] };
/** Called at each progress. */
let onProgress: (mediaMs: number) => void;

beforeEach(() => {
  seen = { observations: [], progress: [], degraded: [], ready: [] };
  onProgress = () => {};
});

const options = (name: string, sensor: SensorName = 'microphone'): SensorOptions => ({
  sensor,
  media: { kind: 'recording', path: at(name), startAtMs: 0 },
  roomPlan: null,
  samplesPerS: 1,
  restarts: 3,
});

function supervisorOf(theOptions: SensorOptions): SensorSupervisor {
  return new SensorSupervisor(
    theOptions,
    {
      ready: (_, models) => seen.ready.push(models),
      observation: (_, observation) => seen.observations.push(observation),
      progress: (_, mediaMs) => {
        seen.progress.push(mediaMs);
        onProgress(mediaMs);
      },
      degraded: (_, { code }, retryInMs) => seen.degraded.push([code, retryInMs]),
      source: () => {},
      warning: () => {},
      process: () => {},
    },
    () => 0,
  );
}

const seenTalk = () => seen.observations.filter((observation) => observation.kind === 'talk');

/** Processes whose command line holds a text: sensors by their program, ffmpeg by its file. */
function processesWith(text: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(text);
      } catch {
        return false;
      }
    })
    .map(Number);
}

/** The sensor processes that this test started. */
const ownSensors = () =>
  processesWith('microphone/process.ts').filter((pid) =>
    readFileSync(`/proc/${pid}/status`, 'utf8').includes(`PPid:\t${process.pid}\n`),
  );

describe('a sensor process', () => {
  it('can write no file, and says so', () => {
    const target = at('written');
    const code = `
      const { spawnSync } = require('node:child_process');
      try { require('node:fs').writeFileSync(${JSON.stringify(target)}, 'frame'); }
      catch (error) { console.log(error.code, spawnSync('true').status); }`;
    const { stdout } = spawnSync(process.execPath, [...SENSOR_PERMISSIONS, '-e', code], { encoding: 'utf8' });
    expect(stdout.trim()).toBe('ERR_ACCESS_DENIED 0');
    expect(existsSync(target)).toBe(false);
    spawnSync(process.execPath, ['-e', code]);
    expect(existsSync(target)).toBe(true);
  });

  const noFile: Fault = {
    part: 'recording',
    kind: 'absent',
    fault: 'the file is not where it is said to be',
    seen: { code: 'MEDIA_NOT_FOUND' },
    lost: 'this recording',
    recovers: 'say where it is and try again',
  };
  it.each(['microphone', 'student-camera', 'teacher-camera', 'teacher-in-class'] as const)(
    'of the %s says what is wrong with its source, once',
    shows(noFile),
    async (sensor) => {
      const error = await supervisorOf(options('missing.wav', sensor))
        .run(idle)
        .catch((e: unknown) => e);
      expect(error).toBeInstanceOf(SensorError);
      expect(error).toMatchObject({
        code: 'MEDIA_NOT_FOUND',
        sensor,
        message: `${at('missing.wav')}: no such file; check the path`,
      });
      expect(seen.degraded).toEqual([['MEDIA_NOT_FOUND', null]]);
    },
  );

  it('tells of its whole source and ends', async () => {
    const end = await supervisorOf(options('short.wav')).run(idle);
    expect(end.mediaMs).toBe(4000);
    expect(end.sessionsMs).toBeGreaterThan(0);
    expect(Object.keys(seen.ready[0] as object)).toContain('silero-vad-v5');
    expect(seen.observations).toMatchObject([
      { kind: 'microphone', atMs: 0, channel: 0, state: 'ok' },
      { kind: 'talk', fromMs: 0, toMs: 4000 },
    ]);
    expect(seen.degraded).toEqual([]);
  });
});

describe('a sensor process that dies', () => {
  const killOnce = (afterMs: number) => {
    let killed = false;
    onProgress = (mediaMs) => {
      if (killed || mediaMs < afterMs) return;
      killed = true;
      for (const pid of ownSensors()) process.kill(pid, 'SIGKILL');
    };
  };

  const killedWhileReading: Fault = {
    part: 'recording',
    kind: 'killed',
    fault: 'the process that reads a recording is killed',
    seen: 'nothing but a short wait',
    lost: 'nothing',
    recovers: 'started again after 0.5 s; it reads on from where it was',
  };
  it('loses nothing of a source that is read fast', shows(killedWhileReading), async () => {
    killOnce(0);
    const end = await supervisorOf(options('long.wav')).run(idle);
    expect(seen.degraded).toEqual([['SENSOR_CRASHED', 500]]);
    expect(seenTalk()).toMatchObject([{ fromMs: 0, toMs: 64_000 }]);
    expect(end.mediaMs).toBe(64_000);
  });

  const killedAgain: Fault = {
    part: 'sensor',
    kind: 'killed',
    fault: 'the process that reads a recording is killed again and again',
    seen: 'whoever brought it: the sensor process was ended by SIGKILL',
    lost: 'this recording',
    recovers: 'not tried more often than allowed; in a lesson it is started again for ever',
  };
  it('again and again is given up', shows(killedAgain), async () => {
    onProgress = () => {
      for (const pid of ownSensors()) process.kill(pid, 'SIGKILL');
    };
    const run = supervisorOf({ ...options('long.wav'), restarts: 1 }).run(idle);
    await expect(run).rejects.toMatchObject({
      code: 'SENSOR_CRASHED',
      message: 'microphone: the sensor process was ended by SIGKILL',
    });
    expect(seen.degraded).toEqual([
      ['SENSOR_CRASHED', 500],
      ['SENSOR_CRASHED', null],
    ]);
  });
});

describe('stopping', () => {
  const noneLeft = () =>
    vi.waitFor(
      () => {
        expect(ownSensors()).toEqual([]);
        expect(processesWith(at('long.wav'))).toEqual([]);
      },
      { timeout: 3000, interval: 20 },
    );

  it('ends the process within seconds and leaves no ffmpeg', async () => {
    const stop = new AbortController();
    let stoppedAt = 0;
    onProgress = () => {
      if (stop.signal.aborted) return;
      expect(processesWith(at('long.wav'))).not.toEqual([]);
      stoppedAt = performance.now();
      stop.abort();
    };
    const end = await supervisorOf(options('long.wav')).run(stop.signal);
    expect(performance.now() - stoppedAt).toBeLessThan(4000);
    expect(end.mediaMs).toBeLessThan(64_000);
    expect(seenTalk()).toMatchObject([{ toMs: end.mediaMs }]);
    await noneLeft();
  });

  it('before the start, or while a restart is waited for, starts nothing', async () => {
    expect(await supervisorOf(options('long.wav')).run(AbortSignal.abort())).toMatchObject({ mediaMs: 0 });
    const stop = new AbortController();
    onProgress = () => {
      for (const pid of ownSensors()) process.kill(pid, 'SIGKILL');
      setTimeout(() => stop.abort(), 150);
    };
    await supervisorOf(options('long.wav')).run(stop.signal);
    expect(seen.ready).toHaveLength(1);
    await noneLeft();
  });
});

describe('a group of sensors', () => {
  const events = { observation: () => {}, progress: () => {}, degraded: () => {} };
  const good = () => options('short.wav');
  const bad = () => options('missing.mp4', 'student-camera');

  it('goes on without the one that was given up', async () => {
    const result = await runSensorGroup([good(), bad()], events, idle, false);
    expect(result.mediaMs).toBe(4000);
    expect([...result.ends.keys()]).toEqual(['microphone']);
    expect(result.failed.get('student-camera')).toMatchObject({ code: 'MEDIA_NOT_FOUND' });
  });

  it('ends with the first failure when told so', async () => {
    const sensors = [options('long.wav'), bad()];
    await expect(runSensorGroup(sensors, events, idle, true)).rejects.toMatchObject({ code: 'MEDIA_NOT_FOUND' });
    expect(ownSensors()).toEqual([]);
  });
});
