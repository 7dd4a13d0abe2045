/** A hidden Markov model whose states last some steps at least; all shares are 0..1. */
export interface StateModel {
  /** How likely a sequence begins in each state; sums to 1. */
  first: readonly number[];
  /** Steps that a state lasts at least, unless the sequence begins or ends in it. */
  shortest: number;
  /** How likely each state ends after a step, once it has lasted the shortest time; not 0. */
  ends: readonly number[];
  /** Which state follows one that ends; each row sums to 1, the diagonal is 0. */
  next: readonly (readonly number[])[];
}

/**
 * The most likely sequence of states (Viterbi 1967). A shortest duration is had by counting: each state is a chain of
 * `shortest` places, of which only the last can be stayed in or left (Ferguson 1980 calls it a variable-duration model).
 * @param evidence for each step, the logarithm of how likely what was observed is in each state
 * @returns a state for each step
 */
export function mostLikelyStates(evidence: readonly (readonly number[])[], model: StateModel): number[] {
  const { first, shortest, ends, next } = model;
  const states = first.length;
  const places = states * shortest;
  const stay = ends.map((end) => Math.log(1 - end));
  const goOn = ends.map((end, from) => next[from]!.map((share) => Math.log(end * share)));
  // A sequence begins anywhere in its first state: that began before.
  let best = Float64Array.from({ length: places }, (_, place) =>
    Math.log(first[Math.floor(place / shortest)]! / shortest),
  );
  /** From which place each place was best reached, step by step. */
  const from = evidence.map(() => new Int16Array(places));
  for (const [step, seen] of evidence.entries()) {
    const reached = new Float64Array(places);
    for (let state = 0; state < states; state++) {
      for (let place = state * shortest; place < (state + 1) * shortest; place++) {
        const isFirst = place === state * shortest;
        const isLast = place === (state + 1) * shortest - 1;
        let source = place - 1;
        let likelihood = isFirst ? -Infinity : best[source]!;
        if (step === 0) {
          source = place;
          likelihood = best[place]!;
        } else {
          const consider = (candidate: number, value: number) => {
            if (value <= likelihood) return;
            source = candidate;
            likelihood = value;
          };
          if (isLast) consider(place, best[place]! + stay[state]!);
          if (isFirst) {
            for (let other = 0; other < states; other++) {
              const end = (other + 1) * shortest - 1;
              consider(end, best[end]! + goOn[other]![state]!);
            }
          }
        }
        reached[place] = likelihood + seen[state]!;
        from[step]![place] = source;
      }
    }
    best = reached;
  }
  const path = new Array<number>(evidence.length);
  let place = best.indexOf(Math.max(...best));
  for (let step = evidence.length - 1; step >= 0; step--) {
    path[step] = Math.floor(place / shortest);
    place = from[step]![place]!;
  }
  return path;
}
