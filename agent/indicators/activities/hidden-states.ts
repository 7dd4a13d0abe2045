/** A hidden Markov model whose states last some steps at least; all shares are 0..1. */
export interface StateModel {
  /** How likely a sequence begins in each state; sums to 1. */
  first: readonly number[];
  /** Steps that each state lasts at least. */
  shortest: readonly number[];
  /** Steps of a state that are seen at least where the sequence begins or ends in it; at most half the shortest state. */
  shortestPart: number;
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
  const { first, shortest, shortestPart, ends, next } = model;
  const states = first.map((_, state) => state);
  /** Of each state, its first place and its last. */
  const firsts = states.map((state) => shortest.slice(0, state).reduce((sum, count) => sum + count, 0));
  const lasts = states.map((state) => firsts[state]! + shortest[state]! - 1);
  const stay = ends.map((end) => Math.log(1 - end));
  const goOn = ends.map((end, from) => next[from]!.map((share) => Math.log(end * share)));
  const places = states.flatMap((state) => new Array<number>(shortest[state]!).fill(state));
  // A sequence begins anywhere in its first state, which began before, as long as enough of it is left.
  let best = Float64Array.from(places, (state, place) => {
    const left = lasts[state]! - place + 1;
    const ways = shortest[state]! - shortestPart + 1;
    return left < shortestPart ? -Infinity : Math.log(first[state]! / ways) + (evidence[0]?.[state] ?? 0);
  });
  /** Which state each state was best entered from, and whether its last place was better stayed in than reached. */
  const entered: Uint8Array[] = [];
  const stayed: Uint8Array[] = [];
  for (const seen of evidence.slice(1)) {
    const reached = new Float64Array(places.length);
    const from = new Uint8Array(states.length);
    const stays = new Uint8Array(states.length);
    for (const state of states) {
      const begin = firsts[state]!;
      const end = lasts[state]!;
      let enter = -Infinity;
      for (const other of states) {
        const value = best[lasts[other]!]! + goOn[other]![state]!;
        if (value <= enter) continue;
        enter = value;
        from[state] = other;
      }
      const now = seen[state]!;
      reached[begin] = enter + now;
      for (let place = begin + 1; place <= end; place++) reached[place] = best[place - 1]! + now;
      const staying = best[end]! + stay[state]! + now;
      if (staying <= reached[end]!) continue;
      reached[end] = staying;
      stays[state] = 1;
    }
    best = reached;
    entered.push(from);
    stayed.push(stays);
  }
  const path = new Array<number>(evidence.length);
  // And it ends anywhere in its last state from which on enough of that has been seen.
  const ended = best.map((value, index) => (index - firsts[places[index]!]! + 1 < shortestPart ? -Infinity : value));
  let place = ended.indexOf(Math.max(...ended));
  for (let step = evidence.length - 1; step >= 0; step--) {
    const state = places[place]!;
    path[step] = state;
    if (step === 0 || (place === lasts[state] && stayed[step - 1]![state])) continue;
    place = place === firsts[state] ? lasts[entered[step - 1]![state]!]! : place - 1;
  }
  return path;
}
