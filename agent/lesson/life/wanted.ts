import type { LessonLabels } from '../lesson.ts';
import type { LessonOrigin } from '../open-lesson.ts';
import type { CalendarLesson } from '../timetable/lesson-calendar.ts';

/** A lesson that is to be recorded. */
export interface Recording {
  /** Another one for each lesson, as long as the agent runs. */
  key: string;
  origin: LessonOrigin;
  /** The timetable's lesson, by date and start; null without one, and for a second lesson in the time of a reported one. */
  slot: string | null;
  labels: LessonLabels;
  /** The moment of its time 0 on the monotonic clock. */
  zeroMs: number;
  /** How long it is planned to be from where it begins, milliseconds; null when nothing but its end tells. */
  plannedMs: number | null;
  /** How far into the timetable's lesson it begins, milliseconds; 0 when punctual. */
  alreadyMs: number;
}

/** Why nothing is recorded. */
export type RestReason = 'sensing-off' | 'no-lamp' | 'clock-unknown' | 'no-lesson';

/**
 * What the room is wanted to do at present:
 * - `rest`: nothing is sensed. `holding` is a lesson that is not over and goes on, with a gap, if sensing is switched on in
 *   its time: it is neither fed nor closed until it is no longer held.
 * - `watch`: the sensors run, nothing is kept, and what they tell goes to `observe`;
 * - `record`: the sensors run and what they tell is kept. Another key than before: the lesson before is over.
 */
export type Wanted =
  | { kind: 'rest'; why: RestReason; next?: CalendarLesson; holding?: Recording }
  | { kind: 'watch' }
  | { kind: 'record'; recording: Recording };
