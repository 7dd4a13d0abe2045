import { Transform, type TransformCallback } from 'node:stream';
import { type BoardFrame, decodeBoardFrame, MOST_CHARACTERS } from './board-frame.ts';

/** `$`, `*`, the check, `\r`. */
const AROUND = 7;
const NEWLINE = 0x0a;

/**
 * Bytes in, whole frames out. A line begins anew at each `$`: what lay before it was noise, or the beginning of a line whose
 * end was lost. It never holds more than one line.
 */
export class BoardFrames extends Transform {
  #line = '';
  #damaged = 0;

  constructor() {
    super({ readableObjectMode: true });
  }

  /** Lines that were none, since the beginning. */
  get damaged(): number {
    return this.#damaged;
  }

  override _transform(bytes: Buffer, _: BufferEncoding, done: TransformCallback): void {
    for (const byte of bytes) {
      if (byte === NEWLINE) this.#end();
      else this.#add(String.fromCharCode(byte));
    }
    done();
  }

  #add(character: string): void {
    if (character === '$') {
      if (this.#line !== '') this.#damaged++;
      this.#line = '$';
    } else if (this.#line !== '') {
      this.#line += character;
      if (this.#line.length > MOST_CHARACTERS + AROUND) this.#drop();
    }
  }

  #end(): void {
    if (this.#line === '') return;
    const frame: BoardFrame | null = decodeBoardFrame(this.#line.replace(/\r$/, ''));
    if (frame) {
      this.push(frame);
      this.#line = '';
    } else this.#drop();
  }

  #drop(): void {
    this.#damaged++;
    this.#line = '';
  }
}
