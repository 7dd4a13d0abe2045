import type { Wanted } from '../lesson/life/wanted.ts';
import type { RoomState } from '../lesson/room-state.ts';
import type { LiveLesson } from './live-lesson.ts';

/** What is to be seen of a room, beside its lesson and what comes next. */
export type Seen = Pick<RoomState, 'sensing' | 'activity' | 'sources' | 'problems'> & {
  isSensed: boolean;
  isPreviewed: boolean;
};

/** A room as it is now, for the screen, the metrics and the hub. @param lesson the one that is recorded or held */
export function roomView(
  { isSensed, isPreviewed, ...seen }: Seen,
  lesson: LiveLesson | undefined,
  wanted: Wanted,
): RoomState {
  const next = wanted.kind === 'rest' ? wanted.next : undefined;
  return {
    ...seen,
    ...(lesson && { lesson: lessonOf(lesson) }),
    ...(next && { next: { startMs: next.startMs, endMs: next.endMs, labels: next } }),
    ...(wanted.kind === 'rest' && { why: wanted.why }),
    ...(isSensed && { sensed: true as const }),
    ...(isPreviewed && { preview: true as const }),
  };
}

function lessonOf({ open: { lesson, origin, plannedMs }, elapsedMs }: LiveLesson): NonNullable<RoomState['lesson']> {
  const { id, labels, startedAtMs } = lesson;
  return { id, origin, labels, startedAtMs, elapsedMs: Math.max(0, elapsedMs), plannedMs };
}
