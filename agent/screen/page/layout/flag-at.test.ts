import { expect, it } from 'vitest';
import { flagAt } from './flag-at.ts';
import { linearScale } from './scale.ts';

const scales = { x: linearScale(0, 100_000, 0, 1000), rows: { bookmarks: { y: 200, height: 48 } } };

it('means the flag that is nearest to a finger', () => {
  expect(flagAt(505, 220, [50_000, 53_000], scales)).toBe(50_000);
  expect(flagAt(525, 248, [50_000, 53_000], scales)).toBe(53_000);
  expect(flagAt(476, 200, [50_000], scales)).toBe(50_000);
});

it('means no flag beside one, above them, or where there are none', () => {
  expect(flagAt(475, 220, [50_000], scales)).toBeUndefined();
  expect(flagAt(500, 199, [50_000], scales)).toBeUndefined();
  expect(flagAt(500, 220, [], scales)).toBeUndefined();
});
