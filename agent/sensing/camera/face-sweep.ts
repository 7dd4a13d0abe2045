import { classroomTilings, type Face, type FaceDetector, tiles, withoutRepeats } from './face-detector.ts';
import { type Box, overlap, type Picture, type Square } from './picture.ts';

/** At a known seat even a faint face is believed; what it really shows, the state net decides. */
const FAINT_SCORE = 0.2;

/** What searches one tile: a FaceDetector. */
export type TileSearch = Pick<FaceDetector, 'findIn'>;

/**
 * Whose turn it is, look by look: known seats are judged in every look anyway, and the finest tiling has more tiles than
 * the others together.
 */
const TURNS = [0, 1, 2, 1];

interface Tile {
  square: Square;
  /** Which tiling it is of, 0: the finest. */
  tiling: number;
  faces: Face[];
  /** Number of the look that searched it last; null: none yet. */
  searchedAt: number | null;
}

export interface SweepOptions {
  /** Search with every tiling in this look, not in turns. */
  everyTiling: boolean;
  /** The part of the picture to search; null: all of it. */
  region: Box | null;
}

/**
 * Searches the picture for faces with several tilings in turn, and only where something changed
 * since a tile was last searched: what was found in an unchanged tile is still there.
 */
export class FaceSweep {
  readonly #detector: TileSearch;
  #tiles: Tile[] = [];
  #laidFor = '';

  constructor(detector: TileSearch) {
    this.#detector = detector;
  }

  /**
   * @param look number of this look, growing by one a look
   * @param changed whether a part of the picture changed since a look
   * @returns faces, best first, each once; from an unchanged tile the very objects of the look before
   */
  async find(
    picture: Picture,
    look: number,
    changed: (box: Box, since: number) => boolean,
    { everyTiling, region }: SweepOptions,
  ): Promise<Face[]> {
    this.#lay(picture);
    for (const tile of this.#tiles) {
      const box = boxOf(tile.square);
      if (region && overlap(region, box) === 0) {
        tile.faces = [];
        tile.searchedAt = null;
        continue;
      }
      if (tile.searchedAt !== null && !changed(box, tile.searchedAt)) continue;
      if (everyTiling || tile.tiling === TURNS[look % TURNS.length]) {
        tile.faces = await this.#detector.findIn(picture, tile.square, FAINT_SCORE);
        tile.searchedAt = look;
      } else tile.faces = [];
    }
    return withoutRepeats(this.#tiles.flatMap((tile) => tile.faces));
  }

  /** Lays the tiles anew when the picture's size changes. */
  #lay({ width, height }: Picture): void {
    const key = `${width} ${height}`;
    if (key === this.#laidFor) return;
    this.#laidFor = key;
    const frame = { x: 0, y: 0, w: width, h: height };
    this.#tiles = classroomTilings(width).flatMap((tiling, index) =>
      tiles(frame, tiling).map((square) => ({ square, tiling: index, faces: [], searchedAt: null })),
    );
  }
}

const boxOf = ({ x, y, side }: Square): Box => ({ x, y, w: side, h: side });
