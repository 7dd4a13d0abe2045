import type { Picture } from './picture.ts';

/** Cells across every picture; 8 px each at 1280 px of width, 12 px at 1920 px. */
const COLUMNS = 160;
/** Pixels sampled in each direction of a cell: 16 of some hundred tell its brightness well enough. */
const SAMPLES = 4;

/** The brightness of a picture in about 160 × 90 cells: what is seen when one does not look closely. */
export class LumaGrid {
  readonly width: number;
  readonly height: number;
  readonly columns: number;
  readonly rows: number;
  /** Mean luma (Rec. 601, 0..255) of each cell, row by row. */
  readonly cells: Float32Array;
  /** Byte offsets of the sampled pixels: of each sampled column within a row, and of each sampled row. */
  readonly #across: Int32Array;
  readonly #down: Int32Array;

  /** A grid for pictures of this size, pixels; all cells are 0 until a picture is read. */
  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
    this.columns = Math.min(COLUMNS, width);
    this.rows = Math.max(1, Math.min(height, Math.round((this.columns * height) / width)));
    this.cells = new Float32Array(this.columns * this.rows);
    this.#across = sampled(width, this.columns).map((x) => x * 3);
    this.#down = sampled(height, this.rows).map((y) => y * width * 3);
  }

  /** Whether pictures of this size can be read into this grid. */
  fits({ width, height }: Picture): boolean {
    return width === this.width && height === this.height;
  }

  /** Fills the cells from a picture that fits. */
  read({ rgb }: Picture): void {
    const across = this.#across;
    const down = this.#down;
    const { cells, columns, rows } = this;
    const weight = 1 / (256 * SAMPLES * SAMPLES);
    for (let row = 0, cell = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++, cell++) {
        let sum = 0;
        for (let i = row * SAMPLES; i < (row + 1) * SAMPLES; i++) {
          const line = down[i]!;
          for (let j = column * SAMPLES; j < (column + 1) * SAMPLES; j++) {
            const at = line + across[j]!;
            sum += 77 * rgb[at]! + 150 * rgb[at + 1]! + 29 * rgb[at + 2]!;
          }
        }
        cells[cell] = sum * weight;
      }
    }
  }
}

/** The pixels sampled along one direction: SAMPLES in each of `cells` equal parts of `length`. */
function sampled(length: number, cells: number): Int32Array {
  const step = length / (cells * SAMPLES);
  return Int32Array.from({ length: cells * SAMPLES }, (_, i) => Math.min(length - 1, Math.floor((i + 0.5) * step)));
}
