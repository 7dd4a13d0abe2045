import { setTimeout as delay } from 'node:timers/promises';
import { DeviceFault, type DeviceFaultCode } from '../device-fault.ts';
import type { Driver, DriverContext } from '../driver.ts';
import { Line } from '../line/line.ts';
import type { DeviceOrder, Lamp } from '../process/device-message.ts';
import { type BoardFrame, encodeBoardFrame } from './board-frame.ts';
import { BoardFrames } from './board-frames.ts';
import type { BoardSettings } from './board-settings.ts';
import { BOARD_PROTOCOL, type BoardWords, boardWordsOf } from './board-words.ts';
import { PressCounter } from './press-counter.ts';

export interface BoardTiming {
  /** The lamp is told so often what to show: the board puts it out when it was not told for 3 s. */
  beatMs: number;
  /** An answer takes no longer. */
  answerMs: number;
  /** So many questions in a row without an answer, and the board counts as gone. */
  misses: number;
  /** What the agent wished is held for so long. */
  wishHoldsMs: number;
}

const usualTiming: BoardTiming = { beatMs: 1_000, answerMs: 400, misses: 4, wishHoldsMs: 2_500 };

const DARK: Lamp = { light: 'off', blink: 'none' };
const isSame = (one: Lamp, other: Lamp) => one.light === other.light && one.blink === other.blink;

/** The board with the privacy button and the lamp. */
export class BoardDriver implements Driver {
  readonly #port: string;
  readonly #context: DriverContext;
  readonly #timing: BoardTiming;
  readonly #line: Line;
  readonly #presses = new PressCounter();
  #frames = new BoardFrames();
  #wish = { lamp: DARK, untilMs: Number.NEGATIVE_INFINITY };
  /** The question that waits for its answer. */
  #asked: { number: number; answer: (words: BoardWords) => void } | undefined;
  #number = 0;
  #isOpen = false;
  /** Wakes who waits for the next beat: something is to be said now. */
  #wake = new AbortController();
  #told = '';

