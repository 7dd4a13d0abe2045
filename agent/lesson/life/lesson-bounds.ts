import type { StudentsObservation, Talk } from '../observation.ts';
import type { LessonOrigin } from '../open-lesson.ts';
import { type Held, held, type Span, type Timeline, totalMs, within } from '../timeline.ts';
import { heardMs, isTalkAfter, isTalkBefore, talkMs, voices } from './talk-time.ts';

const MINUTE_MS = 60_000;
/** Fewer are somebody who passes through: a caretaker, two pupils who fetch something. */
const LEAST_PEOPLE = 3;
/** So little of people or talk in a lesson is somebody who passes through. */
const PASSING_MS = MINUTE_MS;
/** A lesson that begins within this of its time is punctual. */
const PUNCTUAL_MS = MINUTE_MS;
/** A class that nobody sees for this long, up to the end, has left; ... */
const LEFT_MS = 3 * MINUTE_MS;
/** ... where no camera tells, one that nobody hears for this long. Shorter silence may be work at the desks. */
const SILENT_MS = 10 * MINUTE_MS;
/** So many looks in a row must see the class come. */
const LOOKS_TO_BELIEVE = 3;

export interface BoundsRules {
  /** From the recording's beginning, milliseconds; null when nothing but its end tells. */
  plannedMs: number | null;
  lateMs: number;
  overMs: number;
  origin: LessonOrigin;
}

/**
 * What of a recorded stretch is the lesson, in its time; null when there was none, so that there is nothing to report.
 *
 * - There was none if a sensor that can tell says so: nobody was seen by the student camera, or, in a room without one,
 *   nobody was heard or seen in front. A sensor that was sick, or none at all, is no such witness: a lesson that nothing was
 *   seen of is reported as that.
 * - A class that comes late begins when it is there or the teacher talks, at most `lateMs` late. One begun by hand begins
 *   when the hand says.
 * - Time beyond the plan lasts until the last teaching in it, at most `overMs`. A class that left early, seen by a camera
 *   or by a long silence, ends when it left; a detected lesson when there was last a class or teaching.
 * - A bookmark is part of the lesson: where somebody set one there was something.
 */
export function lessonBounds(timeline: Timeline, rules: BoundsRules): Span | null {
  if (isEmpty(timeline)) return null;
  const { durationMs, bookmarks } = timeline;
  const { plannedMs, lateMs, overMs, origin } = rules;
  const longestMs = Math.min(durationMs, (plannedMs ?? durationMs) + overMs);
  const plannedEndMs = Math.min(plannedMs ?? durationMs, longestMs);
  const begunMs = origin === 'hand' ? 0 : begin(timeline, Math.min(lateMs, plannedEndMs));
  const overEndMs = lastTeachingMs(timeline, { startMs: plannedEndMs, endMs: longestMs });
  const endMs = Math.max(leavingMs(timeline, { startMs: begunMs, endMs: overEndMs }, origin), begunMs);
  const marks = bookmarks.filter((atMs) => atMs < longestMs);
  const bounds = {
    startMs: Math.min(begunMs, marks[0] ?? begunMs),
    endMs: Math.min(Math.max(endMs, (marks.at(-1) ?? -1) + 1), longestMs),
  };
  return bounds.startMs < bounds.endMs ? bounds : null;
}

function isEmpty(timeline: Timeline): boolean {
  const { durationMs, talk, students, teacher, cameras, microphones, bookmarks } = timeline;
  const whole = { startMs: 0, endMs: durationMs };
  const looks = held(students, durationMs);
  if (bookmarks.length > 0 || talkMs(talk, whole, voices) >= PASSING_MS || peopleMs(looks) >= PASSING_MS) return false;
  const isMost = (ms: number) => ms > 0 && ms >= durationMs / 2;
  if (looks.length > 0 || cameras.some(({ camera }) => camera === 'student')) return isMost(totalMs(looks));
  const teacherLooks = held(teacher, durationMs).filter(({ sample }) => sample.present !== null);
  if (totalMs(teacherLooks.filter(({ sample }) => sample.present)) >= PASSING_MS) return false;
  if (talk.length > 0 || microphones.length > 0) return isMost(heardMs(talk, whole));
  return isMost(totalMs(teacherLooks));
}

const peopleMs = (looks: readonly Held<StudentsObservation>[]) =>
  totalMs(looks.filter(({ sample }) => sample.occupied >= LEAST_PEOPLE));

