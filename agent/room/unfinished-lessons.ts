import type { Clock } from '../lesson/clock.ts';
import { isClockBelievable } from '../lesson/life/clock-belief.ts';
import type { LifeRules } from '../lesson/life/life-rules.ts';
import { resumption } from '../lesson/life/resumption.ts';
import type { JournalledLesson, LessonEntry, OpenLesson } from '../lesson/open-lesson.ts';
import { LessonRecorder } from '../lesson/recorder.ts';
import type { LessonJournal } from '../store/lesson-journal.ts';
import type { EndedLesson } from './lesson-ending.ts';

export type Unfinished =
  | { kind: 'go-on'; open: OpenLesson; entries: LessonEntry[]; models: Record<string, string> }
  | ({ kind: 'close' } & EndedLesson);

export interface UnfinishedOptions {
  journal: LessonJournal;
  clock: Clock;
  bootId: string;
  rules: LifeRules;
  newestWallMs: number | undefined;
  isSynchronised(): boolean;
  /** Lines of the journal could not be read. */
  damaged(lessonId: string, lines: number): void;
}

/** The lessons that were open when the agent last ended. */
export class UnfinishedLessons {
  readonly #options: UnfinishedOptions;
  readonly #beganMs: number;
  /** Not yet looked for at first. */
  #left: JournalledLesson[] | undefined;

  constructor(options: UnfinishedOptions) {
    this.#options = options;
    this.#beganMs = options.clock.monotonicMs();
  }

  /**
   * Those of which it is known now what to do: each is told once, the oldest first. To be asked before any lesson begins.
   * @param isBusy another lesson goes on: none of these can go on beside it
   * @throws when the disk does not answer
   */
  due(isBusy: boolean): Unfinished[] {
    const due: Unfinished[] = [];
    // A disk that does not answer leaves them all for the next time.
    this.#left ??= this.#options.journal.unfinished();
    this.#left = this.#left.filter((open) => {
      const next = this.#next(open, isBusy || due.some(({ kind }) => kind === 'go-on'));
      if (next) due.push(next);
      return !next;
    });
    return due;
  }

  #next(open: JournalledLesson, isBusy: boolean): Unfinished | undefined {
    const { clock, bootId, rules, newestWallMs, isSynchronised } = this.#options;
    const [monotonicMs, wallMs] = [clock.monotonicMs(), clock.wallMs()];
    const what = resumption(
      open,
      {
        bootId,
        monotonicMs,
        wallMs,
        clockBelievable: isClockBelievable(wallMs, {
          firstPossibleMs: rules.firstPossibleMs,
          newestWallMs,
          synchronised: isSynchronised(),
        }),
        waitedMs: monotonicMs - this.#beganMs,
      },
      rules,
    );
    if (what.kind === 'wait') return undefined;
    const entries = this.#entriesOf(open);
    if (what.kind === 'go-on' && !isBusy)
      return { kind: 'go-on', open: { ...open, zero: what.zero }, entries, models: open.models };
    const recorder = new LessonRecorder(clock, () => open.lesson.id);
    recorder.resume(open, entries);
    recorder.close(what.kind === 'close' ? what.durationMs : open.reachedMs);
    return { kind: 'close', open, timeline: recorder.finish().timeline, models: open.models };
  }

  #entriesOf({ lesson: { id } }: JournalledLesson): LessonEntry[] {
    const { entries, damaged } = this.#options.journal.entries(id);
    if (damaged > 0) this.#options.damaged(id, damaged);
    return entries;
  }
}
