import { isWhole } from './crc16.ts';

/** What an answer is to, as it is written on the line: the eight bytes of a request to read registers. */
export interface Asked {
  slave: number;
  function: number;
  /** Registers, 1..125. */
  count: number;
}

/** Slave, function, number of bytes or code of the exception, and the check. */
const SHORTEST = 5;
/** More than the longest frame (256 bytes), an echo of the request and some noise before it. */
const MOST_KEPT = 512;

export function askedOf(request: Uint8Array): Asked {
  return { slave: request[0]!, function: request[1]!, count: (request[4]! << 8) + request[5]! };
}

/**
 * Looks for the answer to one request in what comes in. RTU frames have neither a mark at their beginning nor a number, and the
 * silence between them does not survive USB adapters and serial servers. So the answer is looked for from every byte on: it must
 * come from the slave, be to the function, have the length that was asked for, and a right check. Noise, an echo of the request,
 * half a frame before it and answers of others are passed over.
 */
export class ReplyFinder {
  readonly #request: Buffer;
  readonly #asked: Asked;
  #bytes: Buffer = Buffer.alloc(0);
  #heard = 0;
  #found = 0;

  /** @param request its eight bytes */
  constructor(request: Buffer) {
    this.#request = request;
    this.#asked = askedOf(request);
  }

  /** Bytes that came in, but for the echo of the request, which some adapters give. */
  get heardBytes(): number {
    return this.#heard;
  }

  /** Of these, those that are no part of the answer. */
  get strayBytes(): number {
    return this.#heard - this.#found;
  }

  /** @returns the whole frame of the answer, or of the exception, once it is there */
  take(bytes: Buffer): Buffer | null {
    this.#heard += bytes.length;
    this.#bytes = Buffer.concat([this.#bytes, bytes]).subarray(-MOST_KEPT);
    const isEcho = this.#bytes.length === this.#heard && this.#bytes.indexOf(this.#request) === 0;
    if (isEcho) {
      this.#heard -= this.#request.length;
      this.#bytes = this.#bytes.subarray(this.#request.length);
    }
    const kept = this.#bytes;
    for (let start = 0; start + SHORTEST <= kept.length; start++) {
      const length = this.#lengthOf(kept, start);
      if (length === null || start + length > kept.length) continue;
      const frame = kept.subarray(start, start + length);
      if (!isWhole(frame)) continue;
      this.#found = length;
      return Buffer.from(frame);
    }
    return null;
  }

  /** How long a frame that begins there is; null when none can. */
  #lengthOf(bytes: Buffer, start: number): number | null {
    const { slave, function: read, count } = this.#asked;
    if (bytes[start] !== slave) return null;
    if (bytes[start + 1] === (read | 0x80)) return SHORTEST;
    return bytes[start + 1] === read && bytes[start + 2] === 2 * count ? SHORTEST + 2 * count : null;
  }
}
