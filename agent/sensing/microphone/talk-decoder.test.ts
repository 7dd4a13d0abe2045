import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alignedToSpeech, likeliestClasses } from './talk-decoder.ts';

const [TEACHER, STUDENT, MANY, NONE] = [0, 1, 2, 3];

/** Probabilities that favour one class a step. */
function posteriorsOf(classes: readonly number[], sure = 0.97): Float32Array {
  const data = new Float32Array(classes.length * 4).fill((1 - sure) / 3);
  classes.forEach((c, i) => {
    data[i * 4 + c] = sure;
  });
  return data;
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
    expect(runs(likeliestClasses(posteriorsOf(classes)))).toEqual([
      [TEACHER, 60],
      [NONE, 60],
      [STUDENT, 60],
    ]);
  });

  it('do not follow a doubt of a moment', () => {
    const classes = [...repeat(TEACHER, 60), ...repeat(STUDENT, 2), ...repeat(TEACHER, 60)];
    expect(runs(likeliestClasses(posteriorsOf(classes)))).toEqual([[TEACHER, 122]]);
  });

  it('are as many as the steps, and none of none', () => {
    expect(likeliestClasses(posteriorsOf([]))).toHaveLength(0);
    fc.assert(
      fc.property(fc.array(fc.nat(3)), (classes) => {
        const path = likeliestClasses(posteriorsOf(classes));
        expect(path).toHaveLength(classes.length);
        expect([...path].every((c) => c < 4)).toBe(true);
      }),
    );
  });
});

describe('talk, aligned to speech', () => {
  const speechOf = (frames: number, ...spans: [number, number][]) => {
    const speech = new Float32Array(frames).fill(0.05);
    for (const [from, to] of spans) speech.fill(0.95, from, to);
    return speech;
  };

  it('begins and ends with it, a little earlier or later', () => {
    const path = Uint8Array.from([...repeat(NONE, 25), ...repeat(TEACHER, 50), ...repeat(NONE, 25)]);
    expect(runs(alignedToSpeech(path, speechOf(200, [58, 141])))).toEqual([
      [NONE, 58],
      [TEACHER, 83],
      [NONE, 59],
    ]);
    expect(runs(alignedToSpeech(path, speechOf(200, [44, 157])))).toEqual([
      [NONE, 44],
      [TEACHER, 113],
      [NONE, 43],
    ]);
  });

  it('stays where it is when speech is not near', () => {
    const path = Uint8Array.from([...repeat(NONE, 25), ...repeat(TEACHER, 50), ...repeat(NONE, 25)]);
    expect(runs(alignedToSpeech(path, speechOf(200)))).toEqual([
      [NONE, 50],
      [TEACHER, 100],
      [NONE, 50],
    ]);
  });

  const change = Uint8Array.from([...repeat(TEACHER, 25), ...repeat(STUDENT, 25)]);

  it('leaves a silence between two speakers to neither', () => {
    expect(runs(alignedToSpeech(change, speechOf(100, [0, 48], [60, 100])))).toEqual([
      [TEACHER, 48],
      [NONE, 12],
      [STUDENT, 40],
    ]);
    expect(runs(alignedToSpeech(change, speechOf(100, [0, 38], [46, 100])))).toEqual([
      [TEACHER, 38],
      [NONE, 8],
      [STUDENT, 54],
    ]);
  });

  it('does not tell of a silence of less than 0.2 s, nor of one far away', () => {
    const long = Uint8Array.from([...repeat(TEACHER, 50), ...repeat(STUDENT, 50)]);
    for (const speech of [speechOf(200, [0, 98], [103, 200]), speechOf(200, [0, 140], [180, 200])]) {
      expect(runs(alignedToSpeech(long, speech))).toEqual([
        [TEACHER, 100],
        [STUDENT, 100],
      ]);
    }
  });

  it('never makes talk out of nothing but speech next to it', () => {
    const steps = fc.array(fc.nat(3), { maxLength: 60 });
    fc.assert(
      fc.property(steps, fc.infiniteStream(fc.boolean()), (drawn, speaks) => {
        const before = Uint8Array.from(drawn);
        const copy = before.slice();
        const speech = Float32Array.from({ length: 2 * drawn.length }, () => (speaks.next().value ? 1 : 0));
        const after = alignedToSpeech(before, speech);
        expect(before).toEqual(copy);
        expect(after).toHaveLength(2 * before.length);
        after.forEach((c, i) => {
          const was = before[Math.floor(i / 2)]!;
          if (was === NONE && c !== NONE) expect(speech[i]).toBe(1);
          if (was !== NONE && c === NONE) expect(speech[i]).toBe(0);
        });
      }),
    );
    expect(runs(alignedToSpeech(Uint8Array.from(repeat(MANY, 50)), speechOf(100)))).toEqual([[MANY, 100]]);
  });
});
