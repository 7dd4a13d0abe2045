import type { LessonEnding } from './lesson-ending.ts';
import type { LiveLesson } from './live-lesson.ts';
import type { RoomEvents } from './room-events.ts';
import type { RoomProblems } from './room-problems.ts';

export interface LessonClosingsOptions {
  ending: LessonEnding;
  events: RoomEvents;
  problems: RoomProblems;
  /** A lesson's sensors have said their last word. */
  silent(): void;
}

/** Lessons that are over and whose reports are being made. */
export class LessonClosings {
  readonly #options: LessonClosingsOptions;
  readonly #closing = new Set<Promise<void>>();

  constructor(options: LessonClosingsOptions) {
    this.#options = options;
  }

  get areGoingOn(): boolean {
    return this.#closing.size > 0;
  }

  /** Ends a lesson and makes its report. @param signal when it aborts, a report that cannot be kept waits for the next start */
  close(lesson: LiveLesson, signal: AbortSignal): Promise<void> {
    return this.#during(async () => {
      const { timeline } = await lesson.end();
      this.#options.silent();
      const writeRest = () => lesson.writeRest();
      await this.#conclude({ open: lesson.open, timeline, models: lesson.models, writeRest }, signal);
    });
  }

  /** Makes the report of a lesson that was over before the agent was started. */
  conclude(ended: Parameters<LessonEnding['end']>[0], signal: AbortSignal): Promise<void> {
    return this.#during(() => this.#conclude(ended, signal));
  }

  /** When every report is made, or put off. */
  async done(): Promise<void> {
    await Promise.all(this.#closing);
  }

  #during(work: () => Promise<void>): Promise<void> {
    const closing = work().finally(() => this.#closing.delete(closing));
    this.#closing.add(closing);
    return closing;
  }

  async #conclude(ended: Parameters<LessonEnding['end']>[0], signal: AbortSignal): Promise<void> {
    const { ending, events, problems } = this.#options;
    const outcome = await ending.end(ended, signal);
    if (outcome === 'open') return;
    problems.set('REPORT_WAITS', null);
    if (outcome === 'empty') events.empty(ended.open);
    else events.reported(outcome.report, outcome.eventId);
  }
}
