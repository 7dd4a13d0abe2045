import type { Observation, TalkObservation, TalkSegment, TeacherObservation } from '../observation.ts';
import { talkWithout } from '../timeline.ts';
import { heardMs, isTalkBefore, talkMs, voices } from './talk-time.ts';

const MINUTE_MS = 60_000;
/** The microphone tells of a lesson about once a minute; when it has said nothing for this long, it is missing. */
const MICROPHONE_MISSING_MS = 3 * MINUTE_MS;
/** A camera looks every second or two. */
const CAMERA_MISSING_MS = 30_000;
/** Seats are counted over this long: heads are lost in single pictures. */
const SEATS_MS = 15_000;

/**
 * What goes on in the room at present. Everything is timed by when it arrives, on the monotonic clock: the sensors' own time
 * begins anew with each lesson, and the latest they tell of is a few seconds old at most.
 */
export class RoomActivity {
  /** On the monotonic clock, not further back than a minute. */
  #talk: TalkSegment[] = [];
  #heardToMs = Number.NEGATIVE_INFINITY;
  #lastVoiceMs = Number.NEGATIVE_INFINITY;
  #looks: { atMs: number; occupied: number }[] = [];
  #teacherLookMs = Number.NEGATIVE_INFINITY;
  #inFrontMs = Number.NEGATIVE_INFINITY;

  /** @param nowMs on the monotonic clock */
  observe(observation: Observation, nowMs: number): void {
    if (observation.kind === 'talk') this.#hear(observation, nowMs);
    if (observation.kind === 'teacher') this.#lookForTeacher(observation, nowMs);
    if (observation.kind === 'students') {
      this.#looks = this.#looks.filter(({ atMs }) => atMs > nowMs - SEATS_MS);
      this.#looks.push({ atMs: nowMs, occupied: observation.occupied });
    }
  }

  /** Whether the microphone can tell of at least half of the last minute it spoke of. */
  hears(nowMs: number): boolean {
    return nowMs - this.#heardToMs <= MICROPHONE_MISSING_MS && heardMs(this.#talk, this.#minute()) >= MINUTE_MS / 2;
  }

  /** How long anybody talked in the last minute the microphone spoke of, milliseconds. */
  voiceMs(): number {
    return talkMs(this.#talk, this.#minute(), voices);
  }

  teacherTalks(): boolean {
    return isTalkBefore(this.#talk, this.#heardToMs, ['teacher']);
  }

  /** When anybody was last heard, on the monotonic clock; -Infinity for never. */
  get lastVoiceMs(): number {
    return this.#lastVoiceMs;
  }

  /** Taken seats, the median of some seconds; null when no camera tells. */
  seated(nowMs: number): number | null {
    const last = this.#looks.at(-1);
    if (!last || nowMs - last.atMs > CAMERA_MISSING_MS) return null;
    const counts = this.#looks.map(({ occupied }) => occupied).sort((a, b) => a - b);
    return counts[counts.length >> 1]!;
  }

  /** Whether the teacher was at the podium or the board in the last minute; null when no camera tells. */
  teacherInFront(nowMs: number): boolean | null {
    if (nowMs - this.#teacherLookMs > CAMERA_MISSING_MS) return null;
    return nowMs - this.#inFrontMs <= MINUTE_MS;
  }

  /**
   * Whether there is teaching. A break with children in the room is loud, but the teacher does not talk in it; without a
   * microphone a teacher in front is taken for teaching, and when nothing tells, there is none.
   */
  isTeaching(nowMs: number): boolean {
    return this.hears(nowMs) ? this.teacherTalks() : this.teacherInFront(nowMs) === true;
  }

  #minute() {
    return { startMs: this.#heardToMs - MINUTE_MS, endMs: this.#heardToMs };
  }

  #hear({ fromMs, toMs, segments }: TalkObservation, nowMs: number): void {
    const shiftMs = nowMs - toMs;
    const oldestMs = nowMs - MINUTE_MS;
    const told = segments
      .map((segment) => ({ ...segment, startMs: segment.startMs + shiftMs, endMs: segment.endMs + shiftMs }))
      .filter(({ endMs }) => endMs > oldestMs);
    const before = talkWithout(this.#talk, { startMs: fromMs + shiftMs, endMs: nowMs });
    this.#talk = [...before.filter(({ endMs }) => endMs > oldestMs), ...told];
    this.#heardToMs = nowMs;
    const lastVoice = told.findLast(({ talk }) => voices.includes(talk));
    this.#lastVoiceMs = Math.max(this.#lastVoiceMs, lastVoice?.endMs ?? this.#lastVoiceMs);
  }

  #lookForTeacher({ present, zone }: TeacherObservation, nowMs: number): void {
    if (present !== false && zone === null) return;
    this.#teacherLookMs = nowMs;
    if (present === true && (zone === 'podium' || zone === 'board')) this.#inFrontMs = nowMs;
  }
}
