import type { Duplex } from 'node:stream';
import { DeviceFault } from '../device-fault.ts';
import { FloodGate } from './flood-gate.ts';
import type { HotPlug } from './hot-plug.ts';
import type { LineSettings } from './line-settings.ts';
import { type OpenPort, openPort } from './open-port.ts';
import { portNodes } from './port-path.ts';

export interface LineEvents {
  /** The port is open; whatever was said before on it is forgotten. */
  opened(): void;
  received(bytes: Buffer): void;
  /** It could not be opened, or is closed again. Told each time; it is tried anew. */
  closed(fault: DeviceFault): void;
}

export interface LineTiming {
  /** Pause before a port is opened again; doubled with each failure up to the longest, unless something is plugged in. */
  retryMs: number;
  longestRetryMs: number;
  /** So long the port of a device that floods stays closed. */
  floodRestMs: number;
  /** A port that takes no byte for so long is lost. */
  writePatienceMs: number;
  floodBytesPerS: number;
  /** A port on which nothing was heard may be opened anew after so long; doubled each time nothing is heard again, up to the longest. */
  reopenMs: number;
  longestReopenMs: number;
}

const usualTiming: LineTiming = {
  retryMs: 500,
  longestRetryMs: 10_000,
  floodRestMs: 60_000,
  writePatienceMs: 3_000,
  floodBytesPerS: 64 * 1024,
  reopenMs: 30_000,
  longestReopenMs: 300_000,
};

/**
 * A port that is kept open: opened again when it fails, when something is plugged in, and when its name leads elsewhere. What
 * comes in is bounded.
 */
export class Line {
  readonly #settings: LineSettings;
  readonly #hotPlug: HotPlug;
  readonly #events: LineEvents;
  readonly #timing: LineTiming;
  #stream: Duplex | undefined;
  /** Since when nothing was heard on the port that is open, and how often it was opened anew for that. */
  #silence = { sinceMs: 0, reopenings: 0 };
  #giveUp: (fault: DeviceFault) => void = () => {};

  constructor(settings: LineSettings, hotPlug: HotPlug, events: LineEvents, timing: Partial<LineTiming> = {}) {
    this.#settings = settings;
    this.#hotPlug = hotPlug;
    this.#events = events;
    this.#timing = { ...usualTiming, ...timing };
  }

  get isOpen(): boolean {
    return this.#stream !== undefined;
  }

