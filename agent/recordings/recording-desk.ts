import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { v7 as uuidv7 } from 'uuid';
import type { Recording, RecordingView } from './recording.ts';
import { RecordingError } from './recording-error.ts';
import type { UploadFolder } from './upload-folder.ts';

const LOOK_EVERY_MS = 1_000;
/** One is measured, the others wait. */
const MOST_AT_ONCE = 3;
/** What became of the last ones can be read for as long. */
const MOST_KEPT = 20;

export interface RecordingToMeasure {
  path: string;
  title: string;
  view: RecordingView;
  /** Whose it is: a teacher's pseudonym, or '' for the room's own. */
  owner: string;
}

export interface RecordingDeskOptions {
  uploads: UploadFolder;
  /** Whether a lesson goes on: it has the machine for itself. */
  isBusy(): boolean;
  /**
   * Measures a recording and keeps its report.
   * @param progress told how much is done, 0..1
   * @returns the lesson's id
   * @throws Error with a `code` when it cannot be read
   */
  measure(recording: RecordingToMeasure, signal: AbortSignal, progress: (done: number) => void): Promise<string>;
  warning(message: string): void;
}

interface Job {
  owner: string;
  recording: Recording;
  /** Its teacher takes it back. */
  removed: AbortController;
}

/**
 * 微格教学: takes recordings that teachers bring, measures one at a time while no lesson goes on, and deletes each when it
 * was measured, whatever came of it. Nobody sees another's.
 */
export class RecordingDesk {
  readonly #options: RecordingDeskOptions;
  #jobs: Job[] = [];
  #running: Promise<void> = Promise.resolve();

  constructor(options: RecordingDeskOptions) {
    this.#options = options;
  }

  /** Works until `signal` aborts. What was cut off at the last end is deleted. */
  start(signal: AbortSignal): void {
    this.#sweep();
    this.#running = this.#work(signal);
  }

  /** Resolves when all is deleted; after its signal was aborted. */
  async stop(): Promise<void> {
    await this.#running;
    this.#sweep();
  }

  /** A recording is being received or measured, or waits to be. */
  get isUnderWay(): boolean {
    return this.#jobs.some(({ recording }) => isUnderWay(recording));
  }

  /** An owner's recordings, the newest first. */
  list(owner: string): Recording[] {
    return this.#jobs
      .filter((job) => job.owner === owner)
      .map(({ recording }) => recording)
      .reverse();
  }

  /**
   * Takes a recording in.
   * @param bytes how long it is said to be
   * @throws RecordingError when it cannot be taken; nothing of it is left then
   */
  async receive(
    owner: string,
    { title, view }: Pick<Recording, 'title' | 'view'>,
    body: Readable,
    bytes: number,
  ): Promise<Recording> {
    if (this.#jobs.filter(({ recording }) => isUnderWay(recording)).length >= MOST_AT_ONCE)
      throw new RecordingError('RECORDING_BUSY', `${MOST_AT_ONCE} recordings are under way; bring this one later`);
    const recording: Recording = { id: uuidv7(), title, view, state: 'receiving', done: 0 };
    const job: Job = { owner, recording, removed: new AbortController() };
    this.#jobs.push(job);
    try {
      await this.#options.uploads.receive(recording.id, body, bytes, {
        signal: job.removed.signal,
        progress: (taken) => {
          recording.done = Math.min(1, taken / bytes);
        },
      });
    } catch (error) {
      this.#jobs = this.#jobs.filter((each) => each !== job);
      throw error;
    }
    Object.assign(recording, { state: 'waiting', done: 0 } satisfies Partial<Recording>);
    this.#forgetOldest();
    return recording;
  }

  /**
   * Deletes a recording that is brought, waits or is measured, or forgets what became of it.
   * @throws RecordingError (RECORDING_UNKNOWN)
   */
  remove(owner: string, id: string): void {
    const job = this.#jobs.find((each) => each.owner === owner && each.recording.id === id);
    if (!job) throw new RecordingError('RECORDING_UNKNOWN', `there is no recording ${id} of yours`);
    job.removed.abort();
    this.#jobs = this.#jobs.filter((each) => each !== job);
    this.#options.uploads.delete(id);
  }

  async #work(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const job = this.#jobs.find(({ recording }) => recording.state === 'waiting');
      if (job && !this.#options.isBusy()) await this.#measure(job, signal);
      await delay(LOOK_EVERY_MS, undefined, { signal }).catch(() => {});
    }
  }

  /** A lesson that begins, or a teacher who takes the recording back, stops it; after a lesson it is begun anew. */
  async #measure(job: Job, signal: AbortSignal): Promise<void> {
    const { uploads, isBusy, measure } = this.#options;
    const { recording, owner } = job;
    const { id, title, view } = recording;
    const stopping = new AbortController();
    const watch = setInterval(() => isBusy() && stopping.abort(), LOOK_EVERY_MS);
    Object.assign(recording, { state: 'measuring', done: 0 } satisfies Partial<Recording>);
    const either = AbortSignal.any([signal, stopping.signal, job.removed.signal]);
    try {
      recording.lessonId = await measure({ path: uploads.pathOf(id), title, view, owner }, either, (done) => {
        recording.done = done;
      });
      recording.state = 'done';
    } catch (error) {
      if (either.aborted) recording.state = 'waiting';
      else {
        const { code = 'RECORDING_FAULT', message } = error as Error & { code?: string };
        Object.assign(recording, { state: 'failed', problem: { code, message } } satisfies Partial<Recording>);
      }
    } finally {
      clearInterval(watch);
      if (recording.state !== 'waiting') uploads.delete(id);
    }
  }

  #forgetOldest(): void {
    const over = this.#jobs.filter(({ recording }) => !isUnderWay(recording)).slice(0, -MOST_KEPT);
    this.#jobs = this.#jobs.filter((job) => !over.includes(job));
  }

  #sweep(): void {
    try {
      this.#options.uploads.clear();
    } catch (error) {
      this.#options.warning(`recordings that were cut off could not be deleted: ${(error as Error).message}`);
    }
  }
}

const isUnderWay = ({ state }: Recording): boolean => state !== 'done' && state !== 'failed';
