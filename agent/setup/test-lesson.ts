import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { LessonReport } from '../indicators/indicator.ts';
import type { Clock } from '../lesson/clock.ts';
import type { LessonLabels } from '../lesson/lesson.ts';
import type { RoomState } from '../lesson/room-state.ts';
import type { TestLessonResult, Trial } from '../screen/setup/controls/checks.ts';
import { saveFile } from './saved-file.ts';
import { SetupError } from './setup-error.ts';
import { type Memory, RememberedTrial } from './trial.ts';

const LENGTH_MS = 60_000;
/** The report of a minute is made in seconds. */
const REPORT_MS = 60_000;
/** A real lesson that begins this soon must not be kept waiting. */
const NEXT_LESSON_MS = 3 * 60_000;
const LABELS: LessonLabels = { className: '测试课 Test lesson' };

const trackOf = { studentCamera: 'students', teacherCamera: 'teacher', microphone: 'talk' } as const;

export interface TestLessonOptions {
  room: { state(): RoomState; startLesson(labels: LessonLabels): void; endLesson(): void };
  journal: { discard(lessonId: string): void };
  clock: Clock;
  memory: Memory<TestLessonResult>;
  /** Where it is written down that a lesson is a test: if the agent ends in its middle it is not taken for a real one. */
  folder: string;
  /** @throws SetupError when none may begin now */
  refuse(): void;
  lengthMs?: number;
}

/** A lesson of one minute that is recorded and reported as any other, but neither kept nor sent. */
export class TestLesson {
  readonly #options: TestLessonOptions;
  readonly #trial: RememberedTrial<TestLessonResult>;
  #current: { id: string; reported: PromiseWithResolvers<LessonReport> } | undefined;

  constructor(options: TestLessonOptions) {
    this.#options = options;
    this.#trial = new RememberedTrial(() => options.clock.wallMs(), options.memory);
  }

  status(): Trial<TestLessonResult> {
    return this.#trial.status;
  }

  /** @throws SetupError */
  start(): Trial<TestLessonResult> {
    if (this.#trial.isRunning) return this.status();
    const { room, refuse, clock, folder, lengthMs = LENGTH_MS } = this.#options;
    refuse();
    if (this.#current)
      throw new SetupError('SETUP_BUSY', 'the report of the last test is still being made; try again in a minute');
    const { next } = room.state();
    if (next && next.startMs - clock.wallMs() < NEXT_LESSON_MS)
      throw new SetupError('SETUP_LESSON_GOES_ON', 'no test: the next lesson begins in a few minutes; test after it');
    room.startLesson(LABELS);
    const { lesson } = room.state();
    if (!lesson) throw new SetupError('SETUP_BUSY', 'the room did not begin the test; look at its problems');
    const reported = Promise.withResolvers<LessonReport>();
    this.#current = { id: lesson.id, reported };
    try {
      saveFile(markOf(folder), lesson.id, 0o640);
    } catch (error) {
      // It has begun: its report is taken like that of any test.
      room.endLesson();
      throw error;
    }
    this.#trial.begin(lengthMs + REPORT_MS / 4, () => this.#run(lesson.id, reported.promise, lengthMs));
    return this.status();
  }

  /** Whether a report is the test's; it then goes no further, and what was written down of the lesson is deleted. */
  takes(report: LessonReport): boolean {
    if (report.lesson.id !== this.#current?.id) return false;
    this.#options.journal.discard(report.lesson.id);
    rmSync(markOf(this.#options.folder), { force: true });
    this.#current.reported.resolve(report);
    this.#current = undefined;
    return true;
  }

  async #run(id: string, reported: Promise<LessonReport>, lengthMs: number): Promise<TestLessonResult> {
    const { room } = this.#options;
    const over = setTimeout(() => {
      // Somebody may have ended it at the screen.
      if (room.state().lesson?.id === id) room.endLesson();
    }, lengthMs);
    over.unref();
    const late = AbortSignal.timeout(lengthMs + REPORT_MS);
    const tooLate = new Promise<never>((_, reject) => {
      const error = new SetupError('SETUP_BUSY', 'the test’s report did not come; look at the health page');
      late.addEventListener('abort', () => reject(error), { once: true });
    });
    try {
      return resultOf(await Promise.race([reported, tooLate]), room.state());
    } finally {
      clearTimeout(over);
    }
  }
}

/** A test in whose middle the agent ended is forgotten; to be called before the room begins. */
export function forgetUnfinishedTest(folder: string, journal: { discard(lessonId: string): void }): void {
  try {
    journal.discard(readFileSync(markOf(folder), 'utf8').trim());
    rmSync(markOf(folder), { force: true });
  } catch {
    // There was none.
  }
}

const markOf = (folder: string) => join(folder, 'test-lesson');

function resultOf({ durationMs, gaps }: LessonReport, { sources }: RoomState): TestLessonResult {
  const names = { studentCamera: 'student-camera', teacherCamera: 'teacher-camera', microphone: 'microphone' };
  const share = (track: (typeof trackOf)[keyof typeof trackOf]) => {
    const missingMs = gaps
      .filter((gap) => gap.track === track)
      .reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0);
    return durationMs > 0 ? Math.min(1, Math.max(0, 1 - missingMs / durationMs)) : 0;
  };
  return {
    durationS: Math.round(durationMs / 1000),
    sources: (['studentCamera', 'teacherCamera', 'microphone'] as const)
      .filter((source) => sources.some(({ name }) => name === names[source]))
      .map((source) => ({ source, share: share(trackOf[source]) })),
  };
}
