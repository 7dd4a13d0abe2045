import type { LumaGrid } from './luma-grid.ts';
import { median } from './median.ts';

/** Cells across and down one block. */
const BLOCK = 8;
/** Added to a block's luma before its detail is related to it: the dark is noisier than it is detailed. */
const DARK_LUMA = 16;
/** Blocks with more detail than this (relative to their luma) show something; less is a plain surface or a blur. */
const SHOWS = 0.08;
/** Noise is taken off a bit more than once: it is estimated from few values. */
const NOISE_FACTOR = 1.5;

/**
 * How much detail each part of a picture shows: the strength of its Laplacian over blocks of 8 × 8 cells, less the noise.
 * A hand, a cloth or a cap on the lens shows none of it, however bright, and noise is no detail: it differs between looks.
 */
export class PictureDetail {
  readonly #columns: number;
  readonly #rows: number;
  readonly #across: number;
  readonly #laplacian: Float32Array;
  readonly #previous: Float32Array;
  #looks = 0;
  /** Detail of each block relative to its luma. */
  readonly #blocks: Float32Array;

  constructor({ columns, rows }: LumaGrid) {
    this.#columns = columns;
    this.#rows = rows;
    this.#across = Math.floor((columns - 2) / BLOCK);
    this.#blocks = new Float32Array(this.#across * Math.floor((rows - 2) / BLOCK));
    this.#laplacian = new Float32Array(columns * rows);
    this.#previous = new Float32Array(columns * rows);
  }

  /** Detail of each block of the picture, as measured last; overwritten by the next. */
  get blocks(): Float32Array {
    return this.#blocks;
  }

  measure({ cells }: LumaGrid): void {
    this.#previous.set(this.#laplacian);
    this.#takeLaplacian(cells);
    const first = this.#looks++ === 0;
    const previous = first ? this.#laplacian : this.#previous;
    const shared = new Float32Array(this.#blocks.length);
    const energy = new Float32Array(this.#blocks.length);
    const noise = new Float32Array(this.#blocks.length);
    const luma = new Float32Array(this.#blocks.length);
    const perCell = 1 / (BLOCK * BLOCK);
    for (let block = 0; block < this.#blocks.length; block++) {
      const top = 1 + BLOCK * Math.floor(block / this.#across);
      const left = 1 + BLOCK * (block % this.#across);
      for (let y = top; y < top + BLOCK; y++) {
        for (let x = left, at = y * this.#columns + left; x < left + BLOCK; x++, at++) {
          const [now, before] = [this.#laplacian[at]!, previous[at]!];
          shared[block]! += now * before * perCell;
          energy[block]! += now * now * perCell;
          noise[block]! += (now - before) ** 2 * perCell * 0.5;
          luma[block]! += cells[at]! * perCell;
        }
      }
    }
    // Most blocks do not move between two looks, so the middle one tells of noise alone. Without a look before, the
    // plainest blocks of the picture do.
    const noiseEnergy = NOISE_FACTOR * (first ? lowerQuartile(energy) : median(noise) || 0);
    for (let block = 0; block < this.#blocks.length; block++) {
      const strength = Math.sqrt(Math.max(0, first ? 0 : shared[block]!, energy[block]! - noiseEnergy));
      this.#blocks[block] = strength / (luma[block]! + DARK_LUMA);
    }
  }

  #takeLaplacian(cells: Float32Array): void {
    const columns = this.#columns;
    for (let y = 1; y < this.#rows - 1; y++) {
      for (let x = 1, at = y * columns + 1; x < columns - 1; x++, at++) {
        this.#laplacian[at] =
          4 * cells[at]! - cells[at - 1]! - cells[at + 1]! - cells[at - columns]! - cells[at + columns]!;
      }
    }
  }
}

/** Share of the blocks that show something, 0..1; 1 for a picture too small to have blocks. */
export function detailedShare(blocks: Float32Array): number {
  return blocks.length === 0 ? 1 : count(blocks, showsSomething) / blocks.length;
}

/** Of the blocks that used to show something, the share that shows (nearly) nothing now; 0 when none did. */
export function lostShare(now: Float32Array, before: Float32Array, keptShare: number): number {
  const lost = now.filter((detail, i) => showsSomething(before[i]!) && detail < keptShare * before[i]!).length;
  return lost / Math.max(1, count(before, showsSomething));
}

function lowerQuartile(values: Float32Array): number {
  return values.slice().sort()[values.length >> 2] ?? 0;
}

const showsSomething = (detail: number): boolean => detail > SHOWS;

function count(values: Float32Array, is: (value: number) => boolean): number {
  let found = 0;
  for (const value of values) if (is(value)) found++;
  return found;
}
