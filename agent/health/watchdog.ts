import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Health } from './health.ts';

/** What systemd gives a service in its environment. */
interface ServiceEnvironment {
  NOTIFY_SOCKET?: string;
  WATCHDOG_USEC?: string;
  WATCHDOG_PID?: string;
}

export interface WatchdogOptions {
  health: Pick<Health, 'stuck'>;
  /** One line for `systemctl status`: what the agent is doing. */
  statusText(): string;
  /** Told once when systemd cannot be told anything. */
  warning(message: string): void;
  environment?: ServiceEnvironment;
}

const run = promisify(execFile);
/** It waits until systemd has read the message (up to 5 s by itself), so that systemd still finds whose process it was. */
const NOTIFY_MS = 10_000;

/**
 * Tells systemd that the agent runs, and feeds its watchdog only while no part is stuck: an agent that lives but does
 * nothing is started again. Without systemd (NOTIFY_SOCKET) it does nothing.
 *
 * Node has no datagram sockets of the file system and the packages for sd_notify are compiled at installation, so
 * `systemd-notify` sends the messages; the unit must allow it (`NotifyAccess=all`).
 */
export class Watchdog {
  readonly #options: WatchdogOptions;
  readonly #environment: ServiceEnvironment;
  #timer: NodeJS.Timeout | undefined;
  /** Messages go one after the other: STOPPING must not be overtaken. */
  #sent: Promise<void> = Promise.resolve();
  #unsent = 0;
  #running = false;
  #warned = false;

  constructor(options: WatchdogOptions) {
    this.#options = options;
    this.#environment = options.environment ?? process.env;
  }

  /** Milliseconds between two feedings: half of what systemd waits. null when it waits for nobody, or for another process. */
  get intervalMs(): number | null {
    const { NOTIFY_SOCKET, WATCHDOG_USEC, WATCHDOG_PID } = this.#environment;
    const microseconds = Number(WATCHDOG_USEC);
    if (!NOTIFY_SOCKET || !(microseconds > 0)) return null;
    if (WATCHDOG_PID && WATCHDOG_PID !== String(process.pid)) return null;
    return microseconds / 2000;
  }

  /** Says that the agent is ready (to be called when it is), and begins to feed. */
  start(signal?: AbortSignal): void {
    if (this.#running) return;
    this.#running = true;
    signal?.addEventListener('abort', () => void this.stop(), { once: true });
    this.#tell(['READY=1', ...this.#news()]);
    const { intervalMs } = this;
    if (intervalMs === null) return;
    this.#timer = setInterval(() => {
      // One that is still under way says the same.
      if (this.#unsent === 0) this.#tell(this.#news());
    }, intervalMs);
  }

  /** Says that the agent is about to end. Resolves when systemd knows. */
  async stop(): Promise<void> {
    if (this.#running) {
      this.#running = false;
      clearInterval(this.#timer);
      this.#tell(['STOPPING=1']);
    }
    await this.#sent;
  }

  /** The food, unless a part is stuck, and what the agent is doing. */
  #news(): string[] {
    const stuck = this.#options.health.stuck();
    const food = this.intervalMs === null ? [] : ['WATCHDOG=1'];
    if (stuck.length === 0) return [...food, `STATUS=${oneLine(this.#options.statusText())}`];
    const which = stuck.map(({ part, forS }) => `${part} (${Math.round(forS)} s)`);
    return [`STATUS=stuck: ${oneLine(which.join(', '))}`];
  }

  #tell(assignments: string[]): void {
    if (!this.#environment.NOTIFY_SOCKET) return;
    this.#unsent++;
    this.#sent = this.#sent.then(async () => {
      try {
        await run('systemd-notify', assignments, {
          env: { PATH: process.env.PATH, NOTIFY_SOCKET: this.#environment.NOTIFY_SOCKET },
          timeout: NOTIFY_MS,
        });
      } catch (error) {
        this.#warnOnce(error as Error);
      } finally {
        this.#unsent--;
      }
    });
  }

  #warnOnce(error: Error): void {
    if (this.#warned) return;
    this.#warned = true;
    this.#options.warning(
      `systemd cannot be told how the agent is (${oneLine(error.message)}); ` +
        'install systemd-notify (Debian: apt install systemd) and set NotifyAccess=all in the unit',
    );
  }
}

const oneLine = (text: string) => text.replace(/\s+/g, ' ').trim().slice(0, 300);
