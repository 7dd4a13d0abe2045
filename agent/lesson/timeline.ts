import type { EnvironmentObservation } from './environment.ts';
import type {
  CameraObservation,
  MicrophoneObservation,
  SeatsObservation,
  StudentsObservation,
  TalkObservation,
  TalkSegment,
  TeacherObservation,
} from './observation.ts';
import type { LessonEntry } from './open-lesson.ts';
import { oneTeacherTrack } from './teacher-views.ts';

/** A camera sample speaks for the time until the next one, but never for longer than this. */
export const SAMPLE_VALIDITY_MS = 10_000;

/** A stretch of lesson time, [startMs, endMs). */
export interface Span {
  startMs: number;
  endMs: number;
}

/** A look at the room; one before a stretch that was taken out of the lesson speaks for no longer than `untilMs`. */
export type Sample<T> = T & { untilMs?: number };

/** A sample and the stretch it speaks for. */
export type Held<T> = Span & { sample: T };

/** A finished lesson as plain data: the input of every indicator. */
export interface Timeline {
  durationMs: number;
  /** In order, without overlap; stretches not covered had no valid audio. */
  talk: TalkSegment[];
  /** In order of `atMs`. */
  students: Sample<StudentsObservation>[];
  teacher: Sample<TeacherObservation>[];
  /** How each camera was, from each moment on. */
  cameras: CameraObservation[];
  /** How each channel of the microphone was, from each moment on. */
  microphones: MicrophoneObservation[];
  /** The seats last known; null when no student camera told of any. */
  seats: SeatsObservation | null;
  /** Moments that the teacher marked, in order, each once. */
  bookmarks: number[];
  /** The room's air and light by the minute, in order, without overlap. */
  environment: EnvironmentObservation[];
  /** Stretches in which sensing was off, in order; absent where it never was. */
  pauses?: Span[];
}

/** Gathers observations and bookmarks in whatever order they come. */
export class TimelineBuilder {
  #talk: TalkSegment[] = [];
  #students: StudentsObservation[] = [];
  #teacher: TeacherObservation[] = [];
  #cameras: CameraObservation[] = [];
  #microphones: MicrophoneObservation[] = [];
  #seats: SeatsObservation | null = null;
  readonly #bookmarks = new Set<number>();
  #environment: EnvironmentObservation[] = [];
  #pauses: Span[] = [];

