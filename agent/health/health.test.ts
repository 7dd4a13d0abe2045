import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Health, type Part } from './health.ts';

function made() {
  const clock = { nowMs: 0 };
  const health = new Health(() => clock.nowMs);
  const state = (part: Part) => health.parts().find((each) => each.part === part);
  return { clock, health, state };
}

describe('Health', () => {
  it('a part that makes progress works; one that makes none for its patience is stuck; progress frees it', () => {
    const { clock, health, state } = made();
    health.expect('inference/microphone', 10_000);
    expect(state('inference/microphone')).toMatchObject({ state: 'starting', forS: 0 });
    clock.nowMs = 5000;
    health.progress('inference/microphone');
    clock.nowMs = 15_000;
    expect(state('inference/microphone')).toMatchObject({ state: 'working', forS: 10 });
    clock.nowMs = 17_000;
    expect(state('inference/microphone')).toMatchObject({ state: 'stuck', forS: 2 });
    expect(health.stuck()).toHaveLength(1);
    health.progress('inference/microphone');
    expect(state('inference/microphone')).toMatchObject({ state: 'working', forS: 0 });
  });

  it('a part that never begins is stuck, too', () => {
    const { clock, health, state } = made();
    health.expect('capture/student-camera', 1000);
    clock.nowMs = 1001;
    expect(state('capture/student-camera')?.state).toBe('stuck');
  });

  it('a part that is known to be degraded is not stuck, however long', () => {
    const { clock, health, state } = made();
    health.expect('capture/student-camera', 1000);
    clock.nowMs = 5000;
    health.degraded('capture/student-camera', 'no route to the camera');
    clock.nowMs = 90_000;
    health.degraded('capture/student-camera', 'camera refuses');
    expect(state('capture/student-camera')).toMatchObject({ state: 'degraded', cause: 'camera refuses', forS: 85 });
    expect(health.stuck()).toEqual([]);
    health.progress('capture/student-camera');
    expect(state('capture/student-camera')).toMatchObject({ state: 'working', cause: null, forS: 0 });
  });

  it('nothing is expected of a part that rests, and nothing it says counts', () => {
    const { clock, health, state } = made();
    health.progress('database');
    expect(health.parts()).toEqual([]);
    health.expect('database', 1000);
    health.rest('database');
    clock.nowMs = 60_000;
    health.degraded('database', 'x');
    health.rest('database');
    expect(state('database')).toEqual({ part: 'database', state: 'resting', cause: null, forS: 60 });
  });

  it('expecting it again, with another patience, forgets nothing', () => {
    const { clock, health, state } = made();
    health.expect('database', 1000);
    health.progress('database');
    clock.nowMs = 1500;
    health.expect('database', 5000);
    expect(state('database')?.state).toBe('working');
    clock.nowMs = 5001;
    expect(state('database')?.state).toBe('stuck');
  });

  it('whatever happens: a part is stuck only if expected, not degraded, and silent for its patience', () => {
    const patienceMs = 100;
    const steps = fc.array(
      fc.oneof(fc.constantFrom('expect', 'rest', 'progress', 'degraded'), fc.integer({ min: 0, max: 150 })),
    );
    fc.assert(
      fc.property(steps, (all) => {
        const { clock, health } = made();
        let expected = false;
        let cause = false;
        let signMs = 0;
        for (const step of all) {
          if (typeof step === 'number') clock.nowMs += step;
          else if (step === 'expect') {
            if (!expected) [expected, cause, signMs] = [true, false, clock.nowMs];
            health.expect('database', patienceMs);
          } else if (step === 'rest') {
            expected = false;
            health.rest('database');
          } else if (step === 'progress') {
            [cause, signMs] = [false, clock.nowMs];
            health.progress('database');
          } else {
            cause = true;
            health.degraded('database', 'x');
          }
          const stuck = expected && !cause && clock.nowMs - signMs > patienceMs;
          expect(health.stuck().length).toBe(stuck ? 1 : 0);
          for (const { forS } of health.parts()) expect(forS).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });
});
