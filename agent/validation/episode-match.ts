/** A stretch of time in seconds. */
export interface EpisodeS {
  startS: number;
  endS: number;
}

/** Starts this near count as the same episode even without an overlap. */
const START_TOLERANCE_S = 2;

export interface EpisodeMatch {
  pairs: { found: EpisodeS; truth: EpisodeS }[];
  falseAlarms: EpisodeS[];
  missed: EpisodeS[];
  f1: number;
  precision: number;
  recall: number;
}

/**
 * Pairs found and true episodes one to one: those that overlap or start at most 2 s apart, nearest starts first. With
 * nothing found and nothing true, all three shares are 1.
 */
export function matchEpisodes(found: readonly EpisodeS[], truth: readonly EpisodeS[]): EpisodeMatch {
  const candidates = found
    .flatMap((f) => truth.map((t) => ({ found: f, truth: t, apartS: Math.abs(f.startS - t.startS) })))
    .filter(({ found: f, truth: t, apartS }) => (f.startS < t.endS && t.startS < f.endS) || apartS <= START_TOLERANCE_S)
    .sort((a, b) => a.apartS - b.apartS);
  const usedFound = new Set<EpisodeS>();
  const usedTruth = new Set<EpisodeS>();
  const pairs: EpisodeMatch['pairs'] = [];
  for (const candidate of candidates) {
    if (usedFound.has(candidate.found) || usedTruth.has(candidate.truth)) continue;
    usedFound.add(candidate.found);
    usedTruth.add(candidate.truth);
    pairs.push({ found: candidate.found, truth: candidate.truth });
  }
  const share = (of: number) => (of === 0 ? 1 : pairs.length / of);
  return {
    pairs,
    falseAlarms: found.filter((episode) => !usedFound.has(episode)),
    missed: truth.filter((episode) => !usedTruth.has(episode)),
    f1: found.length + truth.length === 0 ? 1 : (2 * pairs.length) / (found.length + truth.length),
    precision: share(found.length),
    recall: share(truth.length),
  };
}
