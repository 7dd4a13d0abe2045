import { z } from 'zod';
import { environmentObservationSchema } from './environment.ts';
import type { Lesson } from './lesson.ts';
import { lessonMs, observationSchema } from './observation.ts';

/** What began a lesson: the timetable, people and voices in the room, somebody by hand. */
export const lessonOrigins = ['timetable', 'detection', 'hand'] as const;
export type LessonOrigin = (typeof lessonOrigins)[number];

/** A lesson that is going on: what must be known to go on with it after the agent or the machine was started again. */
export interface OpenLesson {
  lesson: Lesson;
  origin: LessonOrigin;
  /** The timetable's lesson, by date and start (`2026-09-01 08:00`): it is reported once. null without one. */
  slot: string | null;
  /** How long it is planned to be from its time 0 on, milliseconds; null when nothing but its end tells. */
  plannedMs: number | null;
  /** The moment of lesson time 0 on the monotonic clock, and the boot in which that clock counts. */
  zero: { bootId: string; monotonicMs: number };
}

/** A lesson that is going on as it was last written down. */
export interface JournalledLesson extends OpenLesson {
  /** The lesson time up to which it was written down, milliseconds. */
  reachedMs: number;
  /** What the wall clock showed then. */
  lastWallMs: number;
  /** How long it was, when it is over and only its report is missing; null while it goes on. Milliseconds. */
  endedMs: number | null;
  /** Model id → short hash, of the models that took part so far. */
  models: Record<string, string>;
}

/** The teacher's bookmark in the lesson. */
export const bookmarkSchema = z.strictObject({ kind: z.literal('bookmark'), atMs: lessonMs });
export type Bookmark = z.infer<typeof bookmarkSchema>;

/** A stretch of the lesson in which nothing was sensed: people switched sensing off, or the lamp that shows it was missing. */
export const pauseSchema = z.strictObject({ kind: z.literal('pause'), startMs: lessonMs, endMs: lessonMs });
export type Pause = z.infer<typeof pauseSchema>;

/** What is written down of a lesson while it goes on. */
export const lessonEntrySchema = z.discriminatedUnion('kind', [
  observationSchema,
  bookmarkSchema,
  pauseSchema,
  environmentObservationSchema,
]);
export type LessonEntry = z.infer<typeof lessonEntrySchema>;
