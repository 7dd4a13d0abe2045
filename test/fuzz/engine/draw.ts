import { createHash } from 'node:crypto';

/** Random choices that are the same for the same seed (sfc32, C. Doty-Humphrey). */
export class Draw {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  /** @param seed any text */
  constructor(seed: string | Uint8Array) {
    const digest = createHash('md5').update(seed).digest();
    this.#a = digest.readInt32LE(0);
    this.#b = digest.readInt32LE(4);
    this.#c = digest.readInt32LE(8);
    for (let i = 0; i < 12; i++) this.#next();
  }

  #next(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum;
    return sum >>> 0;
  }

  /** 0 .. below − 1; 0 when `below` is 0. */
  int(below: number): number {
    return below <= 0 ? 0 : Math.floor((this.#next() / 2 ** 32) * below);
  }

  /** Mostly small, now and then as large as `most`. */
  small(most: number): number {
    return this.int(this.int(4) === 0 ? most + 1 : Math.min(most, 8) + 1);
  }

  chance(share: number): boolean {
    return this.#next() / 2 ** 32 < share;
  }

  pick<T>(all: readonly T[]): T {
    return all[this.int(all.length)]!;
  }
}
