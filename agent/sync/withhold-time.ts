import type { Clock } from '../lesson/clock.ts';
import type { LessonMessages } from '../store/lesson-messages.ts';

/** So much of a teacher's time may pass once more after the power was cut. */
const NOTE_EVERY_MS = 30_000;

export interface WithholdTimeOptions {
  messages: LessonMessages;
  clock: Clock;
  /** The disk did not take it; the time goes on and is written next time. */
  failed(error: Error): void;
  /** A wall clock that shows a time before this was never set. */
  firstBelievedMs: number;
}

/** Lets the time pass in which teachers may withhold what is told of their lessons. */
export class WithholdTime {
  readonly #options: WithholdTimeOptions;
  #timer: NodeJS.Timeout | undefined;
  #notedMs = 0;

  constructor(options: WithholdTimeOptions) {
    this.#options = options;
  }

  start(): void {
    const { messages, clock, firstBelievedMs } = this.#options;
    this.#notedMs = clock.monotonicMs();
    this.#withDisk(() => messages.passWhileOff(clock.wallMs(), firstBelievedMs));
    this.#timer = setInterval(() => this.note(), NOTE_EVERY_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.note();
  }

  /** Writes down what has passed up to now. */
  note(): void {
    const { messages, clock } = this.#options;
    this.#withDisk(() => {
      const nowMs = clock.monotonicMs();
      messages.pass(nowMs - this.#notedMs, clock.wallMs());
      this.#notedMs = nowMs;
    });
  }

  #withDisk(act: () => void): void {
    try {
      act();
    } catch (error) {
      this.#options.failed(error as Error);
    }
  }
}
