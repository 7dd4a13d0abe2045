import { MEL_BANDS, SPECTRA } from './sound-frames.ts';
import { PER_FRAME } from './talk-features.ts';

/** Where a frame's row holds what (talkRows). */
const VOICE = SPECTRA * MEL_BANDS;
const LEVEL = VOICE + 1;
const OVER_QUIET = VOICE + 2;
const HARMONICITY = VOICE + 3;
const PITCH = VOICE + 4;

/** Values that describe a piece. */
export const PIECE_WIDTH = 2 * MEL_BANDS + 13;

/** A pause is this far below the loudest within a second (in tens of dB), with hardly a voice, for at least 0.2 s. */
const PAUSE_DEPTH = 1.2;
const PAUSE_VOICE = 0.5;
const PAUSE_FRAMES = 6;
const LOUDEST_REACH = 31;
/** A piece shorter than this (0.4 s) goes with the one before when the pause between is shorter than half a second. */
const SHORT_FRAMES = 12;
const NEAR_FRAMES = 16;
/** No piece is longer than 5 s: a longer one is cut into equal parts. */
const LONGEST_FRAMES = 156;
const LEAST_FRAMES = 3;
const FRAME_S = 0.032;

/** Frames [from, to). */
export interface FrameSpan {
  from: number;
  to: number;
}

/** A part of a stretch of talk. */
export interface TalkPiece extends FrameSpan {
  /** Number of the stretch. */
  stretch: number;
}

/** Gives the rows of the frames [from, to), PER_FRAME values each. */
export type FrameRows = (from: number, to: number) => Float32Array;

/** A piece and the pauses around it. */
interface CutPiece extends FrameSpan {
  /** Frames since the piece before; 0 inside a long one that was cut. */
  pause: number;
  isFirst: boolean;
  isLast: boolean;
  isLong: boolean;
}

/** The pieces of stretches of talk, cut at pauses, and what each sounds like: pieces × PIECE_WIDTH. */
export function describePieces(
  stretches: readonly FrameSpan[],
  frames: number,
  rowsOf: FrameRows,
): { pieces: TalkPiece[]; rows: Float32Array } {
  const pieces: TalkPiece[] = [];
  const rows: Float32Array[] = [];
  let end = 0;
  for (const [stretch, { from, to }] of stretches.entries()) {
    const margin = Math.max(0, from - LOUDEST_REACH);
    const around = rowsOf(margin, Math.min(frames, to + LOUDEST_REACH));
    for (const whole of cutAtPauses(around, from - margin, to - margin)) {
      for (const piece of inParts(whole, whole.from + margin - end)) {
        if (piece.to - piece.from < LEAST_FRAMES) continue;
        rows.push(describe(around.subarray(piece.from * PER_FRAME, piece.to * PER_FRAME), piece));
        pieces.push({ from: piece.from + margin, to: piece.to + margin, stretch });
      }
      end = whole.to + margin;
    }
  }
  const table = new Float32Array(rows.length * PIECE_WIDTH);
  for (const [i, row] of rows.entries()) table.set(row, i * PIECE_WIDTH);
  return { pieces, rows: table };
}

/** Cuts the frames [from, to) of the rows at pauses. */
function cutAtPauses(rows: Float32Array, from: number, to: number): FrameSpan[] {
  const frames = rows.length / PER_FRAME;
  const value = (frame: number, column: number) => rows[frame * PER_FRAME + column]!;
  const isQuiet = (frame: number) => {
    if (value(frame, VOICE) >= 2 * PAUSE_VOICE - 1) return false;
    let loudest = Number.NEGATIVE_INFINITY;
    const last = Math.min(frames - 1, frame + LOUDEST_REACH);
    for (let i = Math.max(0, frame - LOUDEST_REACH); i <= last; i++) loudest = Math.max(loudest, value(i, LEVEL));
    return value(frame, LEVEL) < loudest - PAUSE_DEPTH;
  };
  const pieces: FrameSpan[] = [];
  const add = (piece: FrameSpan) => {
    const before = pieces.at(-1);
    const isShort = piece.to - piece.from < SHORT_FRAMES || (before && before.to - before.from < SHORT_FRAMES);
    if (before && isShort && piece.from - before.to < NEAR_FRAMES) before.to = piece.to;
    else pieces.push(piece);
  };
  let start = from;
  for (let i = from; i < to; ) {
    let end = i;
    while (end < to && isQuiet(end)) end++;
    if (end - i >= PAUSE_FRAMES) {
      if (i > start) add({ from: start, to: i });
      start = end;
    }
    i = Math.max(end, i + 1);
  }
  if (to > start) add({ from: start, to });
  return pieces;
}

