import {
  type ChildProcessByStdio,
  type SpawnOptionsWithStdioTuple,
  type StdioNull,
  type StdioPipe,
  spawn,
} from 'node:child_process';
import { readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';

/** Where the names of serial ports appear and vanish. */
const FOLDERS = ['/dev', '/dev/serial/by-id', '/dev/lectern'];
const POLL_MS = 1_000;
/** Also with udev somebody looks: what was plugged in while its monitor began is not told. */
const POLL_BESIDE_UDEV_MS = 10_000;
/** A udev monitor that ended is not tried again in such a machine. */
const udevMonitor = { command: 'udevadm', args: ['monitor', '--udev', '--subsystem-match=tty'] };

const MONITOR_STDIO: SpawnOptionsWithStdioTuple<StdioNull, StdioPipe, StdioNull> = {
  stdio: ['ignore', 'pipe', 'ignore'],
};
type MonitorProcess = ChildProcessByStdio<null, Readable, null>;

export interface HotPlugOptions {
  folders?: readonly string[];
  /** What tells of changes at once; polling goes on beside it. */
  monitor?: { command: string; args: readonly string[] };
  pollMs?: number;
}

/**
 * Tells when serial ports have come or gone: by udev's word where there is udev, else by looking at the folders with their
 * names. It never fails: without udev it is only a second later.
 */
export class HotPlug {
  readonly #folders: readonly string[];
  readonly #monitor: { command: string; args: readonly string[] };
  readonly #pollMs: number;
  readonly #listeners = new Set<() => void>();
  /** Udev tells of changes. */
  #isMonitored = false;
  #seen = '';

  constructor({ folders = FOLDERS, monitor = udevMonitor, pollMs = POLL_MS }: HotPlugOptions = {}) {
    this.#folders = folders;
    this.#monitor = monitor;
    this.#pollMs = pollMs;
  }

  /** @returns ends the listening */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  start(signal: AbortSignal): void {
    this.#seen = this.#names();
    this.#listenToUdev(signal);
    let lastMs = performance.now();
    const polling = setInterval(() => {
      if (this.#isMonitored && performance.now() - lastMs < POLL_BESIDE_UDEV_MS) return;
      lastMs = performance.now();
      this.#look();
    }, this.#pollMs);
    signal.addEventListener('abort', () => clearInterval(polling), { once: true });
  }

  #listenToUdev(signal: AbortSignal): void {
    const { command, args } = this.#monitor;
    // It ends with this process, also when that is killed.
    const tied = spawn('setpriv', ['--pdeathsig', 'KILL', command, ...args], MONITOR_STDIO);
    this.#listenTo(tied, signal, (error) => {
      if (error.code === 'ENOENT' && !signal.aborted)
        this.#listenTo(spawn(command, [...args], MONITOR_STDIO), signal, () => {});
    });
  }

  #listenTo(monitor: MonitorProcess, signal: AbortSignal, failed: (error: NodeJS.ErrnoException) => void): void {
    const end = () => monitor.kill('SIGTERM');
    signal.addEventListener('abort', end, { once: true });
    monitor.once('spawn', () => {
      this.#isMonitored = true;
    });
    const gone = () => {
      this.#isMonitored = false;
      signal.removeEventListener('abort', end);
    };
    monitor.once('error', (error) => {
      gone();
      failed(error);
    });
    monitor.once('close', gone);
    // One line of text for each event, and some at its start.
    monitor.stdout.on('data', () => this.#tell());
  }

  #look(): void {
    const names = this.#names();
    if (names === this.#seen) return;
    this.#seen = names;
    this.#tell();
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }

  /** The names of what could be ports, and where links lead. */
  #names(): string {
    return this.#folders.flatMap(namesWithTargets).join('\n');
  }
}

function namesWithTargets(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isSymbolicLink() || /^tty[A-Z]/.test(entry.name))
      .map((entry) => `${join(folder, entry.name)} ${entry.isSymbolicLink() ? targetOf(join(folder, entry.name)) : ''}`)
      .sort();
  } catch {
    return [];
  }
}

function targetOf(link: string): string {
  try {
    return readlinkSync(link);
  } catch {
    return '';
  }
}
