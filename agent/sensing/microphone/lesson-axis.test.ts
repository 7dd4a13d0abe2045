import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TalkSegment } from '../../lesson/observation.ts';
import { LessonAxis } from './lesson-axis.ts';

const segment = (startMs: number, endMs: number, syllables = 0): TalkSegment => ({
  ...{ startMs, endMs, talk: 'teacher', levelDbfs: -30, syllables, uncertain: false },
});
const spans = (segments: readonly TalkSegment[]) => segments.map(({ startMs, endMs }) => [startMs, endMs]);
const lengthOf = (segments: readonly TalkSegment[]) => segments.reduce((sum, s) => sum + s.endMs - s.startMs, 0);

describe('where in the lesson lies what was heard', () => {
  it('is after its first moment, when there is no gap', () => {
    const axis = new LessonAxis(4000);
    expect(axis.at(1000)).toBe(5000);
    expect(spans(axis.place([segment(0, 1000), segment(1000, 2500)]))).toEqual([
      [4000, 5000],
      [5000, 6500],
    ]);
  });

  it('is on both sides of a gap, with its part of the syllables', () => {
    const axis = new LessonAxis(0);
    axis.jump(10_000, 60_000);
    const placed = axis.place([segment(5000, 15_000, 20)]);
    expect(spans(placed)).toEqual([
      [5000, 10_000],
      [60_000, 65_000],
    ]);
    expect(placed.map(({ syllables }) => syllables)).toEqual([10, 10]);
    expect(axis.at(11_000)).toBe(61_000);
  });

  it('is after the later of two gaps with nothing between', () => {
    const axis = new LessonAxis(0);
    axis.jump(0, 3000);
    axis.jump(1000, 9000);
    axis.jump(1000, 20_000);
    expect(spans(axis.place([segment(0, 2000)]))).toEqual([
      [3000, 4000],
      [20_000, 21_000],
    ]);
  });

  it('never is in a gap, and is as long as it was', () => {
    const piece = fc.record({
      heardMs: fc.integer({ min: 1, max: 20_000 }),
      gapMs: fc.integer({ min: 0, max: 60_000 }),
    });
    const lengths = fc.array(fc.integer({ min: 1, max: 9000 }), { maxLength: 30 });
    fc.assert(
      fc.property(fc.nat(5000), fc.array(piece, { maxLength: 8 }), lengths, (startMs, pieces, talk) => {
        const axis = new LessonAxis(startMs);
        const gaps: [number, number][] = [];
        let heardMs = 0;
        for (const each of pieces) {
          heardMs += each.heardMs;
          const fromMs = axis.at(heardMs);
          axis.jump(heardMs, fromMs + each.gapMs);
          gaps.push([fromMs, fromMs + each.gapMs]);
        }
        let endMs = 0;
        const segments = talk.map((lengthMs) => {
          endMs += lengthMs;
          return segment(endMs - lengthMs, endMs);
        });
        const placed = axis.place(segments);
        expect(lengthOf(placed)).toBe(endMs);
        let lastMs = startMs;
        for (const part of placed) {
          expect(part.startMs).toBeGreaterThanOrEqual(lastMs);
          lastMs = part.endMs;
          for (const [fromMs, toMs] of gaps) expect(part.endMs <= fromMs || part.startMs >= toMs).toBe(true);
        }
      }),
    );
  });
});
