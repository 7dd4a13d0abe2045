import { expect, it } from 'vitest';
import { labelBeside, textEms } from './label.ts';

it('puts a label on the side that has room', () => {
  expect(labelBeside(100, 50, 200, 8)).toEqual({ x: 108, anchor: 'start' });
  expect(labelBeside(160, 50, 200, 8)).toEqual({ x: 152, anchor: 'end' });
});

it('counts CJK characters as squares', () => {
  expect(textEms('举手')).toBe(2);
  expect(textEms('14')).toBeCloseTo(1.12);
});
