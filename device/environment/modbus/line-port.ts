import { EventEmitter } from 'node:events';
import type { Line } from '../../line/line.ts';
import { ReplyFinder } from './reply-finder.ts';

/**
 * A port of modbus-serial over our line. What the package's own ports do with what comes in — they cut out what may be the answer
 * by its first two bytes, damaged or not, and keep what is left for the next request — is done by ReplyFinder instead, anew for
 * each request: it is only given whole answers to what it asked.
 */
export class LinePort extends EventEmitter {
  readonly #line: Pick<Line, 'isOpen' | 'write'>;
  readonly #onLost: (error: Error) => void;
  #finder: ReplyFinder | undefined;
  #lastByteMs = Number.NEGATIVE_INFINITY;

  /** @param onLost a request could not be written */
  constructor(line: Pick<Line, 'isOpen' | 'write'>, onLost: (error: Error) => void) {
    super();
    this.#line = line;
    this.#onLost = onLost;
  }

  get isOpen(): boolean {
    return this.#line.isOpen;
  }

  /** Since the last request was written, without its echo. */
  get heardBytes(): number {
    return this.#finder?.heardBytes ?? 0;
  }

  /** Bytes that were no part of the answer to it. */
  get strayBytes(): number {
    return this.#finder?.strayBytes ?? 0;
  }

  /** By performance.now(). */
  get lastByteMs(): number {
    return this.#lastByteMs;
  }

  /** The line opens itself: modbus-serial only begins to listen. */
  open(done: (error: Error | null) => void): void {
    done(null);
  }

  close(done?: () => void): void {
    done?.();
  }

  /** Begins anew: what came in before is nothing to this request. */
  write(request: Buffer): void {
    this.#finder = new ReplyFinder(request);
    this.#line.write(request).catch(this.#onLost);
  }

  received(bytes: Buffer): void {
    this.#lastByteMs = performance.now();
    const reply = this.#finder?.take(bytes);
    if (reply) this.emit('data', reply);
  }
}
