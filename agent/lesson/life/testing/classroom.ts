import type { Clock } from '../../clock.ts';
import type { LessonLabels } from '../../lesson.ts';
import type { Observation, Talk, TeacherZone } from '../../observation.ts';
import { LessonCalendar } from '../../timetable/lesson-calendar.ts';
import { timetableSchema } from '../../timetable/timetable.ts';
import { wallTime } from '../../timetable/wall-time.ts';
import { slotOf } from '../calendar-window.ts';
import { LessonLife, type LessonLifeOptions } from '../lesson-life.ts';
import { defaultLifeRules, type LifeRules } from '../life-rules.ts';
import type { Recording, Wanted } from '../wanted.ts';

/** For tests: a classroom in Shanghai on 2026-09-01, in which time passes second by second. */

const ZONE = 'Asia/Shanghai';
const SECOND_MS = 1000;

/** A morning: two lessons that touch, a break, a third, a long break, a fourth. */
export const morning = new LessonCalendar(
  timetableSchema.parse({
    version: 1,
    room: 'r301',
    term: { start: '2026-09-01', weeks: 18 },
    lessons: [
      ['08:00', '08:45', '语文'],
      ['08:45', '09:30', '数学'],
      ['09:40', '10:25', '英语'],
      ['14:00', '14:45', '体育'],
    ].map(([start, end, subject]) => ({ weekday: 2, weeks: [1], start, end, subject })),
  }),
);

/** Wall time of a moment of that day, `HH:MM` or `HH:MM:SS`. */
export const wallAt = (time: string) => Date.parse(`2026-09-01T${time.padEnd(8, ':00')}+08:00`);

/** Both faces can be moved apart: the wall's may be set. */
export class MovedClock implements Clock {
  #monotonicMs: number;
  #wallMs: number;

  constructor(wallMs: number, monotonicMs = 70_000) {
    this.#wallMs = wallMs;
    this.#monotonicMs = monotonicMs;
  }

  monotonicMs(): number {
    return this.#monotonicMs;
  }

  wallMs(): number {
    return this.#wallMs;
  }

  pass(ms: number): void {
    this.#monotonicMs += ms;
    this.#wallMs += ms;
  }

  setWall(wallMs: number): void {
    this.#wallMs = wallMs;
  }
}

/** What goes on in the room; null where no sensor tells. */
export interface Scene {
  /** Who talks all the time. */
  talk: Talk | null;
  seated: number | null;
  zone: TeacherZone | null;
}

export class Classroom {
  readonly clock: MovedClock;
  readonly life: LessonLife;
  readonly reported = new Set<string>();
  /** What was recorded, `08:00:00-08:45:00 timetable 语文`, by the true time; the last may be without an end. */
  readonly recorded: string[] = [];
  scene: Scene = { talk: null, seated: null, zone: null };
  /** Whether what was recorded is reported as soon as it is over. */
  reports = true;
  #trueMs: number;
  #current: { recording: Recording; line: string } | null = null;
  #wanted: Wanted = { kind: 'watch' };

  constructor(time: string, rules: Partial<LifeRules> = {}, options: Partial<LessonLifeOptions> = {}) {
    this.#trueMs = wallAt(time);
    this.clock = new MovedClock(this.#trueMs);
    this.life = new LessonLife({
      clock: this.clock,
      calendar: morning,
      rules: { ...defaultLifeRules, ...rules },
      isReported: (slot) => this.reported.has(slot),
      newestWallMs: undefined,
      isSynchronised: () => false,
      localTime: (wallMs) => wallTime(wallMs, ZONE).time,
      ...options,
    });
    this.step();
  }

  /** Lets time pass until a moment of the true time. */
  until(time: string, scene: Partial<Scene> = {}): Wanted {
    Object.assign(this.scene, scene);
    while (this.#trueMs < wallAt(time)) {
      this.#trueMs += SECOND_MS;
      this.clock.pass(SECOND_MS);
      if (this.#wanted.kind !== 'rest') for (const observation of this.#seen()) this.life.observe(observation);
      this.step();
    }
    return this.#wanted;
  }

  step(): Wanted {
    this.#wanted = this.life.step();
    const wanted = this.#wanted;
    const recording = wanted.kind === 'record' ? wanted.recording : wanted.kind === 'rest' ? wanted.holding : undefined;
    if (this.#current && this.#current.recording.key !== recording?.key) this.#close(this.#current);
    if (recording && !this.#current) {
      const line = `${this.#now()}-… ${recording.origin} ${recording.labels.subject ?? '?'}`;
      this.#current = { recording, line };
      this.recorded.push(line);
    }
    return wanted;
  }

  begin(labels: LessonLabels = {}): Wanted {
    this.life.startByHand(labels);
    return this.step();
  }

  end(): Wanted {
    this.life.endByHand();
    return this.step();
  }

  sense(on: boolean): Wanted {
    this.life.setSensing(on);
    return this.step();
  }

  /** Sets the wall clock, by so many minutes. */
  setWall(minutes: number): void {
    this.clock.setWall(this.clock.wallMs() + minutes * 60_000);
  }

  #close({ recording, line }: { recording: Recording; line: string }): void {
    this.recorded[this.recorded.indexOf(line)] = line.replace('…', this.#now());
    this.#current = null;
    if (this.reports && recording.slot) this.reported.add(recording.slot);
    this.life.ended(recording.key);
  }

  #now(): string {
    return new Date(this.#trueMs + 8 * 3_600_000).toISOString().slice(11, 19);
  }

  *#seen(): Generator<Observation> {
    const { talk, seated, zone } = this.scene;
    // The microphone's time is since it began, and it speaks every ten seconds.
    const toMs = this.clock.monotonicMs() - 70_000;
    if (talk !== null && toMs % 10_000 === 0) {
      const segment = { startMs: toMs - 10_000, endMs: toMs, talk, levelDbfs: -30, syllables: 0, uncertain: false };
      yield { kind: 'talk', fromMs: toMs - 10_000, toMs, segments: [segment] };
    }
    if (seated !== null) yield looked(seated);
    if (zone !== null) yield placed(zone);
  }
}

export const looked = (occupied: number): Observation => ({
  kind: 'students',
  atMs: 0,
  occupied,
  measurable: occupied,
  headsUp: 0,
  turned: 0,
  handsRaised: 0,
  standing: 0,
  slumped: 0,
  handSeats: [],
});

export const placed = (zone: TeacherZone): Observation => ({
  kind: 'teacher',
  atMs: 0,
  camera: 'teacher',
  present: zone !== 'away',
  adults: Number(zone !== 'away'),
  zone,
  amongDesks: zone === 'aisle',
  xM: null,
  yM: null,
  facingBoard: null,
  writing: null,
});

export const slotAt = (time: string) => slotOf(morning.lessonAt(wallAt(time))!);
