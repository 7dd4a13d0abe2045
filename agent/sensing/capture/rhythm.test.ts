import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Rhythm } from './rhythm.ts';

/** The rhythm of a source whose pictures come after these pauses. */
function rhythmOf(pausesMs: readonly number[]): Rhythm {
  const rhythm = new Rhythm();
  let nowMs = 1000;
  rhythm.beat(nowMs);
  for (const pauseMs of pausesMs) {
    nowMs += pauseMs;
    rhythm.beat(nowMs);
  }
  return rhythm;
}

const every = (ms: number, times = 30) => Array.from({ length: times }, () => ms);

describe('the patience with a source', () => {
  it.each([
    ['25 pictures a second', 40, 5_000],
    ['a picture a second', 1_000, 10_000],
    ['a picture in 20 s', 20_000, 200_000],
    ['a picture in five minutes', 300_000, 300_000],
  ])('with %s is ten times its own pause, 5 s to 5 min', (_, pauseMs, patienceMs) => {
    expect(rhythmOf(every(pauseMs)).patienceMs).toBe(patienceMs);
  });

  it('is long while nothing is usual yet', () => {
    expect(rhythmOf([]).patienceMs).toBe(60_000);
    expect(rhythmOf([20_000, 20_000]).patienceMs).toBe(60_000);
    expect(rhythmOf([40, 40, 40]).patienceMs).toBe(5_000);
  });

  it('is not changed by a single long pause, and learns another rhythm', () => {
    expect(rhythmOf([...every(40), 4_900, ...every(40, 3)]).patienceMs).toBe(5_000);
    expect(rhythmOf([...every(40), ...every(2_000, 15)]).patienceMs).toBe(20_000);
  });

  it('always outlasts a source that keeps to within five times its usual pause', () => {
    const pauses = fc
      .integer({ min: 1, max: 60_000 })
      .chain((usual) => fc.array(fc.integer({ min: usual, max: 5 * usual }), { minLength: 1, maxLength: 60 }));
    fc.assert(
      fc.property(pauses, (pausesMs) => {
        for (const [i, pauseMs] of pausesMs.entries()) {
          // What is slower than a picture in 5 min, or in a minute at first, is not waited for.
          const limitMs = i < 3 ? 60_000 : 300_000;
          if (pauseMs < limitMs) expect(rhythmOf(pausesMs.slice(0, i)).patienceMs).toBeGreaterThan(pauseMs);
        }
      }),
    );
  });
});
