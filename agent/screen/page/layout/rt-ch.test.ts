import { expect, it } from 'vitest';
import { chBound } from '../../../indicators/st-curves.ts';
import { borders, regionsAround, triangle } from './rt-ch.ts';

it('draws the triangle Ch = 2·min(Rt, 1−Rt)', () => {
  for (const [rt, ch] of triangle) expect(ch).toBe(chBound(rt));
});

it('keeps borders and names inside the triangle', () => {
  for (const [rt, ch] of [...borders.flat(), ...regionsAround(0, 1).map((region) => region.at)])
    expect(ch).toBeLessThanOrEqual(chBound(rt) + 1e-9);
});

it('moves the name of a region out of the way of the lesson', () => {
  const mixed = (rt: number, ch: number) => regionsAround(rt, ch).find((region) => region.mode === 'mixed')?.at;
  expect(mixed(0.9, 0.1)).toEqual([0.5, 0.1]);
  expect(mixed(0.52, 0.12)).not.toEqual([0.5, 0.1]);
});
