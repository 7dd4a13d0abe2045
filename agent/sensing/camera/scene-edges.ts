import type { LumaGrid } from './luma-grid.ts';

/** A step of brightness below this (luma, or share of the luma around it) is hardly an edge. */
const EDGE_LUMA = 4;
const EDGE_SHARE = 0.06;

/**
 * The edges of a picture: for each cell the direction in which it grows brighter, as a vector of length 0 (no edge) to 1.
 * Lamps and curtains change how strong an edge is; where it runs is changed by what moves.
 */
export interface SceneEdges {
  readonly columns: number;
  readonly rows: number;
  readonly x: Float32Array;
  readonly y: Float32Array;
}

export function noEdges(columns: number, rows: number): SceneEdges {
  return { columns, rows, x: new Float32Array(columns * rows), y: new Float32Array(columns * rows) };
}

/** The edges of a picture; `out` has the grid's size. */
export function findEdges(
  { cells, columns, rows }: Pick<LumaGrid, 'cells' | 'columns' | 'rows'>,
  out: SceneEdges,
): void {
  for (let row = 1; row < rows - 1; row++) {
    for (let column = 1, at = row * columns + 1; column < columns - 1; column++, at++) {
      const right = cells[at + 1]! - cells[at - 1]!;
      const down = cells[at + columns]! - cells[at - columns]!;
      const least = Math.max(EDGE_LUMA, EDGE_SHARE * cells[at]!);
      const length = Math.sqrt(right * right + down * down + least * least);
      out.x[at] = right / length;
      out.y[at] = down / length;
    }
  }
}

/** A picture's edges at half the size, each the mean of four cells. */
export function halved({ columns, rows, x, y }: SceneEdges): SceneEdges {
  const half = noEdges(columns >> 1, rows >> 1);
  for (let row = 0, to = 0; row < half.rows; row++) {
    for (let column = 0; column < half.columns; column++, to++) {
      const at = 2 * row * columns + 2 * column;
      half.x[to] = (x[at]! + x[at + 1]! + x[at + columns]! + x[at + columns + 1]!) / 4;
      half.y[to] = (y[at]! + y[at + 1]! + y[at + columns]! + y[at + columns + 1]!) / 4;
    }
  }
  return half;
}

/**
 * How well edges agree with those of a reference that has moved by (dx, dy) cells: 1 = the same, 0 = another scene, as
 * the correlation of the two vector fields where they overlap.
 */
export function agreement(now: SceneEdges, reference: SceneEdges, dx = 0, dy = 0): number {
  const { columns, rows, x: nowX, y: nowY } = now;
  const { x: referenceX, y: referenceY } = reference;
  const right = Math.min(columns, columns + dx);
  const bottom = Math.min(rows, rows + dy);
  const back = dy * columns + dx;
  let both = 0;
  let own = 0;
  let other = 0;
  for (let row = Math.max(0, dy); row < bottom; row++) {
    const end = row * columns + right;
    for (let at = row * columns + Math.max(0, dx); at < end; at++) {
      const ax = nowX[at]!;
      const ay = nowY[at]!;
      const bx = referenceX[at - back]!;
      const by = referenceY[at - back]!;
      both += ax * bx + ay * by;
      own += ax * ax + ay * ay;
      other += bx * bx + by * by;
    }
  }
  return own > 0 && other > 0 ? both / Math.sqrt(own * other) : 0;
}

/** The reference as it looks after it has moved by whole cells; what comes into view is unknown. */
export function movedBy(reference: SceneEdges, dx: number, dy: number): SceneEdges {
  const { columns, rows } = reference;
  const moved = noEdges(columns, rows);
  for (let row = Math.max(0, dy); row < Math.min(rows, rows + dy); row++) {
    for (let column = Math.max(0, dx); column < Math.min(columns, columns + dx); column++) {
      const [to, from] = [row * columns + column, (row - dy) * columns + column - dx];
      moved.x[to] = reference.x[from]!;
      moved.y[to] = reference.y[from]!;
    }
  }
  return moved;
}
