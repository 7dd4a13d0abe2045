import type { Topic } from './rule.ts';
import type { Candidate } from './telling.ts';

/** Nobody tries more than a few things. */
const MOST_FINDINGS = 5;
/** With fewer findings than this a topic may come twice. */
const FEW = 3;
/** What was told after the last lesson is told again when it weighs so many times as much as anything new. */
const FAR_STRONGER = 2;
/** Repeated because there is nothing new. */
const MOST_REPEATED = 2;
/** What a rule told one, two, … lessons ago still weighs. */
const AFTER_TELLING = [0.4, 0.5, 0.6, 0.7, 0.8] as const;

interface Weighed {
  candidate: Candidate;
  weight: number;
  /** Whether it was told after the last lesson. */
  isRepeat: boolean;
}

/**
 * The findings that are told, the weightiest first: of different topics, and not those of the lessons before.
 * @param tolds the rules told after the earlier lessons, the last lesson first
 */
export function chosen(candidates: readonly Candidate[], tolds: readonly (readonly string[])[]): Candidate[] {
  const weighed = candidates
    .map((candidate): Weighed => {
      const ago = tolds.findIndex((ids) => ids.includes(candidate.rule.id));
      const faded = ago < 0 ? 1 : (AFTER_TELLING[ago] ?? 1);
      return { candidate, weight: candidate.relevance * faded, isRepeat: ago === 0 };
    })
    .sort((a, b) => b.weight - a.weight || (a.candidate.rule.id < b.candidate.rule.id ? -1 : 1));
  const strongest = Math.max(0, ...weighed.filter(isNew).map(({ candidate }) => candidate.relevance));
  const open = weighed.filter((each) => isNew(each) || each.candidate.relevance >= FAR_STRONGER * strongest);
  const picked = strongest > 0 ? picks(open) : picks(weighed).slice(0, MOST_REPEATED);
  return picked.map(({ candidate }) => candidate);
}

const isNew = ({ isRepeat }: Weighed): boolean => !isRepeat;

/** One of a topic; two only where that leaves few. */
function picks(weighed: readonly Weighed[]): Weighed[] {
  const single = ofTopics(weighed, 1);
  return single.length >= FEW ? single.slice(0, MOST_FINDINGS) : ofTopics(weighed, 2).slice(0, FEW);
}

/** The first `most` of each topic, in their order. */
function ofTopics(weighed: readonly Weighed[], most: number): Weighed[] {
  const counts = new Map<Topic, number>();
  return weighed.filter(({ candidate }) => {
    const { topic } = candidate.rule;
    counts.set(topic, (counts.get(topic) ?? 0) + 1);
    return counts.get(topic)! <= most;
  });
}
