import { Transform, type TransformCallback } from 'node:stream';

export const TERMINATOR = 0xff;
/** Sony's VISCA: a packet has 3 to 16 bytes, its header and its terminator among them. */
const SHORTEST = 3;
const LONGEST = 16;

/**
 * Splits what comes in on a serial line into VISCA packets: each begins with a header of which the highest bit is set and
 * ends with 0xFF. What is no packet is dropped and counted; it never keeps more than 16 bytes.
 */
export class ViscaFrames extends Transform {
  readonly #bytes: number[] = [];
  /** What came before is longer than any packet: it goes until its terminator. */
  #isOverlong = false;
  #dropped = 0;

  constructor() {
    super({ readableObjectMode: true });
  }

  /** How many bytes belonged to no packet. */
  get dropped(): number {
    return this.#dropped;
  }

  /** What has begun and was not ended is of another connection. */
  forget(): void {
    this.#dropped += this.#bytes.length;
    this.#bytes.length = 0;
    this.#isOverlong = false;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    for (const byte of chunk) this.#take(byte);
    done();
  }

  #take(byte: number): void {
    if (this.#bytes.length === 0 && !this.#isOverlong && (byte < 0x80 || byte === TERMINATOR)) {
      this.#dropped++;
      return;
    }
    if (byte !== TERMINATOR) {
      if (this.#isOverlong) this.#dropped++;
      else this.#bytes.push(byte);
      if (this.#bytes.length < LONGEST) return;
      this.forget();
      this.#isOverlong = true;
      return;
    }
    if (this.#isOverlong || this.#bytes.length + 1 < SHORTEST) {
      this.forget();
      this.#dropped++;
      return;
    }
    this.push(Uint8Array.from([...this.#bytes, TERMINATOR]));
    this.#bytes.length = 0;
  }
}
