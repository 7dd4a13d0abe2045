import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { totalMs } from '../lesson/timeline.ts';
import { inSlots, overlaps, uncovered, union } from './spans.ts';

const span = (startMs: number, endMs: number) => ({ startMs, endMs });
/** In order and without overlap. */
const ordered = fc.array(fc.tuple(fc.nat(20), fc.integer({ min: 1, max: 50 })), { maxLength: 10 }).map((pairs) => {
  let atMs = 0;
  return pairs.map(([pause, length]) => {
    const startMs = atMs + pause;
    atMs = startMs + length;
    return span(startMs, atMs);
  });
});
const covers = (spans: readonly { startMs: number; endMs: number }[], atMs: number) =>
  spans.some(({ startMs, endMs }) => startMs <= atMs && atMs < endMs);

describe('spans', () => {
  it('overlap where both are', () => {
    expect(overlaps([span(0, 10), span(20, 30)], [span(5, 25)])).toEqual([span(5, 10), span(20, 25)]);
    expect(overlaps([span(0, 10)], [span(10, 20)])).toEqual([]);
  });

  it('unite where either is', () => {
    expect(union([span(20, 30), span(0, 10), span(5, 12), span(12, 15), span(40, 40)])).toEqual([
      span(0, 15),
      span(20, 30),
    ]);
  });

  it('leave open what is between them, also at both ends', () => {
    expect(uncovered([span(10, 20), span(30, 40)], 50)).toEqual([span(0, 10), span(20, 30), span(40, 50)]);
    expect(uncovered([], 50)).toEqual([span(0, 50)]);
    expect(uncovered([span(0, 60)], 50)).toEqual([]);
    expect(uncovered([span(60, 70)], 50)).toEqual([span(0, 50)]);
  });

  it('are both what they say at every millisecond', () => {
    fc.assert(
      fc.property(ordered, ordered, fc.nat(600), (a, b, atMs) => {
        expect(covers(overlaps(a, b), atMs)).toBe(covers(a, atMs) && covers(b, atMs));
        expect(covers(union([...a, ...b]), atMs)).toBe(covers(a, atMs) || covers(b, atMs));
      }),
    );
  });

  it('are cut at the edges of slots, and nothing is lost', () => {
    expect(inSlots([span(5, 25)], 10, 3)).toEqual([[span(5, 10)], [span(10, 20)], [span(20, 25)]]);
    fc.assert(
      fc.property(ordered, fc.integer({ min: 1, max: 40 }), (spans, slotMs) => {
        const slots = inSlots(spans, slotMs, Math.ceil(700 / slotMs));
        expect(totalMs(slots.flat())).toBe(totalMs(spans));
        for (const [slot, parts] of slots.entries()) {
          for (const { startMs, endMs } of parts) {
            expect(startMs >= slot * slotMs && endMs <= (slot + 1) * slotMs && endMs > startMs).toBe(true);
          }
        }
      }),
    );
  });
});
