import { LumaGrid } from './luma-grid.ts';
import { median } from './median.ts';
import type { Box, Picture } from './picture.ts';
import { fitTone, toned } from './tone.ts';

/** A cell has changed when it differs by this many standard deviations of what noise alone makes of two looks … */
const CHANGE_SIGMAS = 4.5;
/** … or by this much luma, whichever is more: compression leaves traces of a level or two. */
const LEAST_CHANGE = 2.5;
/** How much of a cell's own flicker counts as noise: edges flicker more than plain walls when video is compressed. */
const FLICKER_FACTOR = 3;
const FLICKER_RATE = 0.1;
/** Flicker is learned up to this many times the picture's noise, so that movement is never learned as flicker. */
const FLICKER_MOST = 3;
/** No camera that shows anything is noisier than this, in luma of a cell's mean. */
const NOISE_MOST = 6;
/** Median of absolute differences → standard deviation, for normal noise. */
const MAD_TO_SIGMA = 1.4826;
/** One cell in so many tells of the noise; prime, so that the sample is spread over the rows of any grid. */
const NOISE_STRIDE = 7;
/** Brightness of the whole picture that moves by less than this is left for the next look, luma. */
const TONE_DEADBAND = 1;

/**
 * Tells which parts of a picture changed, so that models look only there. Each cell is compared with what it showed when
 * it last changed, so slow movement adds up; brightness that changes everywhere (exposure, clouds) is followed. What
 * the gate can miss is less than a cell or paler than the noise, so everything should be judged anew now and then.
 */
export class MotionGate {
  #look = 0;
  #grid: LumaGrid | undefined;
  #previous = new Float32Array(0);
  /** What each cell showed when it last changed, in today's brightness. */
  #reference = new Float32Array(0);
  #flicker = new Float32Array(0);
  /** How far each cell is over the line between noise and change; 1 is on it. */
  #excess = new Float32Array(0);
  /** The look at which each cell changed last. */
  #changedAt = new Uint32Array(0);
  /** Standard deviation of a cell's difference between two looks when nothing moves; unknown before the second. */
  #noise: number | undefined;

  /**
   * Takes the next look. In the first picture, and the first of another size, everything has changed.
   * @returns the look's number, growing from 1
   */
  look(picture: Picture): number {
    this.#look++;
    if (!this.#grid?.fits(picture)) {
      this.#begin(picture);
      return this.#look;
    }
    const grid = this.#grid;
    this.#previous.set(grid.cells);
    grid.read(picture);
    this.#followBrightness(grid.cells);
    this.#estimateNoise(grid.cells);
    this.#compare(grid);
    return this.#look;
  }

  /** Whether something changed after a look, up to the last, in a cell that has its centre in the box (pixels). */
  changedSince(box: Box, look: number): boolean {
    const grid = this.#grid;
    if (!grid) return true;
    const [left, right] = cellsBetween(box.x, box.w, grid.width / grid.columns, grid.columns);
    const [top, bottom] = cellsBetween(box.y, box.h, grid.height / grid.rows, grid.rows);
    for (let row = top; row <= bottom; row++) {
      for (let column = left; column <= right; column++) {
        if (this.#changedAt[row * grid.columns + column]! > look) return true;
      }
    }
    return false;
  }

  #begin(picture: Picture): void {
    const grid = new LumaGrid(picture.width, picture.height);
    grid.read(picture);
    this.#grid = grid;
    this.#previous = grid.cells.slice();
    this.#reference = grid.cells.slice();
    this.#flicker = new Float32Array(grid.cells.length);
    this.#excess = new Float32Array(grid.cells.length);
    this.#changedAt = new Uint32Array(grid.cells.length).fill(this.#look);
    this.#noise = undefined;
  }

  /** Moves the references to the present brightness of the whole picture, so that they stay comparable. */
  #followBrightness(cells: Float32Array): void {
    const tone = fitTone(this.#reference, cells, TONE_DEADBAND);
    if (!tone) return;
    for (let i = 0; i < cells.length; i++) this.#reference[i] = toned(tone, this.#reference[i]!);
  }

  #estimateNoise(cells: Float32Array): void {
    const step = (i: number) => Math.abs(cells[i]! - this.#previous[i]!);
    const sample = new Float32Array(Math.ceil(cells.length / NOISE_STRIDE)).map((_, i) => step(i * NOISE_STRIDE));
    // A little at a time upwards, because a moving camera or a lamp switched on is no noise.
    const most = this.#noise === undefined ? NOISE_MOST : Math.min(NOISE_MOST, 2 * this.#noise + 0.5);
    this.#noise = Math.min(most, MAD_TO_SIGMA * median(sample));
    const flickerMost = FLICKER_MOST * this.#noise + 1;
    const flicker = this.#flicker;
    for (let i = 0; i < cells.length; i++) flicker[i]! += FLICKER_RATE * (Math.min(flickerMost, step(i)) - flicker[i]!);
  }

  #compare({ cells, columns, rows }: LumaGrid): void {
    const excess = this.#excess;
    const [reference, flicker] = [this.#reference, this.#flicker];
    const least = Math.max(LEAST_CHANGE, CHANGE_SIGMAS * (this.#noise ?? 0));
    for (let i = 0; i < cells.length; i++) {
      excess[i] = Math.abs(cells[i]! - reference[i]!) / Math.max(least, FLICKER_FACTOR * flicker[i]!);
    }
    for (let row = 0, cell = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++, cell++) {
        // Noise alone drives one cell in some ten thousand over the line, but hardly ever two neighbours at once.
        const own = excess[cell]!;
        if (own <= 1 || (own <= 2 && !hasNeighbourOver(excess, columns, rows, column, row))) continue;
        this.#changedAt[cell] = this.#look;
        reference[cell] = cells[cell]!;
      }
    }
  }
}

function hasNeighbourOver(excess: Float32Array, columns: number, rows: number, column: number, row: number): boolean {
  for (let y = Math.max(0, row - 1); y <= Math.min(rows - 1, row + 1); y++) {
    for (let x = Math.max(0, column - 1); x <= Math.min(columns - 1, column + 1); x++) {
      if ((x !== column || y !== row) && excess[y * columns + x]! > 1) return true;
    }
  }
  return false;
}

/**
 * The first and the last cell along one direction whose centres lie between; none (last < first) beside the picture. What
 * is too small to hold a centre has the cell that its own middle is in.
 */
function cellsBetween(start: number, length: number, cellPx: number, count: number): [first: number, last: number] {
  const first = Math.ceil(start / cellPx - 0.5);
  const last = Math.ceil((start + length) / cellPx - 0.5) - 1;
  const middle = Math.floor((start + length / 2) / cellPx);
  return first <= last
    ? [Math.max(0, first), Math.min(count - 1, last)]
    : [Math.max(0, middle), middle < 0 ? -1 : Math.min(count - 1, middle)];
}
