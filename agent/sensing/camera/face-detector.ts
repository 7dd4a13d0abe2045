import * as ort from 'onnxruntime-node';
import type { ModelSession } from '../../../models/session.ts';
import { type Box, cropSquare, overlap, type Picture, type Square } from './picture.ts';

/** A face in picture pixels. */
export interface Face extends Box {
  /** 0..1 */
  score: number;
}

/** The model's picture, and the pixels between its 48 × 48 anchors. */
const INPUT = 192;
const STRIDE = 4;
const GRID = INPUT / STRIDE;
/** A face larger than this share of a tile is mostly a mistake; a coarser tiling finds it well. */
const LARGEST_SHARE = 0.4;
/** Numbers an anchor: score, box centre and size, six points of the face. */
const COLUMNS = 17;

export interface TilingOptions {
  /** Side of a tile in picture pixels; a face should be 5–30 % of it. */
  tile: number;
  /** Least overlap of neighbouring tiles, pixels: a face no larger lies whole in one of them. */
  overlap: number;
}

/** Sides of the tiles as shares of the picture's width: a face that is lost at one size is found at another. */
const TILE_SHARES = [1 / 7.5, 1 / 5, 1 / 3.33];
const OVERLAP_SHARE = 0.32;

/** The tilings that together find near and far faces in a picture of this width, finest first. */
export const classroomTilings = (width: number): TilingOptions[] =>
  TILE_SHARES.map((share) => ({ tile: share * width, overlap: OVERLAP_SHARE * share * width }));

/**
 * Finds faces tile by tile: at classroom distance a face is a few pixels of the model's 192 × 192 picture when the whole
 * frame is squeezed into it, and nobody is found.
 */
export class FaceDetector {
  static readonly model = 'face-detector-full-range';
  readonly #model: ModelSession;
  readonly #input = new Float32Array(INPUT * INPUT * 3);

  constructor(model: ModelSession) {
    this.#model = model;
  }

  /**
   * Faces of the whole picture at several tilings, best first, each once.
   * @param threshold least score, 0..1
   */
  async find(picture: Picture, tilings: readonly TilingOptions[], threshold: number): Promise<Face[]> {
    const region = { x: 0, y: 0, w: picture.width, h: picture.height };
    const found: Face[] = [];
    for (const tiling of tilings)
      for (const square of tiles(region, tiling)) found.push(...(await this.findIn(picture, square, threshold)));
    return withoutRepeats(found);
  }

  /**
   * Faces of one tile, in no order, some perhaps several times.
   * @param threshold least score, 0..1
   */
  async findIn(picture: Picture, square: Square, threshold: number): Promise<Face[]> {
    cropSquare(picture, square, INPUT, this.#input, 2 / 255, -1);
    const input = new ort.Tensor('float32', this.#input, [1, INPUT, INPUT, 3]);
    const { data } = (await this.#model.run({ input })).float32('Identity');
    return decode(data, square, threshold);
  }
}

/** Squares that cover a region with at least the wanted overlap; the last row and column end at the region's edge. */
export function tiles(region: Box, { tile, overlap: shared }: TilingOptions): Square[] {
  const along = (start: number, length: number): number[] => {
    const count = Math.max(1, Math.ceil((length - shared) / (tile - shared)));
    return Array.from({ length: count }, (_, i) => (count === 1 ? start : start + (i * (length - tile)) / (count - 1)));
  };
  return along(region.y, region.h).flatMap((y) => along(region.x, region.w).map((x) => ({ x, y, side: tile })));
}

/** Anchor values are pixels of the model's picture, relative to the anchor's centre; the score is a logit. */
function decode(data: Float32Array, square: Square, threshold: number): Face[] {
  const found: Face[] = [];
  const logit = Math.log(threshold / (1 - threshold));
  const scale = square.side / INPUT;
  for (let anchor = 0; anchor < GRID * GRID; anchor++) {
    const at = anchor * COLUMNS;
    if (data[at]! < logit) continue;
    const anchorX = ((anchor % GRID) + 0.5) * STRIDE;
    const anchorY = (Math.floor(anchor / GRID) + 0.5) * STRIDE;
    const toX = (value: number) => square.x + (anchorX + value) * scale;
    const toY = (value: number) => square.y + (anchorY + value) * scale;
    const w = data[at + 3]! * scale;
    const h = data[at + 4]! * scale;
    if (h > LARGEST_SHARE * square.side) continue;
    const score = 1 / (1 + Math.exp(-data[at]!));
    found.push({ x: toX(data[at + 1]!) - w / 2, y: toY(data[at + 2]!) - h / 2, w, h, score });
  }
  return found;
}

/** Non-maximum suppression: of faces that overlap by a third, or whose centres are closer than heads can be, the best stays. */
export function withoutRepeats(faces: readonly Face[]): Face[] {
  const kept: Face[] = [];
  for (const face of faces.toSorted((a, b) => b.score - a.score)) {
    if (kept.every((better) => overlap(better, face) < 1 / 3 && !closer(better, face))) kept.push(face);
  }
  return kept;
}

function closer(a: Face, b: Face): boolean {
  const distance = Math.hypot(a.x + a.w / 2 - b.x - b.w / 2, a.y + a.h / 2 - b.y - b.h / 2);
  return distance < 0.6 * Math.max(a.h, b.h);
}