/** A piece in equal parts of at most 5 s. */
function inParts({ from, to }: FrameSpan, pause: number): CutPiece[] {
  const parts = Math.max(1, Math.ceil((to - from) / LONGEST_FRAMES));
  const at = (part: number) => from + Math.floor(((to - from) * part) / parts);
  return Array.from({ length: parts }, (_, part) => ({
    from: at(part),
    to: at(part + 1),
    pause: part === 0 ? pause : Number.NaN,
    isFirst: part === 0,
    isLast: part === parts - 1,
    isLong: parts > 1,
  }));
}

/** Weighted means and deviations of a piece's bands, its pitch, voice and levels, how long it is and what is before it. */
function describe(rows: Float32Array, { pause, isFirst, isLast, isLong }: CutPiece): Float32Array {
  const frames = rows.length / PER_FRAME;
  const value = (frame: number, column: number) => rows[frame * PER_FRAME + column]!;
  const voice = (frame: number) => (value(frame, VOICE) + 1) / 2;
  const harmonicity = (frame: number) => (value(frame, HARMONICITY) + 1) / 2;
  // Loud, voiced frames tell most of who speaks.
  const weights = shares(frames, (i) => (0.2 + voice(i)) / (1 + Math.exp(-2 * (value(i, LEVEL) + 1))) + 1e-3);
  const mean = (of: (frame: number) => number, by = weights) => by.reduce((sum, weight, i) => sum + weight * of(i), 0);
  const described = new Float32Array(PIECE_WIDTH);
  for (let band = 0; band < MEL_BANDS; band++) {
    const energy = (i: number) => (value(i, band) + value(i, MEL_BANDS + band)) / 2;
    const middle = mean(energy);
    described[band] = middle;
    described[MEL_BANDS + band] = Math.sqrt(mean((i) => (energy(i) - middle) ** 2) + 1e-6);
  }
  const clear = shares(frames, (i) => weights[i]! * harmonicity(i) ** 2 + 1e-6);
  const pitch = (i: number) => value(i, PITCH) / Math.max(harmonicity(i), 0.2);
  const meanPitch = mean(pitch, clear);
  const level = (i: number) => value(i, LEVEL);
  const even = shares(frames, () => 1);
  const meanLevel = mean(level, even);
  const levels = Float32Array.from({ length: frames }, (_, i) => level(i)).sort();
  described.set(
    [
      meanPitch,
      Math.sqrt(mean((i) => (pitch(i) - meanPitch) ** 2, clear)),
      mean(harmonicity),
      mean(voice, even),
      mean(level),
      Math.sqrt(mean((i) => (level(i) - meanLevel) ** 2, even)),
      levels[Math.floor(0.8 * frames)]!,
      mean((i) => value(i, OVER_QUIET)),
      Math.min(1, (frames * FRAME_S) / 5),
      Number(isLong),
      isFirst ? Math.min(5, pause * FRAME_S) / 5 : -0.2,
      Number(isFirst),
      Number(isLast),
    ],
    2 * MEL_BANDS,
  );
  return described;
}

/** Weights of the frames that sum to one. */
function shares(frames: number, weight: (frame: number) => number): Float64Array {
  const weights = Float64Array.from({ length: frames }, (_, i) => weight(i));
  const sum = weights.reduce((total, value) => total + value, 0);
  return weights.map((value) => value / sum);
}
