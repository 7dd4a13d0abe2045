import type { EnvironmentObservation } from './environment.ts';
import { SAMPLE_VALIDITY_MS, type Span, type Timeline, talkWithout } from './timeline.ts';

/**
 * A timeline in which nothing is known of some stretches, as if every sensor had been off: its time is the same. How the
 * cameras and the microphone were stays, for it is not about the class; so does the room's air, but not how loud it was.
 * @param stretches in order and without overlap
 */
export function withoutStretches(timeline: Timeline, stretches: readonly Span[]): Timeline {
  return {
    ...timeline,
    talk: stretches.reduce((talk, hole) => talkWithout(talk, hole), timeline.talk),
    students: samplesWithout(timeline.students, stretches),
    teacher: samplesWithout(timeline.teacher, stretches),
    bookmarks: timeline.bookmarks.filter((atMs) => !stretches.some((hole) => holds(hole, atMs))),
    environment: timeline.environment.map((minute) =>
      stretches.some((hole) => hole.startMs < minute.endMs && hole.endMs > minute.startMs)
        ? withoutNoise(minute)
        : minute,
    ),
  };
}

const withoutNoise = ({ noiseDba, ...rest }: EnvironmentObservation): EnvironmentObservation => rest;

/** The last sample before a stretch must not speak for the beginning of it. */
function samplesWithout<T extends { atMs: number }>(samples: readonly T[], stretches: readonly Span[]): T[] {
  return samples
    .filter(({ atMs }) => !stretches.some((hole) => holds(hole, atMs)))
    .map((sample) => {
      const next = stretches.find(({ startMs }) => startMs > sample.atMs && startMs < sample.atMs + SAMPLE_VALIDITY_MS);
      return next ? { ...sample, untilMs: next.startMs } : sample;
    });
}

const holds = ({ startMs, endMs }: Span, atMs: number): boolean => startMs <= atMs && atMs < endMs;
