/** A hidden Markov model whose states last some steps at least; all shares are 0..1. */
export interface StateModel {
  /** How likely a sequence begins in each state; sums to 1. */
  first: readonly number[];
  /** Steps that each state lasts at least, unless the sequence begins or ends in it. */
  shortest: readonly number[];
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
  /** Of each state, its first place and its last. */
  const firsts = shortest.map((_, state) => shortest.slice(0, state).reduce((sum, count) => sum + count, 0));
  const lasts = firsts.map((place, state) => place + shortest[state]! - 1);
  const stateOf = shortest.flatMap((count, state) => new Array<number>(count).fill(state));
  const stay = ends.map((end) => Math.log(1 - end));
  const goOn = ends.map((end, from) => next[from]!.map((share) => Math.log(end * share)));
  // A sequence begins anywhere in its first state: that began before.
  let best = Float64Array.from(
    stateOf,
    (state) => Math.log(first[state]! / shortest[state]!) + (evidence[0]?.[state] ?? 0),
  );
  /** From which place each place was best reached, step by step. */
  const from: Int16Array[] = [];
  for (const seen of evidence.slice(1)) {
    const reached = new Float64Array(stateOf.length);
    const source = new Int16Array(stateOf.length);
    for (const [place, state] of stateOf.entries()) {
      source[place] = place - 1;
      let likelihood = place === firsts[state] ? -Infinity : best[place - 1]!;
      const consider = (candidate: number, value: number) => {
        if (value <= likelihood) return;
        source[place] = candidate;
        likelihood = value;
      };
      if (place === lasts[state]) consider(place, best[place]! + stay[state]!);
      if (place === firsts[state]) {
        for (const [other, last] of lasts.entries()) consider(last, best[last]! + goOn[other]![state]!);
      }
      reached[place] = likelihood + seen[state]!;
    }
    best = reached;
    from.push(source);
  }
  const path = new Array<number>(evidence.length);
  let place = best.indexOf(Math.max(...best));
  for (let step = evidence.length - 1; step >= 0; step--) {
    path[step] = stateOf[place]!;
    place = from[step - 1]?.[place] ?? place;
  }
  return path;
}
