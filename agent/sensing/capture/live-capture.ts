import { setTimeout as delay } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type {
  CapturedFrame,
  CapturedSound,
  CaptureOrder,
  CaptureReport,
  SourceCounts,
  SourceState,
} from './capture-message.ts';

/** A thread that does not end by itself within this is ended; ffmpeg is given 6 s. */
const STOP_PATIENCE_MS = 8_000;

export interface LiveCaptureEvents {
  state(state: SourceState, counts: SourceCounts): void;
  counts(counts: SourceCounts): void;
  warning(message: string): void;
}

/** A live source, read by a thread of its own: what is asked for is always the newest. */
export class LiveCapture {
  readonly #order: CaptureOrder;
  readonly #events: LiveCaptureEvents;
  #worker: Worker | undefined;
  #waiting: PromiseWithResolvers<Extract<CaptureReport, { type: 'captured' }> | null> | undefined;
  #failure: Error | undefined;
  #stopped: Promise<void> | undefined;

  constructor(order: CaptureOrder, events: LiveCaptureEvents) {
    this.#order = order;
    this.#events = events;
  }

  /** Opens the source; it stays open, or is opened again and again, until `stop`. */
  start(): void {
    const worker = new Worker(new URL('./capture-thread.ts', import.meta.url), { workerData: this.#order });
    this.#worker = worker;
    this.#events.state({ state: 'opening' }, { received: 0, dropped: 0, restarts: 0 });
    worker.on('message', (report: CaptureReport) => this.#take(report));
    worker.once('error', (error) => {
      this.#failure = error;
      this.#waiting?.reject(error);
    });
    worker.once('exit', () => this.#waiting?.resolve(null));
  }

  /** The newest picture that was not given yet, when there is one; null after `stop`. @param used one that is not needed any more */
  async nextFrame(used?: CapturedFrame): Promise<CapturedFrame | null> {
    return (await this.#next(used?.rgb))?.frame ?? null;
  }

  /** The sound that came since the last call, when there is some; null after `stop`. */
  async nextSounds(): Promise<CapturedSound[] | null> {
    return (await this.#next())?.sounds ?? null;
  }

  /** Closes the source; done when nothing of it runs any more. */
  stop(): Promise<void> {
    this.#stopped ??= this.#close();
    return this.#stopped;
  }

  async #close(): Promise<void> {
    const worker = this.#worker;
    if (!worker) return;
    this.#worker = undefined;
    this.#waiting?.resolve(null);
    if (this.#failure) return;
    const exit = new Promise<boolean>((resolve) => worker.once('exit', () => resolve(true)));
    worker.postMessage({ type: 'stop' });
    const late = new AbortController();
    const isGone = await Promise.race([
      exit,
      delay(STOP_PATIENCE_MS, false, { signal: late.signal }).catch(() => false),
    ]);
    late.abort();
    if (!isGone) await worker.terminate();
  }

  #next(used?: Uint8Array<ArrayBuffer>): Promise<Extract<CaptureReport, { type: 'captured' }> | null> {
    if (this.#failure) return Promise.reject(this.#failure);
    if (!this.#worker) return Promise.resolve(null);
    this.#waiting = Promise.withResolvers();
    if (used) this.#worker.postMessage({ type: 'next', used }, [used.buffer]);
    else this.#worker.postMessage({ type: 'next' });
    return this.#waiting.promise;
  }

  #take(report: CaptureReport): void {
    switch (report.type) {
      case 'captured':
        this.#waiting?.resolve(report);
        break;
      case 'state':
        this.#events.state(report.state, report.counts);
        break;
      case 'counts':
        this.#events.counts(report.counts);
        break;
      case 'warning':
        this.#events.warning(report.message);
        break;
    }
  }
}
