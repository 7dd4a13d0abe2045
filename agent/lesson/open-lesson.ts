import type { Lesson } from './lesson.ts';
import type { Observation } from './observation.ts';

/** What began a lesson: the timetable, people and voices in the room, somebody by hand. */
export const lessonOrigins = ['timetable', 'detection', 'hand'] as const;
export type LessonOrigin = (typeof lessonOrigins)[number];

/** A lesson that is going on: what must be known to go on with it after the agent or the machine was started again. */
export interface OpenLesson {
  lesson: Lesson;
  origin: LessonOrigin;
  /** The timetable's lesson, by date and start (`2026-09-01 08:00`): it is reported once. null without one. */
  slot: string | null;
  /** How long it is planned to be, milliseconds; null when nothing but its end tells. */
  plannedMs: number | null;
  /** The moment of lesson time 0 on the monotonic clock, and the boot in which that clock counts. */
  zero: { bootId: string; monotonicMs: number };
}

/** The teacher's bookmark in the lesson. */
export interface Bookmark {
  kind: 'bookmark';
  /** Lesson time, milliseconds. */
  atMs: number;
}

/** What is written down of a lesson while it goes on. */
export type LessonEntry = Observation | Bookmark;
