import fc from 'fast-check';
import { expect, it } from 'vitest';
import { slopeOf } from './slope.ts';

it('is what a straight line grows by', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 50 }), fc.integer({ min: -50, max: 50 }), fc.integer(), (n, slope, start) => {
      const line = Array.from({ length: n }, (_, i) => (start % 1000) + slope * i);
      expect(slopeOf(line)).toBeCloseTo(slope, 6);
    }),
  );
});

it.each([[[]], [[3]], [[5, 5, 5]]])('of %j is none', (values) => {
  expect(slopeOf(values)).toBe(0);
});
