import * as ort from 'onnxruntime-node';
import type { ModelSession } from '../../../models/session.ts';
import { talkClasses } from '../../lesson/observation.ts';
import type { LessonNorm } from './lesson-norm.ts';
import type { SoundFrames } from './sound-frames.ts';
import { PER_FRAME, STEP_FRAMES, talkRows } from './talk-features.ts';
import { describePieces, type FrameRows, type FrameSpan, PIECE_WIDTH, type TalkPiece } from './talk-pieces.ts';

const CLASSES = talkClasses.length;
const NONE = talkClasses.indexOf('none');
/**
 * Of who speaks, the nets of moments and the net of pieces say half each, once there are five minutes of talk; with less there
 * is less to compare with, and the pieces' share is smaller in proportion.
 */
const SHARE = 0.5;
const ENOUGH_FRAMES = 9375;
/** Pieces judged together at most (some half an hour): attention costs their square. */
const TOGETHER = 600;
/** Shorter stretches (0.2 s) are left to the nets of moments. */
const LEAST_FRAMES = 6;

/** Hears a lesson's talk piece by piece, each among all others: who says little and sounds like nobody else is no teacher. */
export class TalkTurns {
  static readonly model = 'talk-turns';
  readonly #net: Pick<ModelSession, 'run'>;

  constructor(net: Pick<ModelSession, 'run'>) {
    this.#net = net;
  }

  /**
   * @param path class of each frame, as far as the nets of moments know
   * @param classes steps × 4 probabilities by those nets
   * @returns the same, joined with what the pieces of talk say of who speaks; whether anybody does stays as it is
   */
  async judge(path: Uint8Array, classes: Float32Array, frames: SoundFrames, norm: LessonNorm): Promise<Float32Array> {
    const rowsOf: FrameRows = (from, to) => {
      const first = Math.floor(from / STEP_FRAMES);
      const rows = talkRows(frames, norm, first, Math.ceil(to / STEP_FRAMES));
      return rows.subarray((from - first * STEP_FRAMES) * PER_FRAME, (to - first * STEP_FRAMES) * PER_FRAME);
    };
    const stretches = stretchesOf(path);
    const talk = stretches.reduce((sum, { from, to }) => sum + to - from, 0);
    const share = SHARE * Math.min(1, talk / ENOUGH_FRAMES);
    const { pieces, rows } = describePieces(stretches, frames.length, rowsOf);
    const joined = Float32Array.from(classes);
    const groups = Math.ceil(pieces.length / TOGETHER);
    for (let group = 0; group < groups; group++) {
      const from = Math.floor((pieces.length * group) / groups);
      const to = Math.floor((pieces.length * (group + 1)) / groups);
      const table = new ort.Tensor('float32', rows.subarray(from * PIECE_WIDTH, to * PIECE_WIDTH), [
        1,
        to - from,
        PIECE_WIDTH,
      ]);
      const { data } = (await this.#net.run({ pieces: table })).float32('posteriors');
      for (let i = from; i < to; i++) {
        join(joined, pieces[i]!, data.subarray((i - from) * NONE, (i - from + 1) * NONE), share);
      }
    }
    return joined;
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
