import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PER_FRAME } from './talk-features.ts';
import { describePieces, type FrameRows, PIECE_WIDTH } from './talk-pieces.ts';

const [VOICE, LEVEL] = [80, 81];

/** Rows of frames that are loud and voiced where told, else 30 dB softer and voiceless. */
function rowsOf(speaks: (frame: number) => boolean, frames: number): FrameRows {
  const rows = new Float32Array(frames * PER_FRAME);
  for (let i = 0; i < frames; i++) {
    rows[i * PER_FRAME + VOICE] = speaks(i) ? 1 : -1;
    rows[i * PER_FRAME + LEVEL] = speaks(i) ? 0.5 : -2.5;
  }
  return (from, to) => rows.subarray(from * PER_FRAME, to * PER_FRAME);
}
const spans = (speaks: (frame: number) => boolean, frames: number, ...stretches: [number, number][]) =>
  describePieces(
    stretches.map(([from, to]) => ({ from, to })),
    frames,
    rowsOf(speaks, frames),
  ).pieces.map(({ from, to, stretch }) => [from, to, stretch]);
const between =
  (...pauses: [number, number][]) =>
  (frame: number) =>
    !pauses.some(([from, to]) => frame >= from && frame < to);

describe('pieces of talk', () => {
  it('are cut at pauses of 0.2 s, not at shorter ones', () => {
    expect(spans(between([40, 46], [80, 85]), 130, [0, 130])).toEqual([
      [0, 40, 0],
      [46, 130, 0],
    ]);
  });

  it('are never of two stretches', () => {
    expect(spans(between(), 100, [10, 40], [40, 90])).toEqual([
      [10, 40, 0],
      [40, 90, 1],
    ]);
  });

  it('go together when they are short and near', () => {
    expect(spans(between([20, 28]), 60, [0, 34])).toEqual([[0, 34, 0]]);
    expect(spans(between([20, 40]), 60, [0, 46])).toEqual([
      [0, 20, 0],
      [40, 46, 0],
    ]);
  });

  it('are at most 5 s long', () => {
    expect(spans(between(), 400, [0, 400])).toEqual([
      [0, 133, 0],
      [133, 266, 0],
      [266, 400, 0],
    ]);
  });

  it('tell how long they are and what is before them', () => {
    const { rows } = describePieces([{ from: 50, to: 100 }], 200, rowsOf(between([70, 80]), 200));
    expect(rows).toHaveLength(2 * PIECE_WIDTH);
    const rest = (piece: number) => [...rows.subarray(piece * PIECE_WIDTH + 88, (piece + 1) * PIECE_WIDTH)];
    // Length, whether cut from a longer one, pause before, first and last of it.
    for (const [piece, expected] of [
      [(20 * 0.032) / 5, 0, (50 * 0.032) / 5, 1, 1],
      [(20 * 0.032) / 5, 0, (10 * 0.032) / 5, 1, 1],
    ].entries()) {
      expect(rest(piece)).toHaveLength(5);
      for (const [i, value] of expected.entries()) expect(rest(piece)[i]).toBeCloseTo(value, 5);
    }
  });

  it('lie in their stretches, in order and apart, and are finite', () => {
    const stretches = fc
      .array(fc.tuple(fc.nat(60), fc.integer({ min: 1, max: 300 })), { maxLength: 6 })
      .map((drawn) => {
        let at = 0;
        return drawn.map(([gap, length]) => {
          const from = at + gap;
          at = from + length;
          return { from, to: at };
        });
      });
    fc.assert(
      fc.property(stretches, fc.array(fc.boolean(), { minLength: 1, maxLength: 200 }), (drawn, pattern) => {
        const frames = (drawn.at(-1)?.to ?? 0) + 5;
        const { pieces, rows } = describePieces(
          drawn,
          frames,
          rowsOf((i) => pattern[Math.floor(i / 4) % pattern.length]!, frames),
        );
        expect(rows).toHaveLength(pieces.length * PIECE_WIDTH);
        expect(rows.every(Number.isFinite)).toBe(true);
        for (const [i, { from, to, stretch }] of pieces.entries()) {
          expect(from).toBeGreaterThanOrEqual(Math.max(drawn[stretch]!.from, pieces[i - 1]?.to ?? 0));
          expect(to).toBeGreaterThan(from);
          expect(to).toBeLessThanOrEqual(drawn[stretch]!.to);
        }
      }),
      { numRuns: 50 },
    );
  });
});
