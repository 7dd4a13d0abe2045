import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Talk, talkClasses, talkObservationSchema } from '../../lesson/observation.ts';
import { toSegments } from './talk-segments.ts';

const [TEACHER, MANY] = [0, 2];

/** Frames of the given classes, each as sure as told; two frames are a step. */
function columns(
  path: readonly number[],
  { sure = 1, levelDbfs = path.map(() => -30), syllables = path.map(() => 0) } = {},
) {
  const classes = new Float32Array(Math.ceil(path.length / 2) * 4).fill((1 - sure) / 3);
  path.forEach((c, i) => {
    classes[Math.floor(i / 2) * 4 + c] = sure;
  });
  return { path: Uint8Array.from(path), classes, levelDbfs, syllables: Uint8Array.from(syllables) };
}

describe('segments', () => {
  const frames = fc.array(fc.tuple(fc.nat(3), fc.double({ min: -120, max: 0, noNaN: true })), { minLength: 1 });

  it('partition the time of their frames', () => {
    fc.assert(
      fc.property(frames, fc.nat(1_000_000), (drawn, startMs) => {
        const path = drawn.map(([c]) => c);
        const segments = toSegments(columns(path, { levelDbfs: drawn.map(([, level]) => level) }), startMs);
        const toMs = startMs + drawn.length * 32;
        expect(talkObservationSchema.safeParse({ kind: 'talk', fromMs: startMs, toMs, segments }).success).toBe(true);
        path.forEach((c, i) => {
          const atMs = startMs + i * 32 + 16;
          const holding = segments.filter((segment) => segment.startMs <= atMs && atMs < segment.endMs);
          expect(holding.map(({ talk }) => talk)).toEqual([talkClasses[c] as Talk]);
        });
      }),
    );
  });

  it('have the mean of the energies as their level', () => {
    const [segment] = toSegments(columns([TEACHER, TEACHER], { levelDbfs: [-10, -120] }), 0);
    expect(segment!.levelDbfs).toBeCloseTo(-13.01, 2);
  });

  it('count the syllables of one who speaks, and none of many', () => {
    const syllables = [1, 0, 2, 1, 1, 0];
    const segments = toSegments(columns([TEACHER, TEACHER, TEACHER, MANY, MANY, MANY], { syllables }), 0);
    expect(segments.map((segment) => segment.syllables)).toEqual([3, 0]);
  });

  it('say when it was a close call', () => {
    expect(toSegments(columns([TEACHER, TEACHER], { sure: 0.6 }), 0)[0]!.uncertain).toBe(true);
    expect(toSegments(columns([TEACHER, TEACHER], { sure: 0.95 }), 0)[0]!.uncertain).toBe(false);
  });

  it('are none of no frames', () => {
    expect(toSegments(columns([]), 0)).toEqual([]);
  });
});
