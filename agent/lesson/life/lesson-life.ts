import type { Clock } from '../clock.ts';
import { known } from '../known.ts';
import type { LessonLabels } from '../lesson.ts';
import type { Observation } from '../observation.ts';
import type { LessonOrigin, OpenLesson } from '../open-lesson.ts';
import type { CalendarLesson } from '../timetable/lesson-calendar.ts';
import { type Calendar, CalendarWindow, slotOf } from './calendar-window.ts';
import { isClockBelievable } from './clock-belief.ts';
import { DetectedLesson, LessonWatch } from './lesson-detection.ts';
import { SensingOffError } from './life-error.ts';
import type { LifeRules } from './life-rules.ts';
import { RoomActivity } from './room-activity.ts';
import type { Recording, RestReason, Wanted } from './wanted.ts';

export interface LessonLifeOptions {
  clock: Clock;
  /** null without a timetable. */
  calendar: Calendar | null;
  rules: LifeRules;
  /** Whether a report of this lesson of the timetable is kept. */
  isReported(slot: string): boolean;
  /** The newest wall time that was written down when the agent started; undefined in a new room. */
  newestWallMs: number | undefined;
  /** Whether the system says that a time server keeps the clock. */
  isSynchronised(): boolean;
  /** `HH:MM`, as the school's clock shows it. */
  localTime(wallMs: number): string;
}

/** The lesson that is going on; moments are on the monotonic clock. */
interface Going {
  recording: Recording;
  plannedEndMs: number | null;
  /** It is over then, whatever goes on. */
  lastEndMs: number;
  /** How a lesson ends that was detected. */
  detected: DetectedLesson | null;
}

/**
 * Knows when it is lesson time. It is asked what is wanted about once a second and after every command, and answers by how
 * things are, not by what has changed: an answer that was missed is given again.
 *
 * The wall clock tells only when a lesson of the timetable begins. Its end is reckoned from there on the monotonic clock, so
 * a wall clock that is set in the middle neither cuts a lesson short nor draws it out. A lesson runs over its end while
 * there is teaching, but not into the next one.
 */
export class LessonLife {
  readonly #options: LessonLifeOptions;
  readonly #activity = new RoomActivity();
  readonly #watch: LessonWatch;
  /** Lessons that are over and whose report is being made, with their slots. */
  readonly #closing = new Map<string, string | null>();
  #calendar: CalendarWindow | null;
  /** Why nothing may be sensed. */
  #refusal: 'sensing-off' | 'no-lamp' | null = null;
  #going: Going | null = null;
  /** Ended by hand: the rest of it is not recorded. */
  #endedByHand: string | null = null;
  #lessons = 0;

  constructor(options: LessonLifeOptions) {
    this.#options = options;
    this.#calendar = options.calendar && new CalendarWindow(options.calendar);
    this.#watch = new LessonWatch(options.rules, this.#activity);
  }

