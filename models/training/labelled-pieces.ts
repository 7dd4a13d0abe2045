import { talkClasses } from '../../agent/lesson/observation.ts';
import { FRAME_MS } from '../../agent/sensing/microphone/sound-frames.ts';
import { PER_FRAME } from '../../agent/sensing/microphone/talk-features.ts';
import { describePieces, type FrameRows, PIECE_WIDTH } from '../../agent/sensing/microphone/talk-pieces.ts';
import type { LabelledLesson } from '../tools/labelled-lessons.ts';

/** Shorter talk is no turn. */
const SHORTEST_S = 0.3;

/** pieces × (PIECE_WIDTH + 4): what each sounds like, its true class, the number of its turn, the frames [from, to). */
export function labelledPieces({ talk }: LabelledLesson, rows: Float32Array): Float32Array {
  const spoken = talk.filter(({ talk, startS, endS }) => talk !== 'none' && endS - startS > SHORTEST_S);
  const frames = rows.length / PER_FRAME;
  const frame = (atS: number) => Math.min(frames, Math.floor((atS * 1000) / FRAME_MS));
  const stretches = spoken.map(({ startS, endS }) => ({ from: frame(startS), to: frame(endS) }));
  const rowsOf: FrameRows = (from, to) => rows.subarray(from * PER_FRAME, to * PER_FRAME);
  const { pieces, rows: described } = describePieces(stretches, frames, rowsOf);
  const table = new Float32Array(pieces.length * (PIECE_WIDTH + 4));
  for (const [i, { stretch, from, to }] of pieces.entries()) {
    const at = i * (PIECE_WIDTH + 4);
    table.set(described.subarray(i * PIECE_WIDTH, (i + 1) * PIECE_WIDTH), at);
    table.set([talkClasses.indexOf(spoken[stretch]!.talk), stretch, from, to], at + PIECE_WIDTH);
  }
  return table;
}
