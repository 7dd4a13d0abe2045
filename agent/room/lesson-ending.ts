import { setTimeout as delay } from 'node:timers/promises';
import type { LessonReport } from '../indicators/indicator.ts';
import { lessonReport } from '../indicators/lesson-report.ts';
import type { Clock } from '../lesson/clock.ts';
import { cutTimeline } from '../lesson/life/cut-timeline.ts';
import { lessonBounds } from '../lesson/life/lesson-bounds.ts';
import type { LifeRules } from '../lesson/life/life-rules.ts';
import type { OpenLesson } from '../lesson/open-lesson.ts';
import type { RoomPlan } from '../lesson/room-plan.ts';
import type { Timeline } from '../lesson/timeline.ts';
import type { LessonJournal } from '../store/lesson-journal.ts';

/** A disk that takes no report is asked again this often; the report waits in memory and the journal on the disk. */
const RETRY_MS = 15_000;

export interface LessonEndingOptions {
  clock: Clock;
  rules: LifeRules;
  slotMs: number;
  roomPlan: RoomPlan | null;
  /** Recordings are reported as they are, however little is in them. */
  isRecording: boolean;
  journal: LessonJournal;
  /**
   * Keeps a report and tells the hub; returns the event's id.
   * @param isJournalWhole the journal has all that the report was made from
   */
  keep(report: LessonReport, isJournalWhole: boolean): string;
  /** The disk did not take it; it is tried again. */
  failed(error: Error): void;
  /** Between two tries, milliseconds. */
  retryMs?: number;
}

export interface EndedLesson {
  open: OpenLesson;
  timeline: Timeline;
  models: Record<string, string>;
  /** As LiveLesson.writeRest; not there when the timeline was read from the journal. */
  writeRest?(): boolean;
}

/** What becomes of a lesson that is over: its report, or nothing when there was none. */
export class LessonEnding {
  readonly #options: LessonEndingOptions;

  constructor(options: LessonEndingOptions) {
    this.#options = options;
  }

  /**
   * Tries until the disk has taken it, or `signal` aborts: then it stays open in the journal.
   * @returns what became of it: its report, nothing because the room was empty, or nothing yet
   */
  async end(
    ended: EndedLesson,
    signal: AbortSignal,
  ): Promise<{ report: LessonReport; eventId: string } | 'empty' | 'open'> {
    const { retryMs = RETRY_MS } = this.#options;
    const report = this.#report(ended);
    for (;;) {
      try {
        if (report) return { report, eventId: this.#options.keep(report, ended.writeRest?.() ?? true) };
        this.#options.journal.discard(ended.open.lesson.id);
        return 'empty';
      } catch (error) {
        this.#options.failed(error as Error);
        if (signal.aborted) return 'open';
        await delay(retryMs, undefined, { signal }).catch(() => {});
      }
    }
  }

  #report({ open, timeline, models }: EndedLesson): LessonReport | null {
    const { rules, slotMs, roomPlan, isRecording } = this.#options;
    const { origin, plannedMs } = open;
    const whole = { startMs: 0, endMs: timeline.durationMs };
    const found = isRecording
      ? whole
      : lessonBounds(timeline, { plannedMs, origin, lateMs: rules.lateMs, overMs: rules.overMs });
    // Somebody who begins a lesson by hand wants its report.
    const bounds = found ?? (origin === 'hand' ? whole : null);
    if (!bounds) return null;
    const startedAtMs = this.#beganAt(open, timeline.durationMs) + bounds.startMs;
    const report = lessonReport({
      lesson: { ...open.lesson, startedAtMs: Math.round(startedAtMs) },
      timeline: cutTimeline(timeline, bounds.startMs, bounds.endMs),
      models,
      slotMs,
      roomPlan,
    });
    return { ...report, recordedFromMs: bounds.startMs };
  }

  /** A clock that was not set when the lesson began may have been set since. */
  #beganAt({ lesson }: OpenLesson, durationMs: number): number {
    const nowMs = this.#options.clock.wallMs();
    const { firstPossibleMs } = this.#options.rules;
    const wasSet = lesson.startedAtMs >= firstPossibleMs;
    return wasSet || nowMs < firstPossibleMs ? lesson.startedAtMs : nowMs - durationMs;
  }
}
