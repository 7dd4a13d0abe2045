import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mostLikelyStates, type StateModel } from './hidden-states.ts';

const even = (shortest: number[], shortestPart = 1): StateModel => ({
  shortestPart,
  first: shortest.map(() => 1 / shortest.length),
  shortest,
  ends: shortest.map(() => 0.2),
  next: shortest.map((_, from) => shortest.map((_, to) => (from === to ? 0 : 1 / (shortest.length - 1)))),
});
/** Evidence for the states named by the letters: a for the first. */
const evidence = (letters: string, states: number, strength = 2) =>
  [...letters].map((letter) =>
    Array.from({ length: states }, (_, state) => (letter.charCodeAt(0) - 97 === state ? 0 : -strength)),
  );
const path = (letters: string, shortest: number[], shortestPart = 1) =>
  mostLikelyStates(evidence(letters, shortest.length), even(shortest, shortestPart))
    .map((state) => String.fromCharCode(97 + state))
    .join('');

describe('the most likely states', () => {
  it('follow the evidence', () => {
    expect(path('aaaabbbb', [1, 1])).toBe('aaaabbbb');
    expect(path('', [1, 1])).toBe('');
    expect(path('b', [3, 3])).toBe('b');
  });

  it('pass over what is too weak to change for', () => {
    expect(path('aaaabaaaa', [1, 1])).toBe('aaaaaaaaa');
  });

  it('last as long as they must', () => {
    // Three b are strong enough, but no state is shorter than four.
    expect(path('aaaaaabbbaaaaaa', [1, 1])).toBe('aaaaaabbbaaaaaa');
    expect(path('aaaaaabbbaaaaaa', [4, 4])).toMatch(/^a+(b{4})a+$/);
    expect(path('aaaaaabbbaaaaaa', [1, 6])).toBe('aaaaaaaaaaaaaaa');
  });

  it('may be shorter where the sequence begins or ends', () => {
    expect(path('bbaaaaaaaabb', [5, 5])).toBe('bbaaaaaaaabb');
    // But not shorter than a part may be.
    expect(path('baaaaaaaaaaaab', [6, 6], 3)).toBe('aaaaaaaaaaaaaa');
    expect(path('bbbaaaaaaaaabbb', [6, 6], 3)).toBe('bbbaaaaaaaaabbb');
  });

  it('are those that a search through all sequences finds', () => {
    const models = fc
      .tuple(
        fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 2, maxLength: 3 }),
        fc.double({ min: 0.05, max: 0.9, noNaN: true }),
      )
      .map(([shortest, end]) => ({
        ...even(shortest, Math.min(...shortest) > 1 ? 2 : 1),
        ends: shortest.map(() => end),
      }));
    const drawn = models.chain((model) =>
      fc.tuple(
        fc.constant(model),
        fc.array(
          fc.array(fc.double({ min: -5, max: 0, noNaN: true }), {
            minLength: model.first.length,
            maxLength: model.first.length,
          }),
          { minLength: 1, maxLength: 6 },
        ),
      ),
    );
    fc.assert(
      fc.property(drawn, ([model, seen]) => {
        const found = likelihood(mostLikelyStates(seen, model), seen, model);
        const best = Math.max(
          ...allPaths(seen.length, model.first.length).map((states) => likelihood(states, seen, model)),
        );
        expect(found).toBeCloseTo(best, 9);
      }),
      { numRuns: 200 },
    );
  });
});

function allPaths(steps: number, states: number): number[][] {
  if (steps === 0) return [[]];
  return allPaths(steps - 1, states).flatMap((start) =>
    Array.from({ length: states }, (_, state) => [...start, state]),
  );
}

/** The logarithm of the likelihood of a sequence of states, from the definition of the model; -Infinity for one it forbids. */
function likelihood(states: readonly number[], seen: readonly (readonly number[])[], model: StateModel): number {
  const { first, shortest, shortestPart, ends, next } = model;
  const runs: { state: number; length: number }[] = [];
  for (const state of states) {
    const last = runs.at(-1);
    if (last?.state === state) last.length++;
    else runs.push({ state, length: 1 });
  }
  const seenLikelihood = states.reduce((sum, state, step) => sum + seen[step]![state]!, 0);
  return runs.reduce((sum, { state, length }, i) => {
    const least = shortest[state]!;
    const isFirst = i === 0;
    const isLast = i === runs.length - 1;
    // The first run may have begun before: from which place is free, so the most likely one counts.
    const before = isFirst ? Array.from({ length: least - shortestPart + 1 }, (_, place) => place) : [0];
    const ways = before.map((place) => {
      if (isLast && Math.min(place + length, least) < shortestPart) return -Infinity;
      const stays = Math.max(0, length - (least - place));
      if (!isLast && place + length < least) return -Infinity;
      return stays * Math.log(1 - ends[state]!);
    });
    const begin = isFirst ? Math.log(first[state]! / (least - shortestPart + 1)) : 0;
    const leave = isLast ? 0 : Math.log(ends[state]! * next[state]![runs[i + 1]!.state]!);
    return sum + begin + Math.max(...ways) + leave;
  }, seenLikelihood);
}
