import { expect, it } from 'vitest';
import { stPoints } from '../../../indicators/st-curves.ts';
import { nearestStPoint, stPlaceAt } from './st-path.ts';

const points = stPoints({ slotMs: 30_000, slots: ['T', 'T', 'S', null, 'T'] });

it('finds the place of a moment inside its slot, and keeps to the ends', () => {
  expect(stPlaceAt(points, 0)).toEqual({ t: 0, s: 0 });
  expect(stPlaceAt(points, 75_000)).toEqual({ t: 2, s: 0.5 });
  expect(stPlaceAt(points, 999_000)).toEqual({ t: 3, s: 1 });
});

it('finds the nearest point of the curve', () => {
  expect(nearestStPoint(points, 2.2, 0.9)?.atMs).toBe(90_000);
  expect(nearestStPoint([], 0, 0)).toBeUndefined();
});