/** When the class has come or the teacher talks, at most `lateMs`; 0 when nothing ever tells. */
function begin(timeline: Timeline, lateMs: number): number {
  const { talk, students, durationMs } = timeline;
  const early = { startMs: 0, endMs: lateMs };
  const signs = [firstTalkMs(talk, ['teacher'])];
  if (isMostOf(totalMs(within(held(students, durationMs), early)), early)) signs.push(classComesMs(students));
  else signs.push(isMostOf(heardMs(talk, early), early) ? firstTalkMs(talk, voices) : 0);
  const firstMs = Math.min(...signs.filter((atMs) => atMs !== undefined));
  const begunMs = firstMs === Number.POSITIVE_INFINITY ? 0 : Math.min(firstMs, lateMs);
  return begunMs < PUNCTUAL_MS ? 0 : begunMs;
}

/** When first some looks in a row see half of the class. */
function classComesMs(students: readonly StudentsObservation[]): number | undefined {
  const classSize = usualClass(students);
  const isThere = (_: StudentsObservation, index: number) =>
    students.slice(index, index + LOOKS_TO_BELIEVE).every(({ occupied }) => occupied >= classSize);
  return students.find(isThere)?.atMs;
}

/** Half of the class as it usually is, and never as few as pass through. */
function usualClass(students: readonly StudentsObservation[]): number {
  const counts = students.map(({ occupied }) => occupied).sort((a, b) => a - b);
  return Math.max(LEAST_PEOPLE, (counts[counts.length >> 1] ?? 0) / 2);
}

/** When first somebody of these classes talks who goes on talking. */
function firstTalkMs(talk: Timeline['talk'], classes: readonly Talk[]): number | undefined {
  return talk.find(({ startMs, talk: who }) => classes.includes(who) && isTalkAfter(talk, startMs, classes))?.startMs;
}

/** The last moment of teaching within a span; its beginning when there is none or nothing tells. */
function lastTeachingMs({ talk, teacher, durationMs }: Timeline, span: Span): number {
  if (span.endMs <= span.startMs) return span.startMs;
  if (isMostOf(heardMs(talk, span), span)) {
    const spoken = within(talk, span).findLast(
      ({ talk: who, endMs }) => who === 'teacher' && isTalkBefore(talk, endMs, ['teacher']),
    );
    return spoken?.endMs ?? span.startMs;
  }
  const inFront = within(held(teacher, durationMs), span).findLast(
    ({ sample }) => sample.present && (sample.zone === 'podium' || sample.zone === 'board'),
  );
  return inFront?.endMs ?? span.startMs;
}

/** When the class left within a span; its end when it stayed or nothing tells. */
function leavingMs(timeline: Timeline, span: Span, origin: LessonOrigin): number {
  const { talk, students, cameras, durationMs } = timeline;
  const detected = origin === 'detection';
  const signs: readonly Talk[] = detected ? ['teacher'] : voices;
  const looks = within(held(students, durationMs), span);
  const people = looks.findLast(({ sample }) => sample.occupied >= (detected ? usualClass(students) : LEAST_PEOPLE));
  const tail = { startMs: people?.endMs ?? span.startMs, endMs: span.endMs };
  if (isMostOf(totalMs(within(looks, tail)), tail)) {
    const hasLeft = tail.endMs - tail.startMs >= LEFT_MS && talkMs(talk, tail, signs) < PASSING_MS;
    return hasLeft ? tail.startMs : span.endMs;
  }
  // Silence tells less than an empty room: where there is a camera, even a sick one, the class may be at work.
  if (students.length > 0 || cameras.some(({ camera }) => camera === 'student')) return span.endMs;
  const voice = within(talk, span).findLast(({ talk: who }) => signs.includes(who));
  const present = within(held(timeline.teacher, durationMs), span).findLast(({ sample }) => sample.present);
  const lastMs = Math.max(voice?.endMs ?? span.startMs, present?.endMs ?? span.startMs);
  const silence = { startMs: lastMs, endMs: span.endMs };
  const isSilent = silence.endMs - silence.startMs >= SILENT_MS && isMostOf(heardMs(talk, silence), silence);
  return isSilent ? silence.startMs : span.endMs;
}

const isMostOf = (ms: number, { startMs, endMs }: Span) => ms > 0 && ms >= (endMs - startMs) / 2;
