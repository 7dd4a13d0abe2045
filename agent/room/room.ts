import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '../lesson/clock.ts';
import type { EnvironmentValues } from '../lesson/environment.ts';
import type { LessonLabels, RoomAddress } from '../lesson/lesson.ts';
import type { LessonLife } from '../lesson/life/lesson-life.ts';
import type { Recording, Wanted } from '../lesson/life/wanted.ts';
import type { CameraName } from '../lesson/observation.ts';
import type { OpenLesson } from '../lesson/open-lesson.ts';
import type { RoomActivityName, RoomState } from '../lesson/room-state.ts';
import { timeId } from '../lesson/time-id.ts';
import { CameraPlaces } from '../sensing/process/camera-places.ts';
import type { SensorOptions } from '../sensing/process/sensor-supervisor.ts';
import type { LessonJournal } from '../store/lesson-journal.ts';
import { LessonClosings } from './lesson-closings.ts';
import type { LessonEnding } from './lesson-ending.ts';
import { LiveLesson, type LiveLessonEvents, type LiveLessonOptions } from './live-lesson.ts';
import { NoLessonError, RoomEndedError } from './room-error.ts';
import type { RoomEvents } from './room-events.ts';
import { CLOCK_UNKNOWN, NO_LAMP, type RoomProblems } from './room-problems.ts';
import { roomView } from './room-view.ts';
import { RoomWatch } from './room-watch.ts';
import type { SensingPermit } from './sensing-permit.ts';
import { sensorNews } from './sensor-news.ts';
import type { SourceBoard } from './source-board.ts';
import type { UnfinishedLessons } from './unfinished-lessons.ts';

const TICK_MS = 1_000;
const NOT_BEGUN = AbortSignal.abort();

export interface RoomOptions {
  address: RoomAddress;
  /** Of lessons that the timetable does not know. */
  labels: LessonLabels;
  clock: Clock;
  bootId: string;
  life: LessonLife;
  ending: LessonEnding;
  journal: LessonJournal;
  permit: SensingPermit;
  unfinished: UnfinishedLessons;
  board: SourceBoard;
  problems: RoomProblems;
  /** What is started for a lesson whose time 0 is then, on the monotonic clock. */
  lessonSensors(zeroMs: number): SensorOptions[];
  /** What is started to find out whether there is a lesson. */
  watchSensors(zeroMs: number): SensorOptions[];
  /** A lesson begins with the agent and ends with its sources, which are recordings. */
  isRecording: boolean;
  events: RoomEvents;
}

interface Current {
  recording: Recording;
  lesson: LiveLesson;
  isHeld: boolean;
}

/**
 * A classroom: does what the life of its lessons wants. Outside lessons no sensor runs and no device is open. A lesson that
 * is over is judged and reported while the next one is already recorded.
 */
export class Room {
  readonly #options: RoomOptions;
  readonly #sensorNews: LiveLessonEvents;
  readonly #watch: RoomWatch;
  readonly #places = new CameraPlaces();
  readonly #closings: LessonClosings;
  #current: Current | undefined;
  #wanted: Wanted = { kind: 'rest', why: 'no-lesson' };
  #told = '';
  /** The lesson that begins with the agent has not begun yet. */
  #isToBegin = false;
  #wake = new AbortController();
  #stopping = NOT_BEGUN;

  constructor(options: RoomOptions) {
    this.#options = options;
    this.#sensorNews = sensorNews(options);
    const { ending, events, problems, board } = options;
    const silent = () => {
      if (!this.#current && !this.#watch.isOn) board.off();
    };
    this.#closings = new LessonClosings({ ending, events, problems, silent });
    this.#watch = new RoomWatch(
      (zeroMs) => this.#placed(options.watchSensors(zeroMs)),
      options.clock,
      this.#sensorNews,
    );
  }

