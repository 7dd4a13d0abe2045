import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Talk, talkClasses, talkObservationSchema } from '../../lesson/observation.ts';
import { likeliestClasses, openGaps, toSegments } from './talk-decoder.ts';

const [TEACHER, STUDENT, MANY, NONE] = [0, 1, 2, 3];
const SURE = 0.97;

/** Probabilities that favour one class a frame. */
function posteriorsOf(classes: readonly number[], sure = SURE) {
  const data = new Float32Array(classes.length * 4).fill((1 - sure) / 3);
  classes.forEach((c, i) => {
    data[i * 4 + c] = sure;
  });
  return { data, length: classes.length, width: 4 };
}

const runs = (path: Uint8Array) =>
  [...path].reduce<[number, number][]>((found, c) => {
    if (found.at(-1)?.[0] === c) found.at(-1)![1]++;
    else found.push([c, 1]);
    return found;
  }, []);
const repeat = (value: number, times: number) => new Array<number>(times).fill(value);

describe('the likeliest classes', () => {
  it('follow what lasts', () => {
    const classes = [...repeat(TEACHER, 60), ...repeat(NONE, 60), ...repeat(STUDENT, 60)];
    const path = likeliestClasses(posteriorsOf(classes), repeat(0, 180));
    expect(runs(path)).toEqual([
      [TEACHER, 60],
      [NONE, 60],
      [STUDENT, 60],
    ]);
  });

  it('do not follow a doubt of a moment', () => {
    const classes = [...repeat(TEACHER, 60), ...repeat(STUDENT, 3), ...repeat(TEACHER, 60)];
    expect(runs(likeliestClasses(posteriorsOf(classes), repeat(0, 123)))).toEqual([[TEACHER, 123]]);
  });

  it('change where there is a pause, not in the middle of a word', () => {
    // The net is in doubt for a second; within it there is one pause.
    const doubt = posteriorsOf([...repeat(TEACHER, 100), ...repeat(STUDENT, 100)]);
    for (let i = 85; i < 115; i++) doubt.data.fill(0.25, i * 4, i * 4 + 4);
    const voice = repeat(0.9, 200).map((v, i) => (i >= 108 && i < 110 ? 0.01 : v));
    const change = likeliestClasses(doubt, voice).indexOf(STUDENT);
    expect(change).toBeGreaterThanOrEqual(104);
    expect(change).toBeLessThanOrEqual(114);
  });

  it('are as many as the frames, and none of none', () => {
    expect(likeliestClasses(posteriorsOf([]), [])).toHaveLength(0);
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(3), fc.double({ min: 0, max: 1, noNaN: true }))), (frames) => {
        const path = likeliestClasses(
          posteriorsOf(frames.map(([c]) => c)),
          frames.map(([, voice]) => voice),
        );
        expect(path).toHaveLength(frames.length);
        expect([...path].every((c) => c < 4)).toBe(true);
      }),
    );
  });
});

describe('gaps between two speakers', () => {
  const path = Uint8Array.from([...repeat(TEACHER, 50), ...repeat(STUDENT, 50)]);
  const silent = (from: number, to: number) => repeat(1, 100).map((v, i) => (i >= from && i < to ? 0 : v));

  it('are opened where the silence is', () => {
    expect(runs(openGaps(path, silent(48, 60)))).toEqual([
      [TEACHER, 48],
      [NONE, 12],
      [STUDENT, 40],
    ]);
  });

  it('may lie beside the change: the words before belong to who spoke them', () => {
    expect(runs(openGaps(path, silent(54, 62)))).toEqual([
      [TEACHER, 54],
      [NONE, 8],
      [STUDENT, 38],
    ]);
    expect(runs(openGaps(path, silent(38, 46)))).toEqual([
      [TEACHER, 38],
      [NONE, 8],
      [STUDENT, 54],
    ]);
  });

  it('are not opened for less than 0.2 s, nor far away, nor where somebody is silent already', () => {
    expect(openGaps(path, silent(48, 53))).toEqual(path);
    expect(openGaps(path, silent(70, 90))).toEqual(path);
    const quiet = Uint8Array.from([...repeat(TEACHER, 50), ...repeat(NONE, 50)]);
    expect(openGaps(quiet, silent(40, 60))).toEqual(quiet);
    const one = Uint8Array.from(repeat(MANY, 100));
    expect(openGaps(one, silent(40, 60))).toEqual(one);
  });

  it('change nothing but silence and the sides of a change', () => {
    const frames = fc.array(fc.tuple(fc.nat(3), fc.boolean()), { maxLength: 120 });
    fc.assert(
      fc.property(frames, (drawn) => {
        const before = Uint8Array.from(drawn.map(([c]) => c));
        const copy = before.slice();
        const voice = drawn.map(([, speaks]) => (speaks ? 1 : 0));
        const after = openGaps(before, voice);
        expect(before).toEqual(copy);
        expect(after).toHaveLength(before.length);
        after.forEach((c, i) => {
          if (c === NONE && before[i] !== NONE) expect(voice[i]).toBe(0);
        });
      }),
    );
  });
});

describe('segments', () => {
  const frames = fc.array(fc.tuple(fc.nat(3), fc.double({ min: -120, max: 0, noNaN: true })), { minLength: 1 });

  it('partition the time of their frames', () => {
    fc.assert(
      fc.property(frames, fc.nat(1_000_000), (drawn, startMs) => {
        const classes = Uint8Array.from(drawn.map(([c]) => c));
        const levels = drawn.map(([, level]) => level);
        const segments = toSegments(classes, levels, startMs);
        const toMs = startMs + drawn.length * 32;
        expect(talkObservationSchema.safeParse({ kind: 'talk', fromMs: startMs, toMs, segments }).success).toBe(true);
        drawn.forEach(([c], i) => {
          const atMs = startMs + i * 32 + 16;
          const holding = segments.filter((segment) => segment.startMs <= atMs && atMs < segment.endMs);
          expect(holding.map(({ talk }) => talk)).toEqual([talkClasses[c] as Talk]);
        });
      }),
    );
  });

  it('have the mean of the energies as their level', () => {
    const [segment] = toSegments(Uint8Array.of(0, 0), [-10, -120], 0);
    expect(segment!.levelDbfs).toBeCloseTo(-13.01, 2);
  });

  it('are none of no frames', () => {
    expect(toSegments(new Uint8Array(0), [], 0)).toEqual([]);
  });
});
