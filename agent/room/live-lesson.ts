import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '../lesson/clock.ts';
import type { EnvironmentValues } from '../lesson/environment.ts';
import type { Observation } from '../lesson/observation.ts';
import type { LessonEntry, OpenLesson } from '../lesson/open-lesson.ts';
import { type FinishedLesson, LessonRecorder } from '../lesson/recorder.ts';
import { runSensorGroup, type SensorGroupEvents } from '../sensing/process/sensor-group.ts';
import { type SensorEvents, type SensorOptions, SHUTDOWN } from '../sensing/process/sensor-supervisor.ts';
import type { LessonJournal } from '../store/lesson-journal.ts';

/** What was observed is on the disk after this long at most; a power cut costs no more than 10 s. */
const WRITE_EVERY_MS = 4_000;
/** While the disk is sick no more than this is kept to be written later; the lesson itself has all of it. */
const MOST_UNWRITTEN = 50_000;
/** How long sensors may take for their last word when the agent itself ends. */
const SHUTDOWN_PATIENCE_MS = 6_000;

export interface LiveLessonEvents extends Omit<SensorGroupEvents, 'progress' | 'sensorProgress' | 'ready'> {
  /** As SensorEvents.progress. */
  progress: SensorEvents['progress'];
  /** The disk takes what was observed (null), or does not; nothing is lost as long as the agent runs. */
  written(error: Error | null, unwritten: number): void;
}

export interface LiveLessonOptions {
  open: OpenLesson;
  /** It was written down before the agent was started again, and goes on. */
  isResumed: boolean;
  /** What was written down of it. */
  entries: readonly LessonEntry[];
  /** Models that took part before. */
  models: Record<string, string>;
  sensors: readonly SensorOptions[];
  journal: LessonJournal;
  clock: Clock;
  events: LiveLessonEvents;
}

/** A lesson that goes on: its sensors, what they observed so far, and what of that is on the disk. */
export class LiveLesson {
  readonly #options: LiveLessonOptions;
  readonly #recorder: LessonRecorder;
  readonly #models: Record<string, string>;
  /** The journal knows of it, and where its time 0 lies. */
  #isOpen = false;
  #unwritten: LessonEntry[] = [];
  /** Some of it was too much to be kept until the disk takes it. */
  #isSomeLost = false;
  #endedMs: number | undefined;
  #areModelsWritten = true;
  #writing: NodeJS.Timeout | undefined;
  #sensing: { stop: AbortController; done: Promise<unknown> } | undefined;
  /** Lesson time since when nothing is sensed; null while something is. */
  #heldSinceMs: number | null = null;

  constructor(options: LiveLessonOptions) {
    this.#options = options;
    this.#models = { ...options.models };
    this.#recorder = new LessonRecorder(options.clock, () => options.open.lesson.id);
  }

  get open(): OpenLesson {
    return this.#options.open;
  }

  /** Lesson time now, milliseconds. */
  get elapsedMs(): number {
    return this.#options.clock.monotonicMs() - this.open.zero.monotonicMs;
  }

  get models(): Record<string, string> {
    return this.#models;
  }

  start(): void {
    this.#recorder.resume(this.open, this.#options.entries);
    this.#writing = setInterval(() => this.#write(), WRITE_EVERY_MS);
    this.#write();
    this.sense();
  }

  /** Starts the sensors, unless they run. */
  sense(): void {
    if (this.#sensing) return;
    this.#notePause();
    const stop = new AbortController();
    const { sensors, events } = this.#options;
    const group: SensorGroupEvents = {
      ...events,
      observation: (observation) => this.#take(observation),
      progress: () => {},
      sensorProgress: events.progress,
      ready: (_, models) => this.#noteModels(models),
    };
    this.#sensing = { stop, done: runSensorGroup(sensors, group, stop.signal, false) };
  }

  /** Stops the sensors: every device is closed at once, though their last word may take some seconds. */
  async hold(): Promise<void> {
    this.#heldSinceMs ??= Math.max(0, this.elapsedMs);
    await this.#stopSensing();
  }

  /** Nothing was sensed until now. */
  #notePause(): void {
    const [startMs, endMs] = [this.#heldSinceMs, Math.max(0, this.elapsedMs)];
    this.#heldSinceMs = null;
    if (startMs !== null && endMs > startMs) this.#note({ kind: 'pause', startMs, endMs });
  }

  async #stopSensing(): Promise<void> {
    const sensing = this.#sensing;
    this.#sensing = undefined;
    sensing?.stop.abort();
    await sensing?.done;
    this.#write();
  }