  /** Keeps it open until `signal` aborts. Never throws. */
  async run(signal: AbortSignal): Promise<void> {
    for (let failures = 0; !signal.aborted; failures++) {
      try {
        const port = await opened(this.#settings, signal);
        if (!port) return;
        failures = -1;
        await this.#use(port, signal);
      } catch (error) {
        if (signal.aborted) return;
        const fault = error instanceof DeviceFault ? error : this.#lost((error as Error).message);
        this.#events.closed(fault);
        await this.#pause(fault, failures, signal);
      }
    }
  }

  /**
   * The device behind it does not answer. Where nothing at all was heard for long the port is closed and opened anew: a connection
   * whose other end is gone, or an adapter that hangs, takes every byte and never says that it is lost.
   * @param fault is told as the reason why it is closed
   */
  reopen(fault: DeviceFault): void {
    const { sinceMs, reopenings } = this.#silence;
    const { reopenMs, longestReopenMs } = this.#timing;
    const leastMs = Math.min(longestReopenMs, reopenMs * 2 ** Math.min(reopenings, 10));
    if (!this.isOpen || performance.now() - sinceMs < leastMs) return;
    this.#silence.reopenings++;
    this.#giveUp(fault);
  }

  /**
   * Writes bytes, whole and in order.
   * @throws DeviceFault `DEVICE_LOST` when the port is not open, or is lost meanwhile
   */
  write(bytes: Uint8Array): Promise<void> {
    const stream = this.#stream;
    if (!stream) return Promise.reject(this.#lost('it is not open'));
    return new Promise((resolve, reject) => {
      const patience = setTimeout(() => {
        const fault = this.#lost(`it took nothing for ${this.#timing.writePatienceMs / 1000} s`);
        stream.emit('error', fault);
        reject(fault);
      }, this.#timing.writePatienceMs);
      stream.write(bytes, (error) => {
        clearTimeout(patience);
        if (error) reject(this.#lost(error.message));
        else resolve();
      });
    });
  }

  /** @returns when `signal` aborts; else throws why the port is no more */
  async #use(port: OpenPort, signal: AbortSignal): Promise<void> {
    const { stream, node } = port;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const gate = new FloodGate(this.#timing.floodBytesPerS);
    let resuming: NodeJS.Timeout | undefined;
    const end = () => resolve();
    const moved = () => {
      // The old port may still be open though its device is elsewhere. Another that is alike is no reason to let go of this one.
      if (node !== null && !portNodes(this.#settings.port).includes(node))
        reject(this.#lost('it was plugged in elsewhere'));
    };
    const stopListening = this.#hotPlug.onChange(moved);
    signal.addEventListener('abort', end, { once: true });
    if (signal.aborted) end();
    this.#silence.sinceMs = performance.now();
    this.#giveUp = reject;
    stream.on('data', (bytes: Buffer) => {
      const nowMs = performance.now();
      this.#silence = { sinceMs: nowMs, reopenings: 0 };
      const passage = gate.take(bytes.length, nowMs);
      if (passage === 'flood') return reject(this.#flood());
      this.#events.received(bytes);
      if (passage === 'pause' && !stream.isPaused()) {
        stream.pause();
        resuming = setTimeout(() => stream.resume(), gate.opensMs - nowMs);
      }
    });
    stream.on('error', (error) => reject(this.#lost(error.message)));
    stream.on('close', () => reject(this.#lost('it is gone')));
    try {
      this.#stream = stream;
      this.#events.opened();
      await promise;
    } finally {
      this.#stream = undefined;
      clearTimeout(resuming);
      stopListening();
      signal.removeEventListener('abort', end);
      await closed(port);
    }
  }

  /** Waits, or until something is plugged in. */
  async #pause({ code }: DeviceFault, failures: number, signal: AbortSignal): Promise<void> {
    const { floodRestMs, retryMs, longestRetryMs } = this.#timing;
    const isFlood = code === 'DEVICE_FLOODS';
    const pauseMs = isFlood
      ? floodRestMs
      : Math.min(longestRetryMs, retryMs * 2 ** Math.min(Math.max(failures, 0), 10));
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, pauseMs);
    const stopListening = isFlood ? () => {} : this.#hotPlug.onChange(resolve);
    const end = () => resolve();
    signal.addEventListener('abort', end, { once: true });
    if (signal.aborted) end();
    await promise;
    clearTimeout(timer);
    stopListening();
    signal.removeEventListener('abort', end);
  }

  #lost(why: string): DeviceFault {
    const { port } = this.#settings;
    return new DeviceFault('DEVICE_LOST', `${port}: was lost (${why}); it is opened again as soon as it is there`);
  }

  #flood(): DeviceFault {
    const { port } = this.#settings;
    const restS = Math.round(this.#timing.floodRestMs / 1000);
    return new DeviceFault(
      'DEVICE_FLOODS',
      `${port}: says far more than such a device can; it is closed for ${restS} s; check its settings, or replace it`,
    );
  }
}

const CLOSE_PATIENCE_MS = 1_000;

/**
 * @returns undefined when `signal` aborted first: a port that is opened nonetheless is closed again
 * @throws DeviceFault when it cannot be opened
 */
async function opened(settings: LineSettings, signal: AbortSignal): Promise<OpenPort | undefined> {
  const opening = openPort(settings, signal);
  const { promise: late, resolve } = Promise.withResolvers<undefined>();
  let patience: NodeJS.Timeout | undefined;
  // The kernel may take its time to open a port, and cannot be told to leave it.
  const stop = () => {
    patience = setTimeout(resolve, CLOSE_PATIENCE_MS, undefined);
  };
  signal.addEventListener('abort', stop, { once: true });
  try {
    const port = await Promise.race([opening, late]);
    if (port && !signal.aborted) return port;
    if (port) await closed(port);
    else opening.then(closed, () => {});
    return undefined;
  } finally {
    clearTimeout(patience);
    signal.removeEventListener('abort', stop);
  }
}

/** A port that was pulled out may never say that it is closed. */
function closed({ stream, close }: OpenPort): Promise<void> {
  return new Promise((resolve) => {
    if (stream.closed) return resolve();
    const patience = setTimeout(resolve, CLOSE_PATIENCE_MS);
    stream.once('close', () => {
      clearTimeout(patience);
      resolve();
    });
    close();
  });
}