  /** What is wanted now. */
  step(): Wanted {
    const nowMs = this.#options.clock.monotonicMs();
    const wallMs = this.#believedWallMs();
    if (this.#going && this.#isOver(this.#going, nowMs, wallMs)) this.#end();
    if (this.#refusal !== null) {
      this.#watch.reset();
      return this.#rest(this.#refusal, wallMs);
    }
    if (!this.#going) this.#beginWhatIsDue(nowMs, wallMs);
    if (this.#going) return { kind: 'record', recording: this.#going.recording };
    if (this.#isWatchTime(wallMs)) return { kind: 'watch' };
    return this.#rest(wallMs === null && this.#needsWallClock() ? 'clock-unknown' : 'no-lesson', wallMs);
  }

  /** Takes in what a sensor tells at present, while watching and while recording. */
  observe(observation: Observation): void {
    this.#activity.observe(observation, this.#options.clock.monotonicMs());
  }

  /**
   * Begins a lesson by hand; while one is going on nothing changes. In the time of a lesson of the timetable, or shortly
   * before it, it is that lesson; else it lasts until it is ended by hand, the next of the timetable begins, or its time
   * runs out.
   * @param labels add to those of the timetable, or take their place
   * @throws SensingOffError
   */
  startByHand(labels: LessonLabels = {}): void {
    if (this.#refusal !== null) throw new SensingOffError(this.#refusal);
    if (this.#going) return;
    const wallMs = this.#believedWallMs();
    const lesson = wallMs === null ? undefined : this.#lessonAtHand(wallMs);
    if (wallMs !== null && lesson) this.#beginLesson('hand', lesson, wallMs, labels);
    else this.#begin('hand', labels);
  }

  /** Ends the lesson that is going on or held; what is left of it in the timetable is not recorded. */
  endByHand(): void {
    if (!this.#going) return;
    const { slot } = this.#going.recording;
    if (slot !== null) this.#endedByHand = slot;
    this.#watch.waitForEnd();
    this.#end();
  }

  /** Switches sensing off, at once and for as long as it takes, or on again. @param why it is off: people's switch, or a lamp that is missing */
  setSensing(on: boolean, why: 'sensing-off' | 'no-lamp' = 'sensing-off'): void {
    this.#refusal = on ? null : why;
  }

  /** Goes by another timetable from now on; a lesson that is going on keeps its end. */
  useCalendar(calendar: Calendar | null): void {
    this.#calendar = calendar && new CalendarWindow(calendar);
  }

  /**
   * The owner is done with a lesson: its report is kept, or there was nothing to report. Until then its time is not recorded
   * again. Of a lesson that is still going on: it cannot be recorded any further.
   */
  ended(key: string): void {
    if (this.#going?.recording.key === key) this.#end();
    this.#closing.delete(key);
  }

  /**
   * Goes on with a lesson that an earlier run of the agent began.
   * @param open its `zero.monotonicMs` must be a reading of this clock
   */
  resume({ lesson, origin, slot, plannedMs, zero }: OpenLesson): Recording {
    const going = { origin, slot, labels: lesson.labels, zeroMs: zero.monotonicMs, plannedMs, alreadyMs: 0 };
    return this.#go(going, this.#believedWallMs());
  }

  #isOver({ recording, plannedEndMs, lastEndMs, detected }: Going, nowMs: number, wallMs: number | null): boolean {
    // Always asked: it counts how long the room has been empty.
    if (detected?.isOver(nowMs)) return true;
    if (nowMs >= lastEndMs) return true;
    if (plannedEndMs === null) return this.#due(wallMs, recording.slot) !== undefined;
    if (nowMs < plannedEndMs) return false;
    return (
      this.#refusal !== null || this.#due(wallMs, recording.slot) !== undefined || !this.#activity.isTeaching(nowMs)
    );
  }

  #end(): void {
    const { key, slot } = this.#going!.recording;
    this.#closing.set(key, slot);
    this.#going = null;
    this.#watch.reset();
  }

  #beginWhatIsDue(nowMs: number, wallMs: number | null): void {
    const due = this.#due(wallMs, null);
    if (wallMs !== null && due) this.#beginLesson('timetable', due, wallMs, {});
    else if (this.#isWatchTime(wallMs) && this.#watch.hasBegun(nowMs)) this.#begin('detection', {});
  }

  #beginLesson(origin: LessonOrigin, lesson: CalendarLesson, wallMs: number, labels: LessonLabels): void {
    const recording = {
      origin,
      slot: this.#isTaken(slotOf(lesson)) ? null : slotOf(lesson),
      labels: { ...labelsOf(lesson), ...labels },
      zeroMs: this.#options.clock.monotonicMs(),
      plannedMs: lesson.endMs - wallMs,
      alreadyMs: Math.max(0, wallMs - lesson.startMs),
    };
    this.#go(recording, wallMs);
  }

  #begin(origin: LessonOrigin, labels: LessonLabels): void {
    const zeroMs = this.#options.clock.monotonicMs();
    this.#go({ origin, slot: null, labels, zeroMs, plannedMs: null, alreadyMs: 0 }, null);
  }

  #go(begun: Omit<Recording, 'key'>, wallMs: number | null): Recording {
    const { rules, clock } = this.#options;
    const { plannedMs, origin, zeroMs } = begun;
    this.#lessons++;
    const recording = { ...begun, key: `${origin} ${this.#lessons}` };
    if (plannedMs === null) {
      const lastEndMs = zeroMs + (origin === 'hand' ? rules.handMs : rules.longestMs);
      const isDetected = origin === 'detection';
      const detected = isDetected ? new DetectedLesson(rules, this.#activity, clock.monotonicMs()) : null;
      this.#going = { recording, plannedEndMs: null, lastEndMs, detected };
    } else {
      const plannedEndMs = zeroMs + plannedMs;
      const lastEndMs = Math.min(plannedEndMs + rules.overMs, this.#startAfterMs(plannedEndMs, wallMs));
      this.#going = { recording, plannedEndMs, lastEndMs, detected: null };
    }
    return recording;
  }

  /** When the first lesson begins that starts at a planned end or later; on the monotonic clock, Infinity for never. */
  #startAfterMs(plannedEndMs: number, wallMs: number | null): number {
    if (wallMs === null) return Number.POSITIVE_INFINITY;
    const aheadMs = wallMs - this.#options.clock.monotonicMs();
    // The lesson that begins in the very moment counts; a reading may be a fraction off.
    const next = this.#calendar?.at(Math.round(plannedEndMs + aheadMs) - 1).next;
    return next ? next.startMs - aheadMs : Number.POSITIVE_INFINITY;
  }

  /** The lesson of the timetable that is on, unless it is the one going on, or was recorded or ended by hand. */
  #due(wallMs: number | null, going: string | null): CalendarLesson | undefined {
    const lesson = wallMs === null ? undefined : this.#calendar?.at(wallMs).lesson;
    return lesson && slotOf(lesson) !== going && !this.#isTaken(slotOf(lesson)) ? lesson : undefined;
  }

  /** The lesson of the timetable that is on or about to begin. */
  #lessonAtHand(wallMs: number): CalendarLesson | undefined {
    const view = this.#calendar?.at(wallMs);
    const soon = view?.next && view.next.startMs - wallMs <= this.#options.rules.earlyMs ? view.next : undefined;
    return view?.lesson ?? soon;
  }

  /** Whether a lesson of the timetable has had its recording. */
  #isTaken(slot: string): boolean {
    return slot === this.#endedByHand || [...this.#closing.values()].includes(slot) || this.#options.isReported(slot);
  }

  #isWatchTime(wallMs: number | null): boolean {
    const { rules, localTime } = this.#options;
    if (this.#calendar || !rules.detection) return false;
    if (rules.watchHours === null) return true;
    // Whom to watch at night is not a thing to guess.
    if (wallMs === null) return false;
    const time = localTime(wallMs);
    return rules.watchHours.from <= time && time < rules.watchHours.to;
  }

  #needsWallClock(): boolean {
    return this.#calendar !== null || this.#options.rules.detection;
  }

  #rest(why: RestReason, wallMs: number | null): Wanted {
    const next = wallMs === null ? undefined : this.#calendar?.at(wallMs).next;
    return { kind: 'rest', why, ...(next && { next }), ...(this.#going && { holding: this.#going.recording }) };
  }

  /** What the wall clock shows; null while it is not to be believed. */
  #believedWallMs(): number | null {
    const { clock, rules, newestWallMs, isSynchronised } = this.#options;
    const wallMs = clock.wallMs();
    const knowledge = { firstPossibleMs: rules.firstPossibleMs, newestWallMs, synchronised: isSynchronised() };
    return isClockBelievable(wallMs, knowledge) ? wallMs : null;
  }
}

function labelsOf({ className, subject, period, teacherId, pairId, role }: CalendarLesson): LessonLabels {
  return known({ className, subject, period, teacherId, pairId, role });
}
