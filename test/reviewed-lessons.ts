import type { LessonReport } from '../agent/indicators/indicator.ts';
import { systemClock } from '../agent/lesson/clock.ts';
import type { LessonEntry } from '../agent/lesson/open-lesson.ts';
import type { Timeline } from '../agent/lesson/timeline.ts';
import { LessonReview } from '../agent/lesson-review/lesson-review.ts';
import { SampleAccess } from '../agent/screen/sample-access.ts';
import { ScreenServer } from '../agent/screen/server.ts';
import type { TrainingMaterial } from '../agent/screen/training-material.ts';
import { openInMemory } from '../agent/store/database.ts';
import { LessonJournal } from '../agent/store/lesson-journal.ts';
import { LessonMessages } from '../agent/store/lesson-messages.ts';
import { LessonNotes } from '../agent/store/lesson-notes.ts';
import { LessonStore } from '../agent/store/lesson-store.ts';
import { Outbox } from '../agent/store/outbox.ts';
import { sampleMessage } from './fixtures/sample-message.ts';

const HOUR_MS = 3_600_000;

export interface KeptHow {
  /** What was observed, when that is kept. */
  timeline?: Timeline;
  /** Hours in which it can be withheld. */
  withholdHours?: number;
}

/** Lessons as an agent keeps them, in memory, and the screen on which their teachers can say something of them. */
export class ReviewedLessons {
  readonly access = new SampleAccess();
  readonly lessons: LessonStore;
  readonly messages: LessonMessages;
  readonly outbox: Outbox;
  readonly screen: ScreenServer;
  /** The region's. */
  training: TrainingMaterial[] = [];
  readonly #database = openInMemory();
  readonly #journal = new LessonJournal(this.#database);
  #told = 0;

  constructor(pageDir: string) {
    this.lessons = new LessonStore(this.#database);
    this.messages = new LessonMessages(this.#database);
    this.outbox = new Outbox(this.#database);
    const review = new LessonReview({
      store: { lessons: this.lessons, messages: this.messages, notes: new LessonNotes(this.#database) },
      clock: systemClock,
      usual: { slotMs: 30_000, roomPlan: null },
      hasRegion: true,
      told: (report) => ({ report, message: this.#message(report) }),
      nudge: () => {},
    });
    const exported = { minGroup: 10, timeZone: 'Asia/Shanghai' };
    this.screen = new ScreenServer({
      ...{ reports: this.lessons, access: this.access, review, exported, port: 0, pageDir },
      training: () => this.training,
    });
  }

  keep(report: LessonReport, { timeline, withholdHours = 0 }: KeptHow = {}): void {
    const { lesson, durationMs } = report;
    if (timeline) {
      const zero = { bootId: 'boot', monotonicMs: 0 };
      this.#journal.open({ lesson, origin: 'hand', slot: null, plannedMs: null, zero });
      this.#journal.append(lesson.id, entriesOf(timeline), { reachedMs: durationMs, wallMs: lesson.startedAtMs });
    }
    const kept = timeline ? { ...report, recordedFromMs: 0 } : report;
    this.lessons.save(kept, this.#message(report), withholdHours * HOUR_MS);
  }

  close(): void {
    this.#database.close();
  }

  #message(report: LessonReport) {
    return sampleMessage(report, `0192b000-0000-7000-8000-${String(++this.#told).padStart(12, '0')}`);
  }
}

function entriesOf({ talk, students, teacher, cameras, microphones, bookmarks, durationMs }: Timeline): LessonEntry[] {
  const marks = bookmarks.map((atMs) => ({ kind: 'bookmark' as const, atMs }));
  const heard = { kind: 'talk' as const, fromMs: 0, toMs: durationMs, segments: talk };
  return [heard, ...students, ...teacher, ...cameras, ...microphones, ...marks];
}
