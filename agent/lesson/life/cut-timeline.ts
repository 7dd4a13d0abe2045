import { type Timeline, talkWithin, within } from '../timeline.ts';

/**
 * The part [startMs, endMs) of a timeline, with `startMs` as its new time 0. How the cameras and the microphone were when it
 * begins is kept as said at 0; of a segment of talk that is cut, the syllables are shared by time.
 */
export function cutTimeline(timeline: Timeline, startMs: number, endMs: number): Timeline {
  const durationMs = endMs - startMs;
  const part = <T extends { atMs: number }>(samples: readonly T[]): T[] =>
    samples
      .filter(({ atMs }) => atMs >= startMs && atMs < endMs)
      .map((sample) => ({ ...sample, atMs: sample.atMs - startMs }));
  const states = <T extends { atMs: number }>(all: readonly T[], of: (state: T) => string | number): T[] => {
    const atStart = new Map(all.filter(({ atMs }) => atMs <= startMs).map((state) => [of(state), state]));
    const later = all.filter(({ atMs }) => atMs > startMs);
    return part([...[...atStart.values()].map((state) => ({ ...state, atMs: startMs })), ...later]);
  };
  const { seats, pauses } = timeline;
  return {
    durationMs,
    talk: talkWithin(timeline.talk, { startMs, endMs }).map((segment) => ({
      ...segment,
      startMs: segment.startMs - startMs,
      endMs: segment.endMs - startMs,
    })),
    students: part(timeline.students),
    teacher: part(timeline.teacher),
    cameras: states(timeline.cameras, ({ camera }) => camera),
    microphones: states(timeline.microphones, ({ channel }) => channel),
    // Seats are places; when they were learned says nothing about the lesson.
    seats: seats && { ...seats, atMs: Math.min(Math.max(seats.atMs - startMs, 0), durationMs) },
    bookmarks: timeline.bookmarks.filter((atMs) => atMs >= startMs && atMs < endMs).map((atMs) => atMs - startMs),
    ...(pauses && {
      pauses: within(pauses, { startMs, endMs }).map((part) => ({
        startMs: part.startMs - startMs,
        endMs: part.endMs - startMs,
      })),
    }),
    environment: within(timeline.environment, { startMs, endMs }).map((part) => ({
      ...part,
      startMs: part.startMs - startMs,
      endMs: part.endMs - startMs,
    })),
  };
}
