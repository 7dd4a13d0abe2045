import type { CalendarLesson, LessonCalendar } from '../timetable/lesson-calendar.ts';

/** What the timetable is asked. */
export type Calendar = Pick<LessonCalendar, 'lessonAt' | 'nextLesson'>;

export interface CalendarView {
  /** The lesson going on. */
  lesson: CalendarLesson | undefined;
  /** The first one that starts later. */
  next: CalendarLesson | undefined;
}

/** Remembers what the timetable said until it would say something else: over the holidays each answer is a long search. */
export class CalendarWindow {
  readonly #calendar: Calendar;
  #view: CalendarView = { lesson: undefined, next: undefined };
  #fromMs = 0;
  #untilMs = 0;

  constructor(calendar: Calendar) {
    this.#calendar = calendar;
  }

  at(wallMs: number): CalendarView {
    if (wallMs < this.#fromMs || wallMs >= this.#untilMs) {
      const lesson = this.#calendar.lessonAt(wallMs);
      const next = this.#calendar.nextLesson(wallMs);
      this.#view = { lesson, next };
      this.#fromMs = wallMs;
      this.#untilMs = lesson?.endMs ?? next?.startMs ?? Number.POSITIVE_INFINITY;
    }
    return this.#view;
  }
}

/** How a lesson of the timetable is named: `2026-09-01 08:00`. */
export const slotOf = ({ date, start }: CalendarLesson): string => `${date} ${start}`;
