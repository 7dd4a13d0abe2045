import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backOffMs } from './back-off.ts';

const randoms = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe('the pause before another try', () => {
  it('doubles from 1 s to 60 s, of which the first half is sure', () => {
    const least = Array.from({ length: 8 }, (_, failures) => backOffMs(failures, 0));
    expect(least).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
    expect(least.map((_, failures) => backOffMs(failures, 1))).toEqual(least.map((ms) => 2 * ms));
  });

  it('never is longer than 60 s nor shorter than 0.5 s, however often it failed', () => {
    fc.assert(
      fc.property(fc.nat(Number.MAX_SAFE_INTEGER), randoms, (failures, random) => {
        const ms = backOffMs(failures, random);
        expect(ms).toBeGreaterThanOrEqual(500);
        expect(ms).toBeLessThanOrEqual(60_000);
      }),
    );
  });
});
