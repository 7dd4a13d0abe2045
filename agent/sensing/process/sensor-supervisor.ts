import { type ChildProcess, fork } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Observation } from '../../lesson/observation.ts';
import { safeParse } from '../../lesson/outside-data.ts';
import { backOffMs } from '../capture/back-off.ts';
import type { CameraPlaces } from './camera-places.ts';
import {
  type Media,
  type SensorName,
  type SensorOrder,
  type SensorReport,
  type SensorStart,
  type SourceNews,
  sensorReportSchema,
} from './sensor-message.ts';

/** The program of each sensor. */
const programs: Record<SensorName, string> = {
  'student-camera': '../camera/student-process.ts',
  'teacher-camera': '../camera/teacher-process.ts',
  'teacher-in-class': '../camera/teacher-in-class-process.ts',
  microphone: '../microphone/process.ts',
};

/**
 * glibc gives memory back sooner: a sensor takes and drops the networks' outputs many times a look, and without this its
 * process keeps some 20 MiB more.
 */
const SMALL_HEAP = { MALLOC_ARENA_MAX: '2', MALLOC_MMAP_THRESHOLD_: '131072', MALLOC_TRIM_THRESHOLD_: '131072' };

/**
 * A sensor process may read models and sources and start ffmpeg. Node's permission model refuses it every write of its
 * own; the argument lists made in `capture` give ffmpeg nothing to write to but a pipe.
 */
export const SENSOR_PERMISSIONS = [
  ...['--permission', '--allow-fs-read=*', '--allow-child-process', '--allow-addons', '--allow-worker'],
];

/**
 * What a sensor makes anew for each look or block dies at once: a small nursery serves it as well as a large one, and keeps
 * the process some 70 MiB smaller.
 */
const SMALL_NURSERY = '--max-semi-space-size=2';
/** Lets a sensor collect what lies outside of V8's heap (talk-nets.ts). */
const COLLECTS = '--expose-gc';

/** No word for this long, once media came in, and the process counts as stuck. */
const SILENCE_LIMIT_MS = 60_000;
/** Pauses between asking a process to stop, telling it, and ending it. */
const STOP_PAUSE_MS = 3_000;
/** A process that ran for this long was well: its next failure is its first again. */
const WELL_MS = 120_000;
/** A live microphone that is asked to stop judges the whole lesson once more; its devices are closed at once. */
const LAST_WORD_MS = 45_000;

/** Reason of an abort: the agent itself ends, so nothing is waited for. */
export const SHUTDOWN = Symbol('shutdown');

export class SensorError extends Error {
  readonly code: string;
  readonly sensor: SensorName;
  constructor(sensor: SensorName, code: string, message: string) {
    super(message);
    this.sensor = sensor;
    this.code = code;
  }
}

export interface SensorEvents {
  ready(sensor: SensorName, models: Record<string, string>, durationMs: number | null): void;
  observation(sensor: SensorName, observation: Observation): void;
  /** @param mediaMs how far it has come, lesson time @param sessionsMs time inside its models, of this process */
  progress(sensor: SensorName, mediaMs: number, sessionsMs: number): void;
  /** How one of its live sources is. */
  source(sensor: SensorName, news: SourceNews): void;
  warning(sensor: SensorName, message: string): void;
  /** Its process began (number) or ended (null). */
  process(sensor: SensorName, pid: number | null): void;
  /** The sensor is sick: it is restarted after `retryInMs`, or given up (null). */
  degraded(sensor: SensorName, error: SensorError, retryInMs: number | null): void;
}

export interface SensorOptions {
  sensor: SensorName;
  media: Media;
  roomPlan: SensorStart['roomPlan'];
  samplesPerS: number;
  /** How often a failed process is started again before the sensor is given up as degraded; infinity in a live room. */
  restarts: number;
  /** Where the room's cameras look, when any of them can be turned. */
  places?: CameraPlaces | undefined;
}

/** How one run of a sensor process came to its end. */
export interface SensorEnd {
  mediaMs: number;
  sessionsMs: number;
}

/** Errors that starting again does not mend: a recording stays what it is, a model that is not there too. */
const isForGood = (code: string) => /^(MEDIA|MODEL)_/.test(code);

/** Runs one sensor as a child process and keeps it running: heartbeat, restart with back-off, orderly stop. */
export class SensorSupervisor {
  readonly #options: SensorOptions;
  readonly #events: SensorEvents;
  readonly #random: () => number;
  /** Media time the process has reached, and up to which it has said what it saw or heard. */
  #mediaMs = 0;
  #observedMs = 0;

  constructor(options: SensorOptions, events: SensorEvents, random: () => number = Math.random) {
    this.#options = options;
    this.#events = events;
    this.#random = random;
  }

