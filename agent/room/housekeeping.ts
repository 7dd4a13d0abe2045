import type { Clock } from '../lesson/clock.ts';
import type { LessonLife } from '../lesson/life/lesson-life.ts';
import type { Deleted, Retention } from '../store/retention.ts';
import type { RoomProblems } from './room-problems.ts';
import type { RoomCalendar, TimetableFile } from './timetable-file.ts';

const LOOK_EVERY_MS = 20_000;
const DELETE_EVERY_MS = 24 * 3_600_000;
/** After the start other things come first. */
const FIRST_DELETE_MS = 5 * 60_000;

export interface HousekeepingOptions {
  clock: Clock;
  life: LessonLife;
  retention: Retention;
  days: { observationsDays: number; reportsDays: number; hasHub: boolean };
  /** null where lessons are not begun by a timetable. */
  timetable: TimetableFile | null;
  calendarChanged(calendar: RoomCalendar): void;
  problems: RoomProblems;
  /** Whether a lesson goes on or is being reported: then the disk has other work. */
  isBusy(): boolean;
  deleted(deleted: Deleted): void;
  /** A lesson is written down every few seconds, which tells more of the disk than any question. */
  isWriting(): boolean;
  /** Asks the database something, to see that it answers. */
  askDatabase(): void;
  answered(error: Error | null): void;
}

/** What is to be done now and then: look whether the timetable has changed, whether the disk answers, delete what is old. */
export class Housekeeping {
  readonly #options: HousekeepingOptions;
  #timer: NodeJS.Timeout | undefined;
  #deleteDueMs = 0;

  constructor(options: HousekeepingOptions) {
    this.#options = options;
  }

  /** Looks once now, then every 20 s until `signal` aborts. */
  start(signal: AbortSignal): void {
    this.#deleteDueMs = this.#options.clock.monotonicMs() + FIRST_DELETE_MS;
    this.#look();
    this.#timer = setInterval(() => this.#look(), LOOK_EVERY_MS);
    signal.addEventListener('abort', () => clearInterval(this.#timer), { once: true });
  }

  #look(): void {
    this.#readTimetable();
    this.#askDatabase();
    this.#deleteOld();
  }

  #readTimetable(): void {
    const { timetable, life, problems, calendarChanged } = this.#options;
    try {
      const news = timetable?.news();
      if (!news) return;
      life.useCalendar(news.calendar);
      calendarChanged(news);
      problems.set('TIMETABLE_INVALID', null);
    } catch (error) {
      problems.set('TIMETABLE_INVALID', `${(error as Error).message}; lessons are begun as before, or by hand`);
    }
  }

  #askDatabase(): void {
    if (this.#options.isWriting()) return;
    try {
      this.#options.askDatabase();
      this.#options.answered(null);
    } catch (error) {
      this.#options.answered(error as Error);
    }
  }

  #deleteOld(): void {
    const { clock, retention, days, isBusy, deleted, problems } = this.#options;
    if (clock.monotonicMs() < this.#deleteDueMs || isBusy()) return;
    this.#deleteDueMs = clock.monotonicMs() + DELETE_EVERY_MS;
    try {
      deleted(retention.apply({ nowMs: clock.wallMs(), ...days }));
      problems.set('RETENTION', null);
    } catch (error) {
      problems.set('RETENTION', `what is old could not be deleted: ${(error as Error).message}`);
    }
  }
}
