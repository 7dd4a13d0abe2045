import type { Clock } from '../lesson/clock.ts';
import { runSensorGroup, type SensorGroupEvents } from '../sensing/process/sensor-group.ts';
import type { SensorOptions } from '../sensing/process/sensor-supervisor.ts';
import type { LiveLessonEvents } from './live-lesson.ts';

/** The sensors that run while a lesson is only looked for: what they tell is not kept. */
export class RoomWatch {
  readonly #sensors: (zeroMs: number) => SensorOptions[];
  readonly #clock: Clock;
  readonly #events: LiveLessonEvents;
  #stop: AbortController | undefined;
  #isPaused = false;

  constructor(sensors: (zeroMs: number) => SensorOptions[], clock: Clock, events: LiveLessonEvents) {
    this.#sensors = sensors;
    this.#clock = clock;
    this.#events = events;
  }

  /** Somebody else has the devices. */
  get isPaused(): boolean {
    return this.#isPaused;
  }

  /** Lets the devices go for as long as somebody else needs them. */
  pause(isPaused: boolean): void {
    this.#isPaused = isPaused;
    if (isPaused) this.stop();
  }

  get isOn(): boolean {
    return this.#stop !== undefined;
  }

  /** Starts them, unless they run or are paused. */
  start(): void {
    if (this.#stop || this.#isPaused) return;
    const stop = new AbortController();
    this.#stop = stop;
    const group: SensorGroupEvents = { ...this.#events, progress: () => {}, sensorProgress: this.#events.progress };
    void runSensorGroup(this.#sensors(this.#clock.monotonicMs()), group, stop.signal, false);
  }

  stop(): void {
    this.#stop?.abort();
    this.#stop = undefined;
  }
}
