import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { catalogue, catalogueEntry } from '../catalogue.ts';
import type { LessonFigures } from './lesson-figures.ts';
import { spreadOf } from './own-change.ts';
import { portraitOf } from './portrait.ts';

const WAIT = 'talk.wait1.median';

/** A lesson a day, each with the one figure; null is a lesson without it. */
const lessonsOf = (values: readonly (number | null)[], id = WAIT, version = 1): LessonFigures[] =>
  values.map((value, day) => ({
    lessonId: `lesson-${day}`,
    startedAtMs: day * 86_400_000,
    figures: value === null ? {} : { [id]: { value, version } },
    told: [],
  }));
const figureOf = (values: readonly (number | null)[], id = WAIT) =>
  portraitOf(lessonsOf(values, id))!.figures.find((figure) => figure.id === id)!;

describe('a portrait', () => {
  it('begins with three lessons', () => {
    expect(portraitOf([])).toBeNull();
    expect(portraitOf(lessonsOf([1, 2]))).toBeNull();
    expect(portraitOf(lessonsOf([1, 2, 3]))).toMatchObject({ lessons: 3, fromMs: 0, toMs: 2 * 86_400_000 });
  });

  it('has median and quartiles of the last five and the last twenty lessons, and the last one', () => {
    // Of 1..20: quartiles at 5.75, 10.5 and 15.25; of 16..20: 17, 18, 19.
    const values = Array.from({ length: 25 }, (_, i) => i - 4);
    expect(figureOf(values)).toMatchObject({
      last1: 20,
      last5: { lessons: 5, q1: 17, median: 18, q3: 19 },
      last20: { lessons: 20, q1: 5.75, median: 10.5, q3: 15.25 },
    });
    expect(portraitOf(lessonsOf(values))!.lessons).toBe(20);
  });

  it('leaves out lessons without enough data, and tells nothing of fewer than three', () => {
    expect(figureOf([1, null, null, 2, null, 3, null])).toMatchObject({
      last1: null,
      last5: null,
      last20: { lessons: 3, median: 2 },
    });
    expect(portraitOf(lessonsOf([null, null, null]))!.figures).toEqual([]);
  });

  it('does not mix definitions: only the newest version counts', () => {
    const lessons = [...lessonsOf([9, 9, 9, 9]), ...lessonsOf([1, 2], WAIT, 2)];
    const [figure] = portraitOf(lessons)!.figures;
    expect(figure).toMatchObject({ version: 2, last1: 2, last20: null });
  });
});

describe('a change', () => {
  it('is told when it exceeds the spread of the lessons before', () => {
    // Before: 2, 3, 4, quartiles 2.5 and 3.5, so a spread of 1; since then a median of 5.
    expect(figureOf([2, 3, 4, 5, 5, 5, 5, 5]).change).toBe(2);
    // A median of 4 lies within it.
    expect(figureOf([2, 3, 4, 4, 4, 4, 4, 4]).change).toBeNull();
    expect(figureOf([5, 6, 7, 3, 3, 3, 3, 3]).change).toBe(-3);
  });

  it('is none where it is smaller than anybody would notice, however alike the lessons before were', () => {
    expect(figureOf([0.4, 0.4, 0.4, 0.44, 0.44, 0.44, 0.44, 0.44], 'talk.teacher.share').change).toBeNull();
    expect(figureOf([100, 100, 100, 119, 119, 119, 119, 119], 'teacher.board.time').change).toBeNull();
    expect(figureOf([100, 100, 100, 121, 121, 121, 121, 121], 'teacher.board.time').change).toBe(21);
    expect(figureOf([0.4, 0.4, 0.4, 0.5, 0.5, 0.5, 0.5, 0.5], 'talk.teacher.share').change).toBeCloseTo(0.1);
  });

  it('needs three lessons before the last five', () => {
    expect(figureOf([1, 1, 9, 9, 9, 9, 9]).change).toBeNull();
  });
});

describe('any portrait', () => {
  const value = fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: null });
  const drawn = fc.array(value, { minLength: 3, maxLength: 40 });

  it('has quartiles in order, within what was measured, of figures of the catalogue', () => {
    fc.assert(
      fc.property(drawn, fc.constantFrom(...catalogue.map(({ id }) => id)), (values, id) => {
        for (const figure of portraitOf(lessonsOf(values, id))!.figures) {
          expect(figure.id).toBe(id);
          const known = values.slice(-20).filter((each) => each !== null);
          for (const spread of [figure.last5, figure.last20]) {
            if (!spread) continue;
            const { q1, median, q3 } = spread;
            expect(q1 <= median && median <= q3).toBe(true);
            expect(q1 >= Math.min(...known) && q3 <= Math.max(...known)).toBe(true);
          }
        }
      }),
    );
  });

  it('of the last twenty lessons is the portrait: what came before them does not matter', () => {
    fc.assert(
      fc.property(fc.array(value, { minLength: 20, maxLength: 20 }), drawn, (last, before) => {
        const all = portraitOf(lessonsOf([...before, ...last]))!;
        expect(all.figures).toEqual(portraitOf(lessonsOf(last))!.figures);
      }),
    );
  });

  it('has no order of better and worse', () => {
    expect(Object.keys(catalogueEntry(WAIT))).not.toContain('better');
    expect(Object.keys(figureOf([1, 2, 3]))).toEqual(['id', 'version', 'last1', 'last5', 'last20', 'change']);
  });
});

it('a spread is of three values or more', () => {
  expect(spreadOf([1, null, 2])).toBeNull();
  expect(spreadOf([3, null, 1, 2])).toEqual({ lessons: 3, q1: 1.5, median: 2, q3: 2.5 });
});
