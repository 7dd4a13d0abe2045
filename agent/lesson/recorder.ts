import type { Clock } from './clock.ts';
import type { Lesson, LessonLabels, RoomAddress } from './lesson.ts';
import type { LessonEntry, OpenLesson } from './open-lesson.ts';
import { type Timeline, TimelineBuilder } from './timeline.ts';

/** idle → recording → closing → reported → (next lesson) recording */
export type RecorderState = 'idle' | 'recording' | 'closing' | 'reported';

export class RecorderStateError extends Error {
  readonly code = 'RECORDER_STATE';
  constructor(wanted: string, state: RecorderState) {
    super(`cannot ${wanted} while the lesson recorder is ${state}`);
  }
}

export interface FinishedLesson {
  lesson: Lesson;
  timeline: Timeline;
}

/**
 * Records one lesson at a time. `closing` is the time between the end of the lesson and the last word of the sensors,
 * which may still be working on its last seconds. Constructed idle; owns no sensors and no storage.
 */
export class LessonRecorder {
  readonly #clock: Clock;
  readonly #newId: () => string;
  #state: RecorderState = 'idle';
  #lesson: Lesson | undefined;
  #builder = new TimelineBuilder();
  #startedMonotonicMs = 0;
  #durationMs = 0;

  constructor(clock: Clock, newId: () => string) {
    this.#clock = clock;
    this.#newId = newId;
  }

  get state(): RecorderState {
    return this.#state;
  }

  /** @throws RecorderStateError while another lesson is recording or closing */
  start(room: RoomAddress, labels: LessonLabels = {}): Lesson {
    const lesson = { id: this.#newId(), room, labels, startedAtMs: this.#clock.wallMs() };
    this.#begin(lesson, this.#clock.monotonicMs(), 'start a lesson');
    return lesson;
  }

  /**
   * Goes on with a lesson that was written down, from the same time 0 and with what was seen of it; a lesson of which
   * nothing was seen yet begins in this way too.
   * @param open its `zero.monotonicMs` must be a reading of this recorder's clock: after another start of the machine the
   *   caller says anew where time 0 was, which may be before 0
   * @throws RecorderStateError while another lesson is recording or closing
   */
  resume(open: OpenLesson, entries: readonly LessonEntry[]): void {
    this.#begin(open.lesson, open.zero.monotonicMs, 'resume a lesson');
    for (const entry of entries) this.#builder.add(entry);
  }

  /** Takes an observation or a bookmark in; outside a lesson it is dropped: a sensor may speak a moment too late. */
  observe(entry: LessonEntry): void {
    if (this.#state === 'recording' || this.#state === 'closing') this.#builder.add(entry);
  }

  /**
   * Ends the lesson; observations of its last seconds may still come in.
   * @param durationMs media time, when the sources were files; by default the monotonic time since the start
   */
  close(durationMs?: number): void {
    if (this.#state !== 'recording') throw new RecorderStateError('close the lesson', this.#state);
    this.#durationMs = durationMs ?? this.#clock.monotonicMs() - this.#startedMonotonicMs;
    this.#state = 'closing';
  }

  /** The lesson and its timeline, once the sensors have said their last word. */
  finish(): FinishedLesson {
    if (this.#state !== 'closing' || !this.#lesson) throw new RecorderStateError('finish the lesson', this.#state);
    this.#state = 'reported';
    return { lesson: this.#lesson, timeline: this.#builder.build(this.#durationMs) };
  }

  #begin(lesson: Lesson, zeroMonotonicMs: number, wanted: string): void {
    if (this.#state === 'recording' || this.#state === 'closing') throw new RecorderStateError(wanted, this.#state);
    this.#lesson = lesson;
    this.#builder = new TimelineBuilder();
    this.#startedMonotonicMs = zeroMonotonicMs;
    this.#state = 'recording';
  }
}
