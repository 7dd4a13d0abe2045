import type { Exclusion, LessonReport } from '../indicators/indicator.ts';
import type { Clock } from '../lesson/clock.ts';
import type { AgentStore } from '../store/agent-store.ts';
import type { OutboxRow } from '../store/outbox.ts';
import type { Dispatch } from './dispatch.ts';
import type { EarlierPlace } from './earlier-place.ts';
import { remadeReport, type UsualMaking } from './remade-report.ts';
import { ReviewError } from './review-error.ts';

/** Shorter than this nothing is worth excluding, and nothing can be seen on the ribbon. */
const LEAST_EXCLUDED_MS = 1_000;

export interface LessonReviewOptions {
  store: Pick<AgentStore, 'lessons' | 'messages' | 'notes'>;
  clock: Clock;
  usual: UsualMaking;
  /** Whether there is a hub to send anything to. */
  hasRegion: boolean;
  /** A report with what is found in it, and the message that tells the hub of it. */
  told(report: LessonReport): { report: LessonReport; message: OutboxRow };
  /** Something may be sent now. */
  nudge(): void;
}

/** What a teacher says of a lesson: a note on it, what does not belong in it, and whether it is sent. */
export class LessonReview {
  readonly #options: LessonReviewOptions;

  constructor(options: LessonReviewOptions) {
    this.#options = options;
  }

  /** '' when there is none. */
  note(lessonId: string): string {
    return this.#options.store.notes.of(lessonId);
  }

  /** @throws StoreError when the disk is full or cannot be written */
  setNote(lessonId: string, note: string): void {
    this.#options.store.notes.set(lessonId, note);
  }

  /** Whether what was observed is still kept, so that a report can be made anew. */
  canExclude(lessonId: string): boolean {
    return this.#options.store.lessons.hasObservations(lessonId);
  }

  /**
   * Makes a lesson's report anew with nothing known of these stretches; none of them makes it as it was at first. What is
   * told to the hub follows: in place of a message that still waits, or as a new one of the same lesson.
   * @throws ReviewError (REVIEW_NO_OBSERVATIONS) when what was observed is not kept
   * @throws ReviewError (REVIEW_STRETCH_INVALID) when they overlap, are too short or lie outside the lesson
   * @throws StoreError when the disk is full or cannot be written
   */
  exclude(report: LessonReport, stretches: readonly Exclusion[]): void {
    const { store, usual, told, nudge } = this.#options;
    const { id } = report.lesson;
    const excluded = checkedStretches(stretches, report.durationMs);
    const record = store.lessons.observationsOf(id);
    // What cannot be read would be missing in the report made anew, far from any stretch.
    const remade = record?.damaged === 0 && remadeReport(report, record, excluded, usual);
    if (!remade) {
      throw new ReviewError(
        'REVIEW_NO_OBSERVATIONS',
        `what was observed in lesson ${id} is not kept as a whole, or no longer, so its report cannot be made anew; a note on the lesson can say it`,
      );
    }
    const { report: complete, message } = told(remade);
    store.lessons.replace(complete, message);
    nudge();
  }

  /** The teacher's earlier lessons of the subject that can be set beside a lesson, oldest first; at most 20. */
  earlier({ lesson, indicators }: LessonReport): EarlierPlace[] {
    const versionOf = (id: string) => indicators.find((figure) => figure.id === id)?.version;
    return this.#options.store.lessons.historyOf(lesson).flatMap(({ lessonId, startedAtMs, figures }) => {
      const [rt, ch] = ['st.rt', 'st.ch'].map((id) =>
        figures[id]?.version === versionOf(id) ? figures[id] : undefined,
      );
      return rt && ch ? [{ lessonId, startedAtMs, rt: rt.value, ch: ch.value }] : [];
    });
  }

  /** What is, was or will be sent of a lesson. */
  dispatch(lessonId: string): Dispatch {
    const { messages, lessons } = this.#options.store;
    const message = messages.of(lessonId);
    if (!message) return { state: lessons.isRecorded(lessonId) ? 'recorded' : 'sent', message: null };
    const { holdLeftMs, withheld, queued, refusedBecause, deliveredAtMs, givenUpAtMs } = message;
    const nowMs = this.#options.clock.wallMs();
    const payload = JSON.parse(message.payload) as Record<string, unknown>;
    const heldUntil = holdLeftMs > 0 && { heldUntilMs: Math.round(nowMs + holdLeftMs) };
    const delivered = deliveredAtMs !== null && { sentAtMs: deliveredAtMs };
    const all = { message: payload, ...heldUntil, ...delivered };
    if (withheld) return { state: 'withheld', ...all };
    if (givenUpAtMs !== null) return { state: 'given-up', ...all };
    if (!queued) return { state: 'sent', ...all };
    if (refusedBecause !== null) return { state: 'refused', refusedBecause, ...all };
    if (!this.#options.hasRegion) return { state: 'no-region', ...all };
    return { state: holdLeftMs > 0 ? 'held' : 'waiting', ...all };
  }

  /**
   * Keeps a lesson from being sent, or has it wait to be sent again.
   * @throws ReviewError (REVIEW_TIME_OVER) when the time in which that can be said is over
   * @throws StoreError when the disk is full or cannot be written
   */
  withhold(lessonId: string, withheld: boolean): void {
    const { messages } = this.#options.store;
    if (withheld ? messages.withhold(lessonId) : messages.release(lessonId)) return;
    const now = withheld ? 'it has been sent or is about to be' : 'it stays withheld';
    throw new ReviewError(
      'REVIEW_TIME_OVER',
      `the time in which lesson ${lessonId} can be withheld is over (privacy.withholdHours): ${now}`,
    );
  }

  /**
   * Sends a lesson without waiting longer.
   * @throws ReviewError (REVIEW_NOTHING_WAITS) when it does not wait for its teacher
   * @throws StoreError when the disk is full or cannot be written
   */
  sendNow(lessonId: string): void {
    if (!this.#options.store.messages.sendNow(lessonId)) {
      throw new ReviewError('REVIEW_NOTHING_WAITS', `nothing of lesson ${lessonId} waits for its teacher's word`);
    }
    this.#options.nudge();
  }
}

function checkedStretches(stretches: readonly Exclusion[], durationMs: number): Exclusion[] {
  const inOrder = stretches.toSorted((a, b) => a.startMs - b.startMs);
  for (const [i, { startMs, endMs }] of inOrder.entries()) {
    const isApart = startMs >= (inOrder[i - 1]?.endMs ?? 0);
    if (isApart && endMs - startMs >= LEAST_EXCLUDED_MS && endMs <= durationMs) continue;
    const [fromS, toS] = [startMs / 1000, endMs / 1000];
    throw new ReviewError(
      'REVIEW_STRETCH_INVALID',
      `the stretch from ${fromS} to ${toS} s cannot be excluded: stretches are at least 1 s long, apart, and within the lesson of ${durationMs / 1000} s`,
    );
  }
  return inOrder;
}