  constructor(settings: BoardSettings, context: DriverContext, timing: Partial<BoardTiming> = {}) {
    this.#port = settings.port;
    this.#context = context;
    this.#timing = { ...usualTiming, ...timing };
    this.#line = new Line(
      settings,
      context.hotPlug,
      {
        opened: () => this.#opened(),
        received: (bytes) => void this.#frames.write(bytes),
        closed: (fault) => {
          this.#isOpen = false;
          this.#faulty(fault);
          this.#wake.abort();
        },
      },
      context.lineTiming,
    );
  }

  take(order: DeviceOrder): void {
    if (order.do !== 'lamp') return;
    const isNew = !isSame(order.lamp, this.#wished);
    this.#wish = { lamp: order.lamp, untilMs: performance.now() + this.#timing.wishHoldsMs };
    if (isNew) this.#wake.abort();
  }

  async run(signal: AbortSignal): Promise<void> {
    signal.addEventListener('abort', () => this.#wake.abort(), { once: true });
    this.#tellState('connecting');
    const keeping = this.#line.run(signal);
    while (!signal.aborted) {
      if (this.#isOpen) await this.#speak(signal);
      else await this.#waitForBeat();
    }
    await keeping;
  }

  /** What the lamp should show: nothing, where the agent has not said so lately. */
  get #wished(): Lamp {
    return performance.now() < this.#wish.untilMs ? this.#wish.lamp : DARK;
  }

  /** From the first question to the board until it no longer answers. */
  async #speak(signal: AbortSignal): Promise<void> {
    try {
      await this.#greet(signal);
      let misses = 0;
      while (this.#isOpen && !signal.aborted) {
        const lamp = this.#wished;
        const answer = await this.#ask(['LAMP', lamp.light, lamp.blink]);
        misses = answer === null ? misses + 1 : 0;
        if (misses >= this.#timing.misses) throw this.#silent();
        if (answer?.says === 'no') throw this.#refused(`it refuses what it is asked (${answer.why})`);
        if (answer?.says === 'lit') this.#lit(answer, lamp);
        // A question that was lost is asked again at once.
        if (answer !== null && isSame(lamp, this.#wished)) await this.#waitForBeat();
      }
    } catch (error) {
      if (!(error instanceof DeviceFault)) throw error;
      if (signal.aborted) return;
      if (this.#isOpen) this.#faulty(error);
      if (error.code === 'DEVICE_SILENT') this.#line.reopen(error);
      await this.#waitForBeat();
    }
  }

  async #greet(signal: AbortSignal): Promise<void> {
    for (let misses = 0; ; misses++) {
      if (!this.#isOpen || signal.aborted) throw this.#silent();
      // Many boards begin anew when their port is opened, and need two seconds.
      if (misses > this.#timing.misses * 2) throw this.#silent();
      const answer = await this.#ask(['HELLO', String(BOARD_PROTOCOL)]);
      if (answer?.says === 'no') throw this.#refused(`it does not speak protocol ${BOARD_PROTOCOL} (${answer.why})`);
      if (answer?.says !== 'board') continue;
      if (answer.protocol !== BOARD_PROTOCOL)
        throw this.#refused(`it speaks protocol ${answer.protocol}, not ${BOARD_PROTOCOL}`);
      this.#presses.begin(answer.boot);
      this.#context.tell({ says: 'identity', text: `${answer.model} ${answer.serial} (${answer.firmware})` });
      return;
    }
  }

  #lit({ lamp, health }: Extract<BoardWords, { says: 'lit' }>, asked: Lamp): void {
    if (health === 'broken') {
      this.#context.tell({ says: 'lamp', lamp: null });
      const message = `${this.#port}: the lamp does not light; replace it, or check its wires`;
      this.#tellState('faulty', { code: 'DEVICE_REFUSED', message });
    } else if (this.#presses.isFlooding(performance.now())) {
      this.#context.tell({ says: 'lamp', lamp });
      const message = `${this.#port}: the button is pressed without end and is not listened to; is it stuck?`;
      this.#tellState('faulty', { code: 'DEVICE_FLOODS', message });
    } else {
      // A board that lights something else does not do what it says.
      this.#context.tell({ says: 'lamp', lamp: isSame(lamp, asked) ? lamp : null });
      this.#tellState('ok');
    }
  }

  #opened(): void {
    this.#isOpen = true;
    this.#frames = new BoardFrames();
    this.#frames.on('data', (frame: BoardFrame) => this.#heard(frame));
    this.#tellState('connecting');
    this.#wake.abort();
  }

  #heard({ number, words }: BoardFrame): void {
    const said = boardWordsOf(words);
    if (!said) return;
    if (said.says === 'press') {
      this.#write(number, ['HEARD']);
      if (this.#presses.isNew(said, performance.now())) this.#context.tell({ says: 'press', press: said.press });
    } else if (this.#asked?.number === number) this.#asked.answer(said);
  }

  /** @returns null when no answer came in time */
  async #ask(words: string[]): Promise<BoardWords | null> {
    this.#number = (this.#number + 1) % 256;
    const { promise, resolve } = Promise.withResolvers<BoardWords | null>();
    this.#asked = { number: this.#number, answer: resolve };
    const patience = setTimeout(() => resolve(null), this.#timing.answerMs);
    this.#write(this.#number, words);
    const answer = await promise;
    clearTimeout(patience);
    this.#asked = undefined;
    return answer;
  }

  #write(number: number, words: string[]): void {
    // A port that is gone says so itself, and a question without an answer is asked again.
    this.#line.write(encodeBoardFrame({ number, words })).catch(() => {});
  }

  /** Until the next beat, or until something is to be said. */
  async #waitForBeat(): Promise<void> {
    await delay(this.#timing.beatMs, undefined, { signal: this.#wake.signal }).catch(() => {});
    if (this.#wake.signal.aborted) this.#wake = new AbortController();
  }

  #silent(): DeviceFault {
    return this.#fault(
      'DEVICE_SILENT',
      'the board does not answer; is it the right port, and does it have the firmware?',
    );
  }

  #refused(why: string): DeviceFault {
    return this.#fault('DEVICE_REFUSED', `${why}; load the firmware of this version (docs/devices/board.md)`);
  }

  #fault(code: DeviceFaultCode, message: string): DeviceFault {
    return new DeviceFault(code, `${this.#port}: ${message}`);
  }

  /** Nobody knows what the lamp shows. */
  #faulty({ code, message }: DeviceFault): void {
    this.#context.tell({ says: 'lamp', lamp: null });
    this.#tellState('faulty', { code, message });
  }

  #tellState(state: 'ok' | 'connecting' | 'faulty', cause?: { code: DeviceFaultCode; message: string }): void {
    // While a sick board is tried again it stays sick.
    if (state === 'connecting' && this.#told !== '') return;
    const told = `${state} ${cause?.message}`;
    if (told === this.#told) return;
    this.#told = told;
    this.#context.tell({ says: 'state', state, ...(cause && { cause }) });
  }
}