  /** Lives until `signal` aborts. A lesson that goes on then stays open, and goes on when the agent is started again. */
  async run(signal: AbortSignal): Promise<void> {
    const { permit, isRecording } = this.#options;
    this.#stopping = signal;
    permit.recall();
    this.#isToBegin = isRecording;
    signal.addEventListener('abort', () => this.#wake.abort(), { once: true });
    while (!signal.aborted) {
      this.#tick();
      this.#wake = new AbortController();
      if (signal.aborted) break;
      await delay(TICK_MS, undefined, { signal: this.#wake.signal }).catch(() => {});
    }
    await this.#leave();
  }

  /** What is due this second. Whatever is wrong with the disk, the next second comes. */
  #tick(): void {
    const { life, isRecording, board, problems } = this.#options;
    try {
      this.#askPermit();
      this.#beginRecording();
      this.#goOnWithUnfinished();
      if (isRecording && this.#current && board.haveEnded) life.endByHand();
      this.#follow(life.step());
      problems.set('ROOM_FAULT', null);
    } catch (error) {
      problems.set('ROOM_FAULT', `${(error as Error).message}; it is tried again each second`);
    }
  }

  /** A recording's lesson begins with the agent, or as soon as anything may be sensed. */
  #beginRecording(): void {
    const { permit, life, labels } = this.#options;
    if (!this.#isToBegin || permit.refusal !== null) return;
    this.#isToBegin = false;
    life.startByHand(labels);
  }

  state(): RoomState {
    const { board, problems, permit } = this.#options;
    const seen = {
      sensing: permit.isOn ? ('on' as const) : ('off' as const),
      activity: this.#activity(),
      isSensed: this.#isSensed,
      isPreviewed: this.#watch.isPaused,
      sources: board.all,
      problems: problems.all,
    };
    return roomView(seen, this.#current?.lesson, this.#wanted);
  }

  /**
   * Begins a lesson by hand; while one is going on nothing changes.
   * @throws SensingOffError while the privacy switch is off, or no lamp shows that the room is sensed
   * @throws RoomEndedError when the agent ends
   */
  startLesson(labels: LessonLabels): void {
    this.#refuseWhenEnded('start a lesson');
    this.#askPermit();
    this.#options.life.startByHand({ ...this.#options.labels, ...labels });
    this.#now();
  }

  /** @throws NoLessonError @throws RoomEndedError when the agent ends */
  endLesson(): void {
    this.#refuseWhenEnded('end the lesson');
    if (!this.#current) throw new NoLessonError('end the lesson');
    this.#options.life.endByHand();
    this.#now();
  }

  /**
   * @returns lesson time of the bookmark, milliseconds
   * @throws NoLessonError
   * @throws RoomEndedError when the agent ends
   */
  bookmark(): number {
    this.#refuseWhenEnded('set a bookmark');
    if (!this.#current || this.#current.isHeld) throw new NoLessonError('set a bookmark');
    return this.#current.lesson.bookmark();
  }

  /**
   * The privacy switch: off closes every camera and microphone at once, and stays off over restarts.
   * @throws StoreError when it could not be written down: it holds, but only until the agent ends
   */
  setSensing(on: boolean): void {
    try {
      this.#options.permit.set(on);
    } finally {
      this.#now();
      // The room may have ended while a preview of it is still open.
      this.#tellActivity();
    }
  }

  /** While a source is shown for set-up no lesson is looked for: most devices can be opened only once. */
  setPreviewed(isPreviewed: boolean): void {
    this.#watch.pause(isPreviewed);
    this.#now();
  }

  /**
   * A camera is turned on purpose, or stands elsewhere than where it measures (away), or is back. Nothing is said of what it
   * shows meanwhile, and its seats are kept; it holds for every lesson until it is said otherwise.
   */
  cameraMoved(camera: CameraName, state: 'away' | 'back'): void {
    this.#places.set(camera, state === 'away');
  }

  #placed(sensors: SensorOptions[]): SensorOptions[] {
    return sensors.map((sensor) => ({ ...sensor, places: this.#places }));
  }

  /** What a sensor of air and light has measured since `sinceMs` (monotonic clock); passed over while there is no lesson. */
  observeEnvironment(values: EnvironmentValues, sinceMs: number): void {
    this.#current?.lesson.observeEnvironment(values, sinceMs);
  }

  #askPermit(): void {
    const { permit, life, problems, clock } = this.#options;
    const nowMs = clock.monotonicMs();
    permit.look(nowMs);
    life.setSensing(permit.refusal === null, permit.refusal ?? undefined);
    problems.set('LAMP_MISSING', permit.isLampAwaited(nowMs) ? NO_LAMP : null);
  }

  #refuseWhenEnded(wanted: string): void {
    if (this.#stopping.aborted && this.#stopping !== NOT_BEGUN) throw new RoomEndedError(wanted);
  }

  /** Does what is wanted now, without waiting for the next second; nothing before the room runs and once it has ended. */
  #now(): void {
    if (this.#stopping.aborted) return;
    this.#tick();
    this.#wake.abort();
  }

  #follow(wanted: Wanted): void {
    this.#wanted = wanted;
    const goesOn = wanted.kind === 'record' ? wanted.recording : wanted.kind === 'rest' ? wanted.holding : undefined;
    if (this.#current && this.#current.recording.key !== goesOn?.key) void this.#close(this.#current);
    if (wanted.kind !== 'watch') this.#watch.stop();
    if (wanted.kind === 'record') this.#record(wanted.recording);
    else if (this.#current && !this.#current.isHeld) {
      this.#current.isHeld = true;
      void this.#current.lesson.hold();
      this.#options.board.off();
    }
    if (wanted.kind === 'watch') this.#watch.start();
    const hasNoTime = wanted.kind === 'rest' && wanted.why === 'clock-unknown';
    this.#options.problems.set('CLOCK_UNKNOWN', hasNoTime ? CLOCK_UNKNOWN : null);
    this.#tellActivity();
  }

  #record(recording: Recording): void {
    if (!this.#current) {
      const { clock, address, bootId } = this.#options;
      const { origin, slot, plannedMs, zeroMs } = recording;
      const labels = origin === 'timetable' ? recording.labels : { ...this.#options.labels, ...recording.labels };
      const open: OpenLesson = {
        lesson: {
          id: timeId(clock),
          room: address,
          labels,
          startedAtMs: clock.wallMs() - (clock.monotonicMs() - zeroMs),
        },
        origin,
        slot,
        plannedMs,
        zero: { bootId, monotonicMs: zeroMs },
      };
      this.#begin(recording, { open, isResumed: false, entries: [], models: {} });
    } else if (this.#current.isHeld) {
      this.#current.isHeld = false;
      this.#current.lesson.sense();
    }
  }

  #begin(recording: Recording, begun: Pick<LiveLessonOptions, 'open' | 'isResumed' | 'entries' | 'models'>): void {
    const { clock, journal, events, lessonSensors } = this.#options;
    const sensors = this.#placed(lessonSensors(begun.open.zero.monotonicMs));
    const lesson = new LiveLesson({ ...begun, sensors, journal, clock, events: this.#sensorNews });
    this.#current = { recording, lesson, isHeld: false };
    lesson.start();
    events.begun(begun.open, begun.isResumed);
  }

  #close({ recording, lesson }: Current): Promise<void> {
    this.#current = undefined;
    return this.#closings.close(lesson, this.#stopping).then(() => this.#options.life.ended(recording.key));
  }

  /** Lessons that were cut off when the agent or the machine ended. */
  #goOnWithUnfinished(): void {
    const { unfinished, life } = this.#options;
    for (const next of unfinished.due(this.#current !== undefined)) {
      if (next.kind === 'close') void this.#closings.conclude(next, this.#stopping);
      else this.#begin(life.resume(next.open), { ...next, isResumed: true });
    }
  }

  async #leave(): Promise<void> {
    this.#watch.stop();
    const current = this.#current;
    this.#current = undefined;
    if (current && this.#options.isRecording) await this.#close(current);
    else await current?.lesson.leave();
    await this.#closings.done();
  }

  #activity(): RoomActivityName {
    if (this.#current) return this.#current.isHeld ? 'held' : 'recording';
    // A report that is being made is not to be disturbed, also where the next lesson is looked for already.
    if (this.#closings.areGoingOn) return 'closing';
    return this.#watch.isOn ? 'watching' : 'idle';
  }

  get #isSensed(): boolean {
    return this.#watch.isOn || (this.#current !== undefined && !this.#current.isHeld);
  }

  #tellActivity(): void {
    const activity = this.#activity();
    const { isOn, refusal } = this.#options.permit;
    const told = `${activity} ${isOn} ${refusal} ${this.#isSensed} ${this.#watch.isPaused}`;
    if (this.#told === told) return;
    this.#told = told;
    this.#options.events.activity(activity, isOn);
  }
}
