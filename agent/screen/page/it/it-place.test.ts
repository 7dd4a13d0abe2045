import { expect, it } from 'vitest';
import { addressOf, itPlaceOf, stepNames } from './it-place.ts';

it.each([
  ['', { area: 'setup', step: null }],
  ['#/', { area: 'setup', step: null }],
  ['#/health', { area: 'health', step: null }],
  ['#/setup/plan', { area: 'setup', step: 'plan' }],
  ['#/setup/nothing', { area: 'setup', step: null }],
  ['#/health/plan', { area: 'health', step: null }],
  ['#/constructor', { area: 'setup', step: null }],
  ['#/%E0', { area: 'setup', step: null }],
])('%j names a page', (hash, place) => {
  expect(itPlaceOf(hash)).toEqual(place);
});

it('leads back to each step', () => {
  for (const step of stepNames) expect(itPlaceOf(addressOf(step)).step).toBe(step);
});
