import * as ort from 'onnxruntime-node';
import type { ModelSession } from '../../../models/session.ts';
import { type Box, cropSquare, type Picture, type Square } from './picture.ts';

/** Probabilities, 0..1, of what the middle of a crop shows. The first four sum to 1. */
export interface StudentView {
  /** No head in the middle. */
  none: number;
  up: number;
  bowed: number;
  onDesk: number;
  /** Of a person: a hand is raised, they stand, the head is turned to a neighbour. */
  hand: number;
  standing: number;
  turned: number;
  /** Yaw of the head relative to the camera, degrees, positive to the person's left. */
  yawDeg: number;
  /** Where the true face is from the crop's: right and down in the crop's face heights, and its size over the crop's. */
  offset: { right: number; down: number; size: number };
}

/** Side of the net's picture, pixels, and numbers a crop in its answer. */
const SIZE = 96;
const COLUMNS = 12;
/** More crops than this go in several runs: the input stays under 8 MB. */
const BATCH = 64;
/** Batches are filled up to a multiple of this, because the runtime keeps memory for every batch size it has seen. */
const FILL = 8;
const CROP = SIZE * SIZE * 3;

/**
 * The square in which a student is judged: six face heights, the face in its middle, so that a hand stretched up is
 * still inside.
 */
export function studentSquare(face: Box): Square {
  const side = face.h * 6;
  return { x: face.x + face.w / 2 - side / 2, y: face.y + face.h / 2 - side / 2, side };
}

/** The student state net (models/cards/student-states.md): many students in one run. */
export class StudentViewer {
  static readonly model = 'student-states';
  readonly #model: ModelSession;
  /** One buffer for all batches; what fills a batch up is left over from the one before and means nothing. */
  readonly #input = new Float32Array(BATCH * CROP);

  constructor(model: ModelSession) {
    this.#model = model;
  }

  /** @param squares as made by `studentSquare`; may reach beyond the picture */
  async judge(picture: Picture, squares: readonly Square[]): Promise<StudentView[]> {
    const views: StudentView[] = [];
    for (let from = 0; from < squares.length; from += BATCH) {
      const batch = squares.slice(from, from + BATCH);
      for (const [i, square] of batch.entries())
        cropSquare(picture, square, SIZE, this.#input.subarray(i * CROP, (i + 1) * CROP), 1 / 255, 0);
      const filled = Math.ceil(batch.length / FILL) * FILL;
      const crops = new ort.Tensor('float32', this.#input.subarray(0, filled * CROP), [filled, SIZE, SIZE, 3]);
      const { data } = (await this.#model.run({ crops })).float32('states');
      for (let i = 0; i < batch.length; i++)
        views.push(viewOf(data.subarray(i * COLUMNS, (i + 1) * COLUMNS) as StateRow));
    }
    return views;
  }
}

type StateRow = Float32Array & { length: typeof COLUMNS };

function viewOf(row: StateRow): StudentView {
  const most = Math.max(row[0]!, row[1]!, row[2]!, row[3]!);
  const [none, up, bowed, onDesk] = [0, 1, 2, 3].map((i) => Math.exp(row[i]! - most)) as [
    number,
    number,
    number,
    number,
  ];
  const sum = none + up + bowed + onDesk;
  return {
    none: none / sum,
    up: up / sum,
    bowed: bowed / sum,
    onDesk: onDesk / sum,
    hand: sigmoid(row[4]!),
    standing: sigmoid(row[5]!),
    turned: sigmoid(row[6]!),
    yawDeg: (Math.atan2(row[7]!, row[8]!) * 180) / Math.PI,
    offset: { right: row[9]!, down: row[10]!, size: Math.exp(row[11]!) },
  };
}

const sigmoid = (logit: number): number => 1 / (1 + Math.exp(-logit));
