import type { LifeRules } from './life-rules.ts';
import type { RoomActivity } from './room-activity.ts';

/** A count called enough stays enough down to this share of it, so that one pupil who bends down changes nothing. */
const STILL_ENOUGH = 0.8;
/** A class called thin, at less than half, is whole again from this share. */
const WHOLE_AGAIN = 0.6;
const MOST_SEATS = 200;

/** Watches an empty room for a lesson to begin. */
export class LessonWatch {
  readonly #rules: LifeRules;
  readonly #activity: RoomActivity;
  #sinceMs: number | null = null;
  /** A lesson that was ended by hand is not begun again: first the room must have been without one. */
  #waitsForEnd = false;
  #withoutSinceMs: number | null = null;

  constructor(rules: LifeRules, activity: RoomActivity) {
    this.#rules = rules;
    this.#activity = activity;
  }

  /** Whether a lesson has begun; to be asked about once a second. */
  hasBegun(nowMs: number): boolean {
    const looksLikeIt = this.#looksLikeLesson(nowMs, this.#sinceMs === null ? 1 : STILL_ENOUGH);
    this.#sinceMs = looksLikeIt ? (this.#sinceMs ?? nowMs) : null;
    this.#withoutSinceMs = looksLikeIt ? null : (this.#withoutSinceMs ?? nowMs);
    if (this.#withoutSinceMs !== null && nowMs - this.#withoutSinceMs >= this.#rules.thinMs) this.#waitsForEnd = false;
    if (this.#sinceMs === null || this.#waitsForEnd) return false;
    // A camera alone takes longer: the microphone may only not have spoken yet.
    const { settleMs, aloneMs } = this.#rules;
    return nowMs - this.#sinceMs >= (this.#activity.hears(nowMs) ? settleMs : aloneMs);
  }

  /** What is going on was ended by hand. */
  waitForEnd(): void {
    this.#waitsForEnd = true;
    this.#withoutSinceMs = null;
  }

  /** Begins anew, after a time in which nobody watched. */
  reset(): void {
    this.#sinceMs = null;
    this.#withoutSinceMs = null;
  }

  /** By what there is: people and voices, or one of them; a camera without a microphone must see the teacher in front. */
  #looksLikeLesson(nowMs: number, share: number): boolean {
    const { beginSeats, beginTalkMs } = this.#rules;
    const seated = this.#activity.seated(nowMs);
    const hears = this.#activity.hears(nowMs);
    if (seated === null && !hears) return false;
    if (seated !== null && seated < beginSeats * share) return false;
    if (hears) return this.#activity.voiceMs() >= beginTalkMs * share && this.#activity.teacherTalks();
    return this.#activity.teacherInFront(nowMs) !== false;
  }
}

/** Tells when a lesson that has no planned end is over. */
export class DetectedLesson {
  readonly #rules: LifeRules;
  readonly #activity: RoomActivity;
  readonly #beganMs: number;
  /** How often each number of seats was taken. */
  readonly #seatCounts = new Uint32Array(MOST_SEATS + 1);
  #looks = 0;
  #thinSinceMs: number | null = null;
  #lastKnownMs: number;

  /** @param beganMs on the monotonic clock */
  constructor(rules: LifeRules, activity: RoomActivity, beganMs: number) {
    this.#rules = rules;
    this.#activity = activity;
    this.#beganMs = beganMs;
    this.#lastKnownMs = beganMs;
  }

  /** To be asked about once a second, also while nothing is sensed: of a room that nobody watches nothing can be told. */
  isOver(nowMs: number): boolean {
    const { thinMs, quietMs } = this.#rules;
    const seated = this.#activity.seated(nowMs);
    const hears = this.#activity.hears(nowMs);
    if (seated !== null || hears) this.#lastKnownMs = nowMs;
    if (nowMs - this.#lastKnownMs >= quietMs) return true;
    if (hears && nowMs - Math.max(this.#activity.lastVoiceMs, this.#beganMs) >= quietMs) return true;
    if (seated === null) this.#thinSinceMs = null;
    else this.#count(seated, nowMs);
    return this.#thinSinceMs !== null && nowMs - this.#thinSinceMs >= thinMs;
  }

  #count(seated: number, nowMs: number): void {
    this.#seatCounts[seated]!++;
    this.#looks++;
    const usual = this.#usualSeats();
    if (seated < usual / 2) this.#thinSinceMs ??= nowMs;
    else if (seated >= usual * WHOLE_AGAIN) this.#thinSinceMs = null;
  }

  #usualSeats(): number {
    let below = 0;
    return this.#seatCounts.findIndex((looks) => {
      below += looks;
      return below * 2 >= this.#looks;
    });
  }
}