  /**
   * Runs until the source ends, `signal` aborts or the sensor is given up.
   * @throws SensorError when the source cannot be read or the process fails more often than `restarts`
   */
  async run(signal: AbortSignal): Promise<SensorEnd> {
    const { sensor, restarts } = this.#options;
    for (let failures = 0; ; failures++) {
      const startedMs = performance.now();
      try {
        return await this.#runOnce(signal);
      } catch (error) {
        if (!(error instanceof SensorError)) throw error;
        const givenUp = isForGood(error.code) || failures >= restarts || signal.aborted;
        if (performance.now() - startedMs > WELL_MS) failures = 0;
        const retryInMs = givenUp ? null : backOffMs(failures, this.#random());
        this.#events.degraded(sensor, error, retryInMs);
        if (retryInMs === null) throw error;
        await delay(retryInMs, undefined, { signal }).catch(() => {});
      }
    }
  }

  #runOnce(signal: AbortSignal): Promise<SensorEnd> {
    const { sensor, media, roomPlan, samplesPerS, places } = this.#options;
    if (signal.aborted) return Promise.resolve({ mediaMs: this.#mediaMs, sessionsMs: 0 });
    const child = fork(fileURLToPath(new URL(programs[sensor], import.meta.url)), {
      execArgv: [...SENSOR_PERMISSIONS, SMALL_NURSERY, COLLECTS],
      env: { ...process.env, ...SMALL_HEAP },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.#events.process(sensor, child.pid ?? null);
    let stderr = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      stderr = (stderr + text).slice(-4000);
    });
    const { promise, resolve, reject } = Promise.withResolvers<SensorEnd>();
    let verdict: SensorEnd | SensorError | undefined;
    const silence = setTimeout(() => {
      verdict ??= new SensorError(
        sensor,
        'SENSOR_STUCK',
        `${sensor}: no sign of life for ${SILENCE_LIMIT_MS / 1000} s`,
      );
      child.kill('SIGKILL');
    }, SILENCE_LIMIT_MS);
    const stop = () => void this.#stop(child, signal.reason === SHUTDOWN);
    signal.addEventListener('abort', stop, { once: true });

    child.on('message', (raw) => {
      silence.refresh();
      const parsed = safeParse(sensorReportSchema, raw);
      if (!parsed.success) {
        verdict ??= new SensorError(sensor, 'SENSOR_PROTOCOL', `${sensor}: sent a message that is not an observation`);
        child.kill('SIGKILL');
        return;
      }
      verdict ??= this.#take(parsed.data);
    });
    child.on('error', (error) => {
      verdict ??= new SensorError(sensor, 'SENSOR_START', `${sensor}: cannot be started: ${error.message}`);
    });
    child.once('close', (code, killedBy) => {
      clearTimeout(silence);
      this.#events.process(sensor, null);
      signal.removeEventListener('abort', stop);
      stopListening?.();
      if (verdict instanceof SensorError) return reject(verdict);
      if (verdict) return resolve(verdict);
      if (signal.aborted) return resolve({ mediaMs: this.#mediaMs, sessionsMs: 0 });
      const cause = killedBy ? `was ended by ${killedBy}` : `ended with code ${code}`;
      const last =
        stderr
          .trim()
          .split('\n')
          .find((line) => /error/i.test(line)) ?? '';
      reject(
        new SensorError(
          sensor,
          'SENSOR_CRASHED',
          `${sensor}: the sensor process ${cause}${last && ` (${last.trim()})`}`,
        ),
      );
    });
    const isAway = places?.isAway(sensor) ?? false;
    child.send({ type: 'start', media: this.#goingOn(media), roomPlan, samplesPerS, isAway } satisfies SensorStart);
    const stopListening = places?.onChange((turned, isNowAway) => {
      if (turned === sensor && child.connected)
        child.send({ type: 'moved', isAway: isNowAway } satisfies SensorOrder, undefined, {}, () => {});
    });
    return promise;
  }

  /**
   * After a restart a live source gives what is there now. A recording is read again from where nothing was said of it
   * yet: the microphone speaks only at the end.
   */
  #goingOn(media: Media): Media {
    if (media.kind === 'live') return media;
    return { ...media, startAtMs: Math.max(media.startAtMs, this.#observedMs) };
  }

  /** Passes a report on; returns the end when it is one. */
  #take(report: SensorReport): SensorEnd | SensorError | undefined {
    const { sensor } = this.#options;
    switch (report.type) {
      case 'ready':
        this.#events.ready(sensor, report.models, report.durationMs);
        return undefined;
      case 'observation':
        this.#observedMs = report.observation.kind === 'talk' ? report.observation.toMs : report.observation.atMs;
        this.#events.observation(sensor, report.observation);
        return undefined;
      case 'progress':
        this.#mediaMs = report.mediaMs;
        this.#events.progress(sensor, report.mediaMs, report.sessionsMs);
        return undefined;
      case 'source':
        this.#events.source(sensor, report.news);
        return undefined;
      case 'warning':
        this.#events.warning(sensor, report.message);
        return undefined;
      case 'ended':
        return { mediaMs: report.mediaMs, sessionsMs: report.sessionsMs };
      case 'failed':
        return new SensorError(sensor, report.code, report.message);
    }
  }

  /** Asks, then tells (TERM), then ends (KILL), with pauses between. */
  async #stop(child: ChildProcess, isShutdown: boolean): Promise<void> {
    const gone = () => child.exitCode !== null || child.signalCode !== null;
    if (child.connected) child.send({ type: 'stop' });
    const hasLastWord = this.#options.media.kind === 'live' && !isShutdown;
    const patienceMs = hasLastWord ? LAST_WORD_MS : STOP_PAUSE_MS;
    for (const [kill, pauseMs] of [
      ['SIGTERM', patienceMs],
      ['SIGKILL', STOP_PAUSE_MS],
    ] as const) {
      for (let waitedMs = 0; waitedMs < pauseMs && !gone(); waitedMs += 50) await delay(50);
      if (gone()) return;
      child.kill(kill);
    }
  }
}
