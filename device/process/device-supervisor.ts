import { type ChildProcess, fork } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { safeParse } from '../../agent/lesson/outside-data.ts';
import type { DevicesSettings } from '../device-settings.ts';
import { type DeviceOrder, type DeviceRequest, type DriverNews, deviceReportSchema } from './device-message.ts';

const PROGRAM = fileURLToPath(new URL('device-process.ts', import.meta.url));
/** It reads /dev and /sys and starts udev's monitor, and writes no file; a port is opened by the library of the port itself. */
const PERMISSIONS = ['--permission', '--allow-fs-read=*', '--allow-child-process', '--allow-addons'];
/** What some lines of text a second need, many times over: a process that grows beyond it is ended and begun anew. */
const SMALL = ['--max-old-space-size=96', '--max-semi-space-size=2'];

/** No heartbeat for so long, and the process counts as stuck. */
const SILENCE_LIMIT_MS = 15_000;
const STOP_PAUSE_MS = 2_000;
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 60_000;
/** A process that ran for so long was well: its next failure is its first again. */
const WELL_MS = 120_000;

export interface DeviceEvents {
  news(device: string, news: DriverNews): void;
  /** The process began (number) or ended (null): every device is unknown until it speaks. */
  process(pid: number | null): void;
  /** The process failed and is started again after `retryInMs`. @param why what is wrong */
  failed(why: string, retryInMs: number): void;
}

export interface DeviceSupervisorOptions {
  devices: DevicesSettings;
  /** By the name of the device. */
  passwords: Record<string, string>;
  events: DeviceEvents;
  /** By default the process that drives real ports. */
  program?: string;
  silenceLimitMs?: number;
  random?: () => number;
}

/** Runs the room's hardware in a process of its own, and keeps it running: whatever comes in on a port, the lesson goes on. */
export class DeviceSupervisor {
  readonly #options: DeviceSupervisorOptions;
  #child: ChildProcess | undefined;

  constructor(options: DeviceSupervisorOptions) {
    this.#options = options;
  }

  /** Lives until `signal` aborts. Never throws. */
  async run(signal: AbortSignal): Promise<void> {
    const { random = Math.random, events } = this.#options;
    for (let failures = 0; !signal.aborted; failures++) {
      const startedMs = performance.now();
      const why = await this.#runOnce(signal);
      if (signal.aborted) break;
      if (performance.now() - startedMs > WELL_MS) failures = 0;
      const longestMs = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(failures, 10));
      const retryInMs = longestMs * (0.5 + 0.5 * random());
      events.failed(why, retryInMs);
      await delay(retryInMs, undefined, { signal }).catch(() => {});
    }
  }

  /** While the process is not there it is passed over: orders say how things should be, and are said again. */
  order(device: string, order: DeviceOrder): void {
    this.#send({ type: 'order', device, order });
  }

  /** @returns why it ended */
  #runOnce(signal: AbortSignal): Promise<string> {
    const { devices, passwords, events, program = PROGRAM, silenceLimitMs = SILENCE_LIMIT_MS } = this.#options;
    const child = fork(program, { execArgv: [...PERMISSIONS, ...SMALL], stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
    this.#child = child;
    events.process(child.pid ?? null);
    let stderr = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      stderr = (stderr + text).slice(-4000);
    });
    const { promise, resolve } = Promise.withResolvers<string>();
    let verdict: string | undefined;
    const end = (why: string) => {
      verdict ??= why;
      child.kill('SIGKILL');
    };
    const silence = setTimeout(() => end(`no sign of life for ${silenceLimitMs / 1000} s`), silenceLimitMs);
    const stop = () => void this.#stop(child);
    signal.addEventListener('abort', stop, { once: true });
    child.on('message', (raw) => {
      silence.refresh();
      const parsed = safeParse(deviceReportSchema, raw);
      if (!parsed.success) return end('it said something that is no word of a device');
      if (parsed.data.type === 'news' && !signal.aborted) events.news(parsed.data.device, parsed.data.news);
    });
    child.on('error', ({ message }) => {
      verdict ??= `it cannot be started: ${message}`;
      resolve(verdict);
    });
    child.once('close', (code, killedBy) => {
      clearTimeout(silence);
      signal.removeEventListener('abort', stop);
      this.#child = undefined;
      events.process(null);
      const last = stderr.split('\n').find((line) => /error/i.test(line)) ?? '';
      resolve(
        verdict ?? `it ${killedBy ? `was ended by ${killedBy}` : `ended with code ${code}`} ${last.trim()}`.trim(),
      );
    });
    this.#send({ type: 'start', devices, passwords });
    return promise;
  }

  #send(request: DeviceRequest): void {
    // A channel that the end of the process has closed is told by `close`.
    if (this.#child?.connected) this.#child.send(request, undefined, {}, () => {});
  }

  async #stop(child: ChildProcess): Promise<void> {
    const gone = () => child.exitCode !== null || child.signalCode !== null;
    if (child.connected) child.send({ type: 'stop' } satisfies DeviceRequest, undefined, {}, () => {});
    for (let waitedMs = 0; waitedMs < STOP_PAUSE_MS && !gone(); waitedMs += 50) await delay(50);
    if (!gone()) child.kill('SIGKILL');
  }
}
