import { addDays, type CalendarDate } from './calendar-date.ts';
import { dayPlan } from './day-plan.ts';
import { type DayLesson, datesOf, type Timetable } from './timetable.ts';
import { momentMs, wallTime } from './wall-time.ts';

/** A lesson on its date; moments are milliseconds since 1970-01-01 UTC, `[startMs, endMs)`. */
export interface CalendarLesson extends DayLesson {
  date: CalendarDate;
  startMs: number;
  endMs: number;
}

/**
 * When lessons are, by a checked timetable. Lessons never overlap, not over a change of the clocks either; see `momentMs`
 * for times that a clock skips or shows twice. A lesson wholly in a skipped hour is none on that date (import refuses
 * it; a time zone may still change its rules later).
 */
export class LessonCalendar {
  readonly #timetable: Timetable;
  readonly #first: CalendarDate;
  readonly #last: CalendarDate;

  constructor(timetable: Timetable) {
    this.#timetable = timetable;
    ({ first: this.#first, last: this.#last } = datesOf(timetable));
  }

  /** The lessons of a date (`YYYY-MM-DD`), ordered by start; none outside the term. */
  lessonsOn(date: CalendarDate): CalendarLesson[] {
    const { timeZone } = this.#timetable;
    return dayPlan(this.#timetable, date)
      .map(({ lesson }) => ({
        ...lesson,
        date,
        startMs: momentMs(date, lesson.start, timeZone),
        endMs: momentMs(date, lesson.end, timeZone),
      }))
      .filter(({ startMs, endMs }) => startMs < endMs);
  }

  /** The lesson going on at a moment. */
  lessonAt(wallMs: number): CalendarLesson | undefined {
    const { date } = wallTime(wallMs, this.#timetable.timeZone);
    // A clock set back over midnight shows a date twice: the lesson may have begun on the date it shows next.
    return [date, addDays(date, 1)]
      .flatMap((each) => this.lessonsOn(each))
      .find(({ startMs, endMs }) => startMs <= wallMs && wallMs < endMs);
  }

  /** The first lesson that starts after a moment; undefined when the timetable has no more. */
  nextLesson(wallMs: number): CalendarLesson | undefined {
    const { date: today } = wallTime(wallMs, this.#timetable.timeZone);
    for (let date = today > this.#first ? today : this.#first; date <= this.#last; date = addDays(date, 1)) {
      const next = this.lessonsOn(date).find(({ startMs }) => startMs > wallMs);
      if (next) return next;
    }
    return undefined;
  }
}
