import { expect, it } from 'vitest';
import { joined, spanAt, uncovered } from './spans.ts';

const span = (startMs: number, endMs: number) => ({ startMs, endMs });

it('joins stretches that overlap or touch', () => {
  expect(joined([span(5, 9), span(0, 3), span(3, 4), span(8, 12), span(20, 20)])).toEqual([span(0, 4), span(5, 12)]);
});

it('finds what is left open, also at both ends', () => {
  expect(uncovered([span(10, 20), span(30, 40)], 50)).toEqual([span(0, 10), span(20, 30), span(40, 50)]);
  expect(uncovered([], 50)).toEqual([span(0, 50)]);
  expect(uncovered([span(0, 60)], 50)).toEqual([]);
  expect(uncovered([span(60, 70)], 50)).toEqual([span(0, 50)]);
});

it('finds the stretch of a moment, its end excluded', () => {
  const spans = [span(0, 10), span(10, 20)];
  expect(spanAt(spans, 10)).toBe(spans[1]);
  expect(spanAt(spans, 20)).toBeUndefined();
});