  add(entry: LessonEntry): void {
    switch (entry.kind) {
      case 'talk':
        this.#talk = replaceTalk(this.#talk, entry);
        break;
      case 'students':
        insertByTime(this.#students, entry);
        break;
      case 'teacher':
        insertByTime(this.#teacher, entry, ({ camera }) => camera === entry.camera);
        break;
      case 'camera':
        insertByTime(this.#cameras, entry, ({ camera }) => camera === entry.camera);
        break;
      case 'microphone':
        insertByTime(this.#microphones, entry, ({ channel }) => channel === entry.channel);
        break;
      case 'seats':
        if (entry.atMs >= (this.#seats?.atMs ?? 0)) this.#seats = entry;
        break;
      case 'bookmark':
        this.#bookmarks.add(entry.atMs);
        break;
      case 'pause':
        this.#pauses.push({ startMs: entry.startMs, endMs: entry.endMs });
        break;
      case 'environment':
        this.#environment = replaceEnvironment(this.#environment, entry);
        break;
    }
  }

  /** The timeline of [0, durationMs); what lies beyond is cut off. */
  build(durationMs: number): Timeline {
    const pauses = within(
      this.#pauses.toSorted((a, b) => a.startMs - b.startMs),
      { startMs: 0, endMs: durationMs },
    );
    const sensed = <T extends { atMs: number }>(samples: readonly T[]) =>
      samples.filter((sample) => sample.atMs < durationMs).map((sample) => untilPause(sample, pauses));
    return {
      durationMs,
      talk: this.#talk
        .filter((segment) => segment.startMs < durationMs)
        .map((segment) => ({ ...segment, endMs: Math.min(segment.endMs, durationMs) })),
      students: sensed(this.#students),
      teacher: sensed(oneTeacherTrack(this.#teacher)),
      cameras: this.#cameras.filter((sample) => sample.atMs < durationMs),
      microphones: this.#microphones.filter((sample) => sample.atMs < durationMs),
      seats: this.#seats,
      bookmarks: [...this.#bookmarks].filter((atMs) => atMs < durationMs).sort((a, b) => a - b),
      environment: within(this.#environment, { startMs: 0, endMs: durationMs }),
      ...(pauses.length > 0 && { pauses }),
    };
  }
}

/** Each sample with the stretch it is valid for: until the next sample, or 10 s, whichever is sooner. */
export function held<T extends { atMs: number; untilMs?: number }>(
  samples: readonly T[],
  durationMs: number,
): Held<T>[] {
  return samples.map((sample, index) => ({
    startMs: sample.atMs,
    endMs: Math.min(
      samples[index + 1]?.atMs ?? durationMs,
      sample.atMs + SAMPLE_VALIDITY_MS,
      sample.untilMs ?? durationMs,
      durationMs,
    ),
    sample,
  }));
}

/** Total length of spans that do not overlap, milliseconds. */
export function totalMs(spans: readonly Span[]): number {
  return spans.reduce((sum, span) => sum + (span.endMs - span.startMs), 0);
}

/** What is left of spans outside a hole, in their order; one that reaches around the hole becomes two. */
export function without<S extends Span>(spans: readonly S[], hole: Span): S[] {
  return spans
    .flatMap((whole) => [
      { ...whole, endMs: Math.min(whole.endMs, hole.startMs) },
      { ...whole, startMs: Math.max(whole.startMs, hole.endMs) },
    ])
    .filter(({ startMs, endMs }) => endMs > startMs);
}

/** What lies of spans within another, in their order and cut to it. */
export function within<S extends Span>(spans: readonly S[], { startMs, endMs }: Span): S[] {
  return spans
    .map((whole) => ({ ...whole, startMs: Math.max(whole.startMs, startMs), endMs: Math.min(whole.endMs, endMs) }))
    .filter((part) => part.endMs > part.startMs);
}

/** As without; a part of a segment has its part of the syllables. */
export function talkWithout(talk: readonly TalkSegment[], hole: Span): TalkSegment[] {
  return talk.flatMap((whole) => without([whole], hole).map((part) => withSyllables(part, whole)));
}

/** As within; a part of a segment has its part of the syllables. */
export function talkWithin(talk: readonly TalkSegment[], span: Span): TalkSegment[] {
  return talk.flatMap((whole) => within([whole], span).map((part) => withSyllables(part, whole)));
}

function withSyllables(part: TalkSegment, whole: TalkSegment): TalkSegment {
  const share = (part.endMs - part.startMs) / (whole.endMs - whole.startMs);
  return { ...part, syllables: Math.round(whole.syllables * share) };
}

function replaceTalk(talk: readonly TalkSegment[], { fromMs, toMs, segments }: TalkObservation): TalkSegment[] {
  return [...talkWithout(talk, { startMs: fromMs, endMs: toMs }), ...segments].sort((a, b) => a.startMs - b.startMs);
}

/** The last look before sensing was switched off does not speak on. */
function untilPause<T extends { atMs: number }>(sample: T, pauses: readonly Span[]): Sample<T> {
  const pause = pauses.find(({ startMs }) => startMs > sample.atMs && startMs < sample.atMs + SAMPLE_VALIDITY_MS);
  return pause ? { ...sample, untilMs: pause.startMs } : sample;
}

/** The newer word on a stretch counts: after a restart its minute may be told again. */
function replaceEnvironment(
  known: readonly EnvironmentObservation[],
  entry: EnvironmentObservation,
): EnvironmentObservation[] {
  return [...without(known, entry), entry].sort((a, b) => a.startMs - b.startMs);
}

/** Puts a sample in its place; it replaces one of the same moment that `isOfSame` thing. */
function insertByTime<T extends { atMs: number }>(samples: T[], sample: T, isOfSame = (_: T) => true): void {
  const same = samples.findLastIndex((other) => other.atMs === sample.atMs && isOfSame(other));
  if (same >= 0) {
    samples[same] = sample;
    return;
  }
  let at = samples.length;
  while (at > 0 && samples[at - 1]!.atMs > sample.atMs) at--;
  samples.splice(at, 0, sample);
}
