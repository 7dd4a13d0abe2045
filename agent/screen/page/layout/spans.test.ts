import { expect, it } from 'vitest';
import { spanAt } from './spans.ts';

const span = (startMs: number, endMs: number) => ({ startMs, endMs });

it('finds the stretch of a moment, its end excluded', () => {
  const spans = [span(0, 10), span(10, 20)];
  expect(spanAt(spans, 10)).toBe(spans[1]);
  expect(spanAt(spans, 20)).toBeUndefined();
});
