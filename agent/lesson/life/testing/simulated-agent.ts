import type { Clock } from '../../clock.ts';
import type { Observation } from '../../observation.ts';
import type { JournalledLesson } from '../../open-lesson.ts';
import type { Span } from '../../timeline.ts';
import type { Calendar } from '../calendar-window.ts';
import { isClockBelievable } from '../clock-belief.ts';
import { LessonLife } from '../lesson-life.ts';
import type { LifeRules } from '../life-rules.ts';
import { type Resumption, resumption } from '../resumption.ts';
import type { Recording } from '../wanted.ts';

/** For tests: the agent around a LessonLife, with a journal that outlives it, in a world whose true time is known. */

/** A lesson as it was recorded; times are true, the parts between kills. */
export interface RecordedLesson {
  id: string;
  recording: Recording;
  parts: Span[];
  /** How long it was when it was closed, lesson time. */
  lengthMs: number;
  closedBy: 'life' | 'hand' | 'resumption' | null;
}

export class SimulatedAgent {
  readonly lessons: RecordedLesson[] = [];
  readonly reported: string[] = [];
  /** Somebody teaches all the time. */
  teaching = false;
  readonly #calendar: Calendar;
  readonly #rules: LifeRules;
  readonly #clock: Clock;
  #trueMs: number;
  #wallAheadMs = 0;
  #boots = 1;
  #bootedMs: number;
  #life: LessonLife | null = null;
  #sensing = true;
  #journal: JournalledLesson | null = null;
  #current: { lesson: RecordedLesson; key: string } | null = null;

  constructor(calendar: Calendar, rules: LifeRules, trueMs: number) {
    this.#calendar = calendar;
    this.#rules = rules;
    this.#trueMs = trueMs;
    this.#bootedMs = trueMs - 30_000;
    this.#clock = {
      monotonicMs: () => this.#trueMs - this.#bootedMs,
      wallMs: () => this.#trueMs + this.#wallAheadMs,
    };
    this.#start();
  }

  get trueMs(): number {
    return this.#trueMs;
  }

  jump(byMs: number): void {
    this.#wallAheadMs += byMs;
  }

  setWall(wallMs: number): void {
    this.#wallAheadMs = wallMs - this.#trueMs;
  }

  /** Goes to a moment of the true time and asks what is wanted. */
  stepAt(trueMs: number): void {
    this.#trueMs = trueMs;
    const life = this.#life!;
    if (this.teaching) life.observe(teachersTalk);
    const wanted = life.step();
    if (wanted.kind === 'record' && !this.#sensing) throw new Error('records while sensing is off');
    const recording = wanted.kind === 'record' ? wanted.recording : wanted.kind === 'rest' ? wanted.holding : undefined;
    if (this.#current && this.#current.key !== recording?.key) this.#close('life');
    if (recording && !this.#current) this.#open(recording);
    if (this.#current) this.#writeDown(this.#current.lesson);
  }

  endByHand(): void {
    this.#life!.endByHand();
    if (this.#current) this.#close('hand');
  }

  startByHand(): void {
    if (this.#sensing) this.#life!.startByHand();
  }

  setSensing(on: boolean): void {
    this.#sensing = on;
    this.#life!.setSensing(on);
  }

  /** The agent is killed, or with it the machine, and is back after a while. */
  kill(downMs: number, machineToo: boolean): void {
    this.#life = null;
    this.#trueMs += downMs;
    if (machineToo) {
      this.#boots++;
      this.#bootedMs = this.#trueMs - Math.min(30_000, downMs / 2);
    }
    this.#start();
  }

  #start(): void {
    this.#life = new LessonLife({
      clock: this.#clock,
      calendar: this.#calendar,
      rules: this.#rules,
      isReported: (slot) => this.reported.includes(slot),
      newestWallMs: undefined,
      isSynchronised: () => true,
      localTime: () => '12:00',
    });
    this.#life.setSensing(this.#sensing);
    if (!this.#journal || !this.#current) return;
    const decided = this.#decided(this.#journal);
    if (decided.kind === 'go-on') {
      this.#journal = { ...this.#journal, zero: decided.zero };
      const { lesson } = this.#current;
      lesson.parts.push({ startMs: this.#trueMs, endMs: this.#trueMs });
      this.#current = { lesson, key: this.#life.resume(this.#journal).key };
    } else {
      this.#close('resumption');
    }
  }

  #decided(journal: JournalledLesson): Resumption {
    const { firstPossibleMs } = this.#rules;
    for (let waitedMs = 0; ; waitedMs += 60_000, this.#trueMs += 60_000) {
      const [monotonicMs, wallMs] = [this.#clock.monotonicMs(), this.#clock.wallMs()];
      const clockBelievable = isClockBelievable(wallMs, {
        firstPossibleMs,
        newestWallMs: undefined,
        synchronised: true,
      });
      const now = { bootId: String(this.#boots), monotonicMs, wallMs, clockBelievable, waitedMs };
      const decided = resumption(journal, now, this.#rules);
      if (decided.kind !== 'wait') return decided;
    }
  }

  #open(recording: Recording): void {
    const lesson = { id: `lesson ${this.lessons.length}`, recording, lengthMs: 0, closedBy: null };
    this.#current = {
      lesson: { ...lesson, parts: [{ startMs: this.#trueMs, endMs: this.#trueMs }] },
      key: recording.key,
    };
    this.lessons.push(this.#current.lesson);
    const { origin, slot, labels, plannedMs, zeroMs } = recording;
    const room = { region: '310104', school: '2131000000', room: 'r301' };
    this.#journal = {
      lesson: { id: lesson.id, room, labels, startedAtMs: this.#clock.wallMs() },
      origin,
      slot,
      plannedMs,
      zero: { bootId: String(this.#boots), monotonicMs: zeroMs },
      reachedMs: 0,
      lastWallMs: this.#clock.wallMs(),
      endedMs: null,
      models: {},
    };
  }

  #writeDown(lesson: RecordedLesson): void {
    lesson.parts.at(-1)!.endMs = this.#trueMs;
    const reachedMs = this.#clock.monotonicMs() - this.#journal!.zero.monotonicMs;
    lesson.lengthMs = reachedMs;
    this.#journal = { ...this.#journal!, reachedMs, lastWallMs: this.#clock.wallMs() };
  }

  #close(closedBy: RecordedLesson['closedBy']): void {
    const { lesson, key } = this.#current!;
    if (closedBy !== 'resumption') this.#writeDown(lesson);
    lesson.closedBy = closedBy;
    const { slot } = lesson.recording;
    if (slot !== null) this.reported.push(slot);
    this.#current = null;
    this.#journal = null;
    this.#life!.ended(key);
  }
}

const teachersTalk: Observation = {
  kind: 'talk',
  fromMs: 0,
  toMs: 60_000,
  segments: [{ startMs: 0, endMs: 60_000, talk: 'teacher', levelDbfs: -30, syllables: 0, uncertain: false }],
};
