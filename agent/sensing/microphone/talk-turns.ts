import * as ort from 'onnxruntime-node';
import type { ModelSession } from '../../../models/session.ts';
import { talkClasses } from '../../lesson/observation.ts';
import type { LessonNorm } from './lesson-norm.ts';
import type { SoundFrames } from './sound-frames.ts';
import { PER_FRAME, ROW_WIDTH, STEP_FRAMES, talkRows } from './talk-features.ts';
import { describePieces, type FrameRows, type FrameSpan, PIECE_WIDTH, type TalkPiece } from './talk-pieces.ts';

const CLASSES = talkClasses.length;
const NONE = talkClasses.indexOf('none');
/**
 * How much of who speaks the net of pieces says, the nets of moments the rest, once there are five minutes of talk; with less
 * there is less to compare with, and the pieces' share is smaller in proportion.
 */
const SHARE = 0.85;
const ENOUGH_FRAMES = 9375;
/** Pieces judged together at most (some twenty minutes): attention costs their square. */
const TOGETHER = 400;
/** A piece is at most 5 s long. */
const LONGEST_STEPS = 80;
/** Shorter stretches (0.2 s) are left to the nets of moments. */
const LEAST_FRAMES = 6;

/** The nets trained here (models/training): what a piece of talk sounds like; whose it is among all of the lesson. */
export const turnModels = { piece: 'talk-piece', turns: 'talk-turns' } as const;

type Net = Pick<ModelSession, 'run'>;

/** Hears a lesson's talk piece by piece, each among all others: who says little and sounds like nobody else is no teacher. */
export class TalkTurns {
  readonly #piece: Net;
  readonly #turns: Net;

  constructor(piece: Net, turns: Net) {
    this.#piece = piece;
    this.#turns = turns;
  }

  /**
   * @param path class of each frame, as far as the nets of moments know
   * @param classes steps × 4 probabilities by those nets
   * @returns the same, joined with what the pieces of talk say of who speaks; whether anybody does stays as it is
   */
  async judge(path: Uint8Array, classes: Float32Array, frames: SoundFrames, norm: LessonNorm): Promise<Float32Array> {
    let buffer: Float32Array = new Float32Array(0);
    const rowsOf: FrameRows = (from, to) => {
      const first = Math.floor(from / STEP_FRAMES);
      const rows = talkRows(frames, norm, first, Math.ceil(to / STEP_FRAMES), buffer);
      if (rows.length > buffer.length) buffer = rows;
      return rows.subarray((from - first * STEP_FRAMES) * PER_FRAME, (to - first * STEP_FRAMES) * PER_FRAME);
    };
    const stretches = stretchesOf(path);
    const talk = stretches.reduce((sum, { from, to }) => sum + to - from, 0);
    const share = SHARE * Math.min(1, talk / ENOUGH_FRAMES);
    const { pieces, rows: described } = describePieces(stretches, frames.length, rowsOf);
    const joined = Float32Array.from(classes);
    const groups = Math.ceil(pieces.length / TOGETHER);
    for (let group = 0; group < groups; group++) {
      const from = Math.floor((pieces.length * group) / groups);
      const to = Math.floor((pieces.length * (group + 1)) / groups);
      const table = await this.#heard(pieces.slice(from, to), described.subarray(from * PIECE_WIDTH), frames, norm);
      const { data } = (await this.#turns.run({ pieces: table })).float32('posteriors');
      for (let i = from; i < to; i++) {
        join(joined, pieces[i]!, data.subarray((i - from) * NONE, (i - from + 1) * NONE), share);
      }
    }
    return joined;
  }

  /** [1, pieces, width]: what describes each piece, and what the net hears in it. */
  async #heard(
    pieces: readonly TalkPiece[],
    described: Float32Array,
    frames: SoundFrames,
    norm: LessonNorm,
  ): Promise<ort.Tensor> {
    const table: number[] = [];
    const buffer = new Float32Array(LONGEST_STEPS * ROW_WIDTH);
    for (const [i, { from, to }] of pieces.entries()) {
      const [first, last] = [Math.floor(from / STEP_FRAMES), Math.ceil(to / STEP_FRAMES)];
      const rows = new ort.Tensor('float32', talkRows(frames, norm, first, last, buffer), [1, last - first, ROW_WIDTH]);
      const { data } = (await this.#piece.run({ rows })).float32('heard');
      table.push(...described.subarray(i * PIECE_WIDTH, (i + 1) * PIECE_WIDTH), ...data);
    }
    return new ort.Tensor('float32', Float32Array.from(table), [1, pieces.length, table.length / pieces.length]);
  }
}

/** The stretches of one class in which somebody speaks. */
function stretchesOf(path: Uint8Array): FrameSpan[] {
  const stretches: FrameSpan[] = [];
  for (let from = 0; from < path.length; ) {
    let to = from + 1;
    while (to < path.length && path[to] === path[from]) to++;
    if (path[from] !== NONE && to - from >= LEAST_FRAMES) stretches.push({ from, to });
    from = to;
  }
  return stretches;
}

/** Joins the log odds of who speaks, in place; the probability that anybody does is kept. */
function join(classes: Float32Array, { from, to }: TalkPiece, says: Float32Array, share: number): void {
  for (let step = Math.round(from / STEP_FRAMES); step < Math.round(to / STEP_FRAMES); step++) {
    const at = step * CLASSES;
    let [talk, sum] = [0, 0];
    for (let c = 0; c < NONE; c++) {
      talk += classes[at + c]!;
      classes[at + c] = (classes[at + c]! + 1e-6) ** (1 - share) * (says[c]! + 1e-6) ** share;
      sum += classes[at + c]!;
    }
    for (let c = 0; c < NONE; c++) classes[at + c]! *= talk / sum;
  }
}