  /** Means of what was measured of air and light from `sinceMs` on the monotonic clock until now; a newer word on a stretch counts. */
  observeEnvironment(values: EnvironmentValues, sinceMs: number): void {
    const [startMs, endMs] = [Math.max(0, sinceMs - this.open.zero.monotonicMs), this.elapsedMs];
    if (endMs > startMs) this.#note({ kind: 'environment', startMs, endMs, ...values });
  }

  /** @returns lesson time of the bookmark */
  bookmark(): number {
    const atMs = Math.max(0, this.elapsedMs);
    this.#note({ kind: 'bookmark', atMs });
    this.#write();
    return atMs;
  }

  /** Ends it; done when the sensors have said their last word. */
  async end(): Promise<FinishedLesson> {
    this.#notePause();
    const durationMs = Math.max(0, this.elapsedMs);
    this.#endedMs = durationMs;
    this.#recorder.close(durationMs);
    // From now on it is over, also if the agent ends before its report is kept.
    this.#withDisk(() => this.#options.journal.end(this.open.lesson.id, durationMs));
    await this.#stopSensing();
    clearInterval(this.#writing);
    return this.#recorder.finish();
  }

  /**
   * Writes down what the disk has not taken yet, once it is over.
   * @returns whether the journal has all that was observed, so that the report can be made anew from it
   */
  writeRest(): boolean {
    if (this.#unwritten.length > 0 || !this.#isOpen) this.#write();
    return this.#isOpen && this.#unwritten.length === 0 && !this.#isSomeLost;
  }

  /** The agent ends in the middle of it: what there is, is written down, and the lesson stays open. */
  async leave(): Promise<void> {
    this.#notePause();
    const sensing = this.#sensing;
    this.#sensing = undefined;
    sensing?.stop.abort(SHUTDOWN);
    const patience = new AbortController();
    await Promise.race([
      sensing?.done,
      delay(SHUTDOWN_PATIENCE_MS, undefined, { signal: patience.signal }).catch(() => {}),
    ]);
    patience.abort();
    clearInterval(this.#writing);
    this.#write();
  }

  #take(observation: Observation): void {
    this.#note(observation);
    this.#options.events.observation(observation);
  }

  #note(entry: LessonEntry): void {
    this.#recorder.observe(entry);
    this.#unwritten.push(entry);
    if (this.#unwritten.length <= MOST_UNWRITTEN) return;
    this.#unwritten.shift();
    this.#isSomeLost = true;
  }

  #noteModels(models: Record<string, string>): void {
    Object.assign(this.#models, models);
    this.#areModelsWritten = false;
    this.#write();
  }

  #write(): void {
    const { journal, clock } = this.#options;
    this.#withDisk(() => {
      journal.append(this.open.lesson.id, this.#unwritten, {
        reachedMs: this.#endedMs ?? Math.max(0, this.elapsedMs),
        wallMs: clock.wallMs(),
      });
      this.#unwritten = [];
      if (this.#endedMs !== undefined) journal.end(this.open.lesson.id, this.#endedMs);
      if (!this.#areModelsWritten) journal.noteModels(this.open.lesson.id, this.#models);
      this.#areModelsWritten = true;
    });
  }

  #withDisk(act: () => void): void {
    const { open, isResumed, journal } = this.#options;
    try {
      if (!this.#isOpen) {
        if (isResumed) journal.moveZero(open.lesson.id, open.zero);
        else journal.open(open);
        this.#isOpen = true;
      }
      act();
      this.#options.events.written(null, this.#unwritten.length);
    } catch (error) {
      this.#options.events.written(error as Error, this.#unwritten.length);
    }
  }
}
