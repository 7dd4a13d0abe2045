import type { LumaGrid } from './luma-grid.ts';
import { agreement, findEdges, halved, movedBy, noEdges, type SceneEdges } from './scene-edges.ts';

/** How slowly the reference follows the room: a curtain or a new poster is learned within minutes. */
const LEARNING_MS = 120_000;
/** Around the coarse result, cells of the full grid. */
const REFINED_CELLS = 3;

/** Where the scene is now, in cells relative to the reference, and how well it agrees there (0..1). */
export interface SceneMatch {
  dx: number;
  dy: number;
  agreement: number;
}

/** What a camera usually shows: the edges that are there most of the time. */
export class SceneReference {
  readonly #edges: SceneEdges;
  #mean: SceneEdges;
  #learnedMs = 0;
  #looks = 0;

  constructor({ columns, rows }: LumaGrid) {
    this.#edges = noEdges(columns, rows);
    this.#mean = noEdges(columns, rows);
  }

  /** Time for which the reference has been learned, milliseconds. */
  get learnedMs(): number {
    return this.#learnedMs;
  }

  /** Takes a look at a picture; what follows is about this picture. */
  look(grid: LumaGrid): void {
    findEdges(grid, this.#edges);
  }

  /** How well the picture agrees with the reference in its place, 1 when nothing is learned yet. */
  inPlace(): number {
    return this.#looks === 0 ? 1 : agreement(this.#edges, this.#mean);
  }

  /** The best place nearby, uphill from where the scene was: cheap, for a look that agrees well enough. */
  nearby(): SceneMatch {
    let best: SceneMatch = { dx: 0, dy: 0, agreement: this.inPlace() };
    if (this.#looks === 0) return best;
    for (;;) {
      const from = best;
      for (const [x, y] of [
        [1, 0],
        [-1, 0],
        [0, 1],
        [0, -1],
      ] as const)
        best = this.#better(best, from.dx + x, from.dy + y);
      if (best === from || Math.hypot(best.dx, best.dy) > REFINED_CELLS) return best;
    }
  }

  /**
   * The best place within reach: some ten milliseconds, for a look that does not agree.
   * @param reach share of the picture's width and height to each side
   */
  anywhere(reach: number): SceneMatch {
    const [now, reference] = [halved(this.#edges), halved(this.#mean)];
    const [reachX, reachY] = [Math.round(reach * now.columns), Math.round(reach * now.rows)];
    let coarse: SceneMatch = { dx: 0, dy: 0, agreement: -1 };
    for (let dy = -reachY; dy <= reachY; dy++) {
      for (let dx = -reachX; dx <= reachX; dx++) {
        const value = agreement(now, reference, dx, dy);
        if (value > coarse.agreement) coarse = { dx, dy, agreement: value };
      }
    }
    let best: SceneMatch = { dx: 0, dy: 0, agreement: -1 };
    for (let y = -REFINED_CELLS; y <= REFINED_CELLS; y++) {
      for (let x = -REFINED_CELLS; x <= REFINED_CELLS; x++) {
        best = this.#better(best, 2 * coarse.dx + x, 2 * coarse.dy + y);
      }
    }
    return best;
  }

  /** A match to fractions of a cell: the top of the parabola through it and its neighbours. */
  exactly({ dx, dy }: SceneMatch): { dx: number; dy: number } {
    const at = (x: number, y: number) => agreement(this.#edges, this.#mean, dx + x, dy + y);
    const top = (before: number, here: number, after: number) => {
      const bend = before - 2 * here + after;
      return bend < 0 ? Math.max(-0.5, Math.min(0.5, (before - after) / (2 * bend))) : 0;
    };
    return { dx: dx + top(at(-1, 0), at(0, 0), at(1, 0)), dy: dy + top(at(0, -1), at(0, 0), at(0, 1)) };
  }

  /** Learns from the picture, which shows the usual scene, what has passed since the one before. */
  learn(passedMs: number): void {
    this.#learnedMs += passedMs;
    this.#looks++;
    const rate = Math.max(1 / this.#looks, 1 - Math.exp(-passedMs / LEARNING_MS));
    const [mean, edges] = [this.#mean, this.#edges];
    for (let i = 0; i < mean.x.length; i++) {
      mean.x[i]! += rate * (edges.x[i]! - mean.x[i]!);
      mean.y[i]! += rate * (edges.y[i]! - mean.y[i]!);
    }
  }

  /** From now on the scene is where it was found. */
  move({ dx, dy }: SceneMatch): void {
    this.#mean = movedBy(this.#mean, dx, dy);
  }

  /** From now on the scene is what the picture shows. */
  replace(): void {
    this.#looks = 0;
    this.#learnedMs = 0;
    this.learn(0);
  }

  #better(best: SceneMatch, dx: number, dy: number): SceneMatch {
    const value = agreement(this.#edges, this.#mean, dx, dy);
    return value > best.agreement ? { dx, dy, agreement: value } : best;
  }
}
