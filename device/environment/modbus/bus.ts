import { setTimeout as delay } from 'node:timers/promises';
import modbusSerial from 'modbus-serial';
import type { Line } from '../../line/line.ts';
import type { LineSettings } from '../../line/line-settings.ts';
import type { Block } from '../maps/register-map.ts';
import { LinePort } from './line-port.ts';

const { default: ModbusRTU } = modbusSerial;

/** Why a request has no answer. */
export type BusTrouble = 'silent' | 'garbled' | 'refused' | 'lost';

export class BusError extends Error {
  readonly trouble: BusTrouble;
  /** Of an answer that refuses (Modbus Application Protocol V1.1b3, 7). */
  readonly exception: number | undefined;

  constructor(trouble: BusTrouble, message: string, exception?: number) {
    super(message);
    this.trouble = trouble;
    this.exception = exception;
  }
}

export interface BusTiming {
  /** A device may think for so long before it answers; what the line takes for request and answer comes on top. */
  thinkMs: number;
  /** After a request without an answer nothing is asked before the line was silent for so long … */
  silenceMs: number;
  /** … which is not waited for any longer than this: a line may never be silent. */
  longestSilenceMs: number;
}

export const usualBusTiming: BusTiming = { thinkMs: 500, silenceMs: 50, longestSilenceMs: 1_000 };

/** Start bit, eight of data, parity or a second stop bit, stop bit. */
const BITS_A_CHARACTER = 11;
const REQUEST_BYTES = 8;
const REPLY_BYTES_AROUND = 5;
/** Frames are apart by the time of 3.5 characters, from 19,200 baud on by 1.75 ms (Modbus over Serial Line V1.02, 2.5.1.1). */
const LEAST_PAUSE_MS = 1.75;

/** What was read, and whether something else was on the line beside the answer. */
export interface Heard {
  /** Each 0..65535. */
  words: number[];
  isClean: boolean;
}

/** The one who asks on an RS-485 line: one request at a time, and each ends. */
export class Bus {
  readonly #settings: LineSettings;
  readonly #timing: BusTiming;
  readonly #port: LinePort;
  readonly #client: InstanceType<typeof ModbusRTU>;
  readonly #pauseMs: number;
  #giveUp: ((error: Error) => void) | undefined;

  constructor(line: Pick<Line, 'isOpen' | 'write'>, settings: LineSettings, timing: BusTiming) {
    this.#settings = settings;
    this.#timing = timing;
    this.#port = new LinePort(line, (error) => this.lost(error));
    this.#client = new ModbusRTU(this.#port);
    this.#pauseMs = Math.max(LEAST_PAUSE_MS, 3.5 * this.#charactersMs(1));
    this.#client.open(() => {});
  }

  /** How long an answer is waited for. @param count registers */
  patienceMs(count: number): number {
    const characters = REQUEST_BYTES + REPLY_BYTES_AROUND + 2 * count;
    return this.#timing.thinkMs + this.#charactersMs(characters) + 2 * this.#pauseMs;
  }

  received(bytes: Buffer): void {
    this.#port.received(bytes);
  }

  /** The line is gone: who waits for an answer need not wait any longer. */
  lost(error: Error): void {
    this.#giveUp?.(new BusError('lost', error.message));
  }

  /**
   * Must not be called again before it has ended.
   * @param slave its number on the line
   * @throws BusError
   */
  async read(slave: number, block: Block): Promise<Heard> {
    await this.#pause(this.#pauseMs, this.#timing.longestSilenceMs);
    try {
      const words = await this.#ask(slave, block);
      return { words, isClean: this.#port.strayBytes === 0 };
    } catch (error) {
      const failure = this.#failureOf(error as Error);
      // An answer that is late, or the rest of a damaged one, must not lie in the way of the next.
      if (failure.trouble !== 'lost') await this.#pause(this.#timing.silenceMs, this.#timing.longestSilenceMs);
      throw failure;
    }
  }

  #ask(slave: number, { function: read, address, count }: Block): Promise<number[]> {
    this.#client.setTimeout(Math.ceil(this.patienceMs(count)));
    return new Promise((resolve, reject) => {
      this.#giveUp = reject;
      const done = (error: Error | null, answer?: { data: number[] }) => {
        if (error) reject(error);
        else resolve(answer?.data ?? []);
      };
      if (read === 3) this.#client.writeFC3(slave, address, count, done);
      else this.#client.writeFC4(slave, address, count, done);
    });
  }

  #failureOf(error: Error & { modbusCode?: number }): BusError {
    if (error instanceof BusError) return error;
    if (error.modbusCode !== undefined) return new BusError('refused', error.message, error.modbusCode);
    if (!this.#port.isOpen) return new BusError('lost', error.message);
    return this.#port.heardBytes > 0
      ? new BusError('garbled', 'its answers are damaged')
      : new BusError('silent', 'it does not answer');
  }

  /** Waits until nothing has come in for `silentMs`, but for no longer than `longestMs`. */
  async #pause(silentMs: number, longestMs: number): Promise<void> {
    const startMs = performance.now();
    for (;;) {
      const nowMs = performance.now();
      const leftMs = Math.min(this.#port.lastByteMs + silentMs, startMs + longestMs) - nowMs;
      if (leftMs <= 0) return;
      await delay(Math.ceil(leftMs));
    }
  }

  #charactersMs(characters: number): number {
    return (characters * BITS_A_CHARACTER * 1000) / this.#settings.baud;
  }
}
