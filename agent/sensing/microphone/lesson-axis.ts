import type { TalkSegment } from '../../lesson/observation.ts';
import { talkWithout } from '../../lesson/timeline.ts';

interface Piece {
  /** Where it begins in what was heard, milliseconds without the gaps. */
  heardMs: number;
  /** Where it begins in the lesson. */
  lessonMs: number;
}

/**
 * Where in the lesson lies what was heard. The frames of a lesson follow each other also where there is a gap between
 * them, so that what is usual in the lesson is learned from sound alone; this puts the gaps back.
 */
export class LessonAxis {
  readonly #pieces: [Piece, ...Piece[]];

  /** @param startMs lesson time of the first sound */
  constructor(startMs: number) {
    this.#pieces = [{ heardMs: 0, lessonMs: startMs }];
  }

  /** What comes after so much was heard belongs to a later moment of the lesson. */
  jump(heardMs: number, lessonMs: number): void {
    const last = this.#pieces.at(-1)!;
    if (last.heardMs === heardMs) last.lessonMs = lessonMs;
    else this.#pieces.push({ heardMs, lessonMs });
  }

  /** Lesson time of a moment after the last jump. */
  at(heardMs: number): number {
    const last = this.#pieces.at(-1)!;
    return last.lessonMs + heardMs - last.heardMs;
  }

  /** Segments in heard time, in order, to where they belong; one over a gap becomes two. */
  place(segments: readonly TalkSegment[]): TalkSegment[] {
    return this.#pieces.flatMap((piece, i) => {
      const endMs = this.#pieces[i + 1]?.heardMs ?? Number.POSITIVE_INFINITY;
      const shiftMs = piece.lessonMs - piece.heardMs;
      return segments
        .filter((segment) => segment.startMs < endMs && segment.endMs > piece.heardMs)
        .flatMap((segment) => talkWithout([segment], { startMs: Number.NEGATIVE_INFINITY, endMs: piece.heardMs }))
        .flatMap((segment) => talkWithout([segment], { startMs: endMs, endMs: Number.POSITIVE_INFINITY }))
        .map((part) => ({ ...part, startMs: part.startMs + shiftMs, endMs: part.endMs + shiftMs }));
    });
  }
}
