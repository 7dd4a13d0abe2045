import type { Talk, TalkSegment } from '../observation.ts';
import { type Span, totalMs, within } from '../timeline.ts';

const MINUTE_MS = 60_000;
/** Less talk in a minute may be a chair, or another voice that was taken for the teacher's. */
const REAL_TALK_MS = 5000;

const everyClass: readonly Talk[] = ['teacher', 'student', 'many', 'none'];
/** Somebody talks. */
export const voices: readonly Talk[] = ['teacher', 'student', 'many'];

/** How long somebody of these classes talks within a span, milliseconds. */
export function talkMs(talk: readonly TalkSegment[], span: Span, classes: readonly Talk[]): number {
  return totalMs(
    within(
      talk.filter((segment) => classes.includes(segment.talk)),
      span,
    ),
  );
}

/** Of how much of a span the microphone can tell, milliseconds. */
export function heardMs(talk: readonly TalkSegment[], span: Span): number {
  return talkMs(talk, span, everyClass);
}

/** Whether somebody of these classes really talks in the minute before a moment. */
export function isTalkBefore(talk: readonly TalkSegment[], atMs: number, classes: readonly Talk[]): boolean {
  return talkMs(talk, { startMs: atMs - MINUTE_MS, endMs: atMs }, classes) >= REAL_TALK_MS;
}

/** Whether somebody of these classes really talks in the minute after a moment. */
export function isTalkAfter(talk: readonly TalkSegment[], atMs: number, classes: readonly Talk[]): boolean {
  return isTalkBefore(talk, atMs + MINUTE_MS, classes);
}
