import type { LessonLabels } from '../lesson/lesson.ts';
import { SensingOffError } from '../lesson/life/life-error.ts';
import type { RoomState, SourceStatus } from '../lesson/room-state.ts';
import type { RoomControls } from './room-controls.ts';

/** Rooms for the tests of the screen and of the command line. */

const MINUTE_MS = 60_000;

/** A room in which each command shows at once, and that remembers what it was asked to do. */
export class SampleRoom implements RoomControls {
  now: RoomState = waiting();
  /** Every command, oldest first. */
  asked: unknown[][] = [];
  /** What the next commands are refused with. */
  refusal: Error | undefined;

  state(): RoomState {
    return this.now;
  }

  startLesson(labels: LessonLabels): void {
    this.#ask('start', labels);
    if (this.now.sensing === 'off') throw new SensingOffError('sensing-off');
    this.now = recording(0, labels);
  }

  endLesson(): void {
    this.#ask('end');
    this.now = { ...waiting(), activity: 'closing' };
  }

  bookmark(): number {
    this.#ask('bookmark');
    return 12 * MINUTE_MS + 3_400;
  }

  setSensing(on: boolean): void {
    this.#ask('sensing', on);
    if (!on) this.now = off(this.now.lesson);
    else this.now = this.now.lesson ? recording(this.now.lesson.elapsedMs, this.now.lesson.labels) : waiting();
  }

  identify(): void {
    this.#ask('identify');
    this.now = { ...this.now, identified: '310104/2131000000/r301' };
  }

  #ask(...command: unknown[]): void {
    this.asked.push(command);
    if (this.refusal) throw this.refusal;
  }
}

/** Between lessons; the next one begins in a quarter of an hour. */
export function waiting(): RoomState {
  const startMs = Date.now() + 15 * MINUTE_MS;
  const labels = { className: '七年级 4 班', subject: '语文', period: 3, teacherId: 'T0123' };
  return {
    sensing: 'on',
    activity: 'idle',
    next: { startMs, endMs: startMs + 45 * MINUTE_MS, labels },
    why: 'no-lesson',
    sources: sources('off'),
    problems: [],
  };
}

/** In a lesson, by default the twelfth minute of one of mathematics. */
export function recording(
  elapsedMs = 12.5 * MINUTE_MS,
  labels: LessonLabels = { className: '七年级 3 班', subject: '数学', teacherId: 'T0123' },
): RoomState {
  const startedAtMs = Date.now() - elapsedMs;
  const lesson = { id: 'a', origin: 'timetable' as const, labels, startedAtMs, elapsedMs, plannedMs: 45 * MINUTE_MS };
  return { sensing: 'on', activity: 'recording', lesson, sources: sources('live'), problems: [] };
}

/** Sensing is switched off, with a lesson held or without. */
export function off(lesson?: RoomState['lesson']): RoomState {
  const { next, ...idle } = waiting();
  const doing = lesson ? { activity: 'held' as const, lesson } : { next: next! };
  return { ...idle, sensing: 'off', why: 'sensing-off', ...doing };
}

/** A state in which one source was lost some time ago. */
export function without(state: RoomState, name: string, code: string, lostForMs: number, message = code): RoomState {
  const lost = (source: SourceStatus): SourceStatus => ({
    ...source,
    state: 'lost',
    sinceMs: Date.now() - lostForMs,
    cause: { code, message },
  });
  return { ...state, sources: state.sources.map((source) => (source.name === name ? lost(source) : source)) };
}

function sources(state: 'off' | 'live'): SourceStatus[] {
  const received = state === 'live' ? 700 : 0;
  const addresses = {
    'student-camera': 'rtsp://192.168.1.64/stream1',
    'teacher-camera': 'rtsp://192.168.1.65/stream1',
    microphone: 'hw:1,0',
  };
  const sinceMs = Date.now() - 12 * MINUTE_MS;
  return Object.entries(addresses).map(([name, address]) => ({
    ...{ name, address, state, sinceMs },
    ...{ received, dropped: 0, restarts: 0 },
  }));
}
