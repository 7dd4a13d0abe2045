import type { Lamp, Press } from '../process/device-message.ts';
import type { SimulatedDevice } from '../simulation/simulated-device.ts';
import { type BoardFrame, encodeBoardFrame } from './board-frame.ts';
import { BoardFrames } from './board-frames.ts';
import { BOARD_PROTOCOL } from './board-words.ts';

const DARK: Lamp = { light: 'off', blink: 'none' };

export interface SimulatedBoardOptions {
  /** As in the reference firmware. */
  lampHoldsMs?: number;
  sayAgainMs?: number;
  forgetMs?: number;
  protocol?: number;
  /** Told of each change of the lamp. */
  lampChanged?(lamp: Lamp): void;
}

/** A board that does what the reference firmware does. */
export class SimulatedBoard implements SimulatedDevice {
  readonly #options: Required<Omit<SimulatedBoardOptions, 'lampChanged'>> & Pick<SimulatedBoardOptions, 'lampChanged'>;
  #frames = new BoardFrames();
  #say: (bytes: Uint8Array) => void = () => {};
  #boot = 0;
  #lamp = DARK;
  #goesOut: NodeJS.Timeout | undefined;
  #press: { number: number; words: string[]; again: NodeJS.Timeout; forget: NodeJS.Timeout } | undefined;
  #count = 0;
  /** What the board would measure of its lamp. */
  lampHealth: 'good' | 'broken' | 'unknown' = 'good';
  /** It hears and says nothing. */
  isHung = false;

  constructor({ lampChanged, ...options }: SimulatedBoardOptions = {}) {
    this.#options = {
      lampHoldsMs: 3_000,
      sayAgainMs: 200,
      forgetMs: 3_000,
      protocol: BOARD_PROTOCOL,
      ...options,
      ...(lampChanged && { lampChanged }),
    };
  }

  get lamp(): Lamp {
    return this.#lamp;
  }

  /** Its power comes by the same cable: it begins anew. */
  plugged(say: (bytes: Uint8Array) => void): void {
    this.#say = (bytes) => {
      if (!this.isHung) say(bytes);
    };
    this.#boot++;
    this.#count = 0;
    this.#frames = new BoardFrames();
    this.#frames.on('data', (frame: BoardFrame) => this.#heard(frame));
  }

  received(bytes: Buffer): void {
    if (!this.isHung) this.#frames.write(bytes);
  }

  unplugged(): void {
    this.#say = () => {};
    this.#forget();
    this.#show(DARK);
  }

  /** Somebody presses the button. It is said again until it is heard, and forgotten after a while. */
  press(press: Press): void {
    this.#forget();
    this.#count++;
    const { sayAgainMs, forgetMs } = this.#options;
    const words = ['PRESS', String(this.#boot), String(this.#count), press];
    const number = this.#count % 256;
    const say = () => this.#say(encodeBoardFrame({ number, words }));
    this.#press = {
      number,
      words,
      again: setInterval(say, sayAgainMs),
      forget: setTimeout(() => this.#forget(), forgetMs),
    };
    say();
  }

  #heard({ number, words: [word, first, second] }: BoardFrame): void {
    const answer = (...words: string[]) => this.#say(encodeBoardFrame({ number, words }));
    const { protocol, lampHoldsMs } = this.#options;
    if (word === 'HELLO') {
      if (Number(first) === protocol)
        answer('BOARD', String(protocol), 'simulated-board', '1', '1.0.0', String(this.#boot));
      else answer('NO', 'protocol');
    } else if (word === 'LAMP') {
      clearTimeout(this.#goesOut);
      this.#goesOut = setTimeout(() => this.#show(DARK), lampHoldsMs);
      this.#show({ light: first, blink: second } as Lamp);
      answer('LIT', first!, second!, this.lampHealth);
    } else if (word === 'HEARD') {
      if (this.#press?.number === number) this.#forget();
    } else answer('NO', 'word');
  }

  #forget(): void {
    clearInterval(this.#press?.again);
    clearTimeout(this.#press?.forget);
    this.#press = undefined;
  }

  #show(lamp: Lamp): void {
    if (lamp.light === DARK.light && lamp.blink === DARK.blink) clearTimeout(this.#goesOut);
    if (lamp.light === this.#lamp.light && lamp.blink === this.#lamp.blink) return;
    this.#lamp = lamp;
    this.#options.lampChanged?.(lamp);
  }
}
