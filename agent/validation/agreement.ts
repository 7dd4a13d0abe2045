import { type Talk, talkClasses, teacherZones } from '../lesson/observation.ts';
import { matchEpisodes } from './episode-match.ts';
import type { Marks } from './labels.ts';
import { TalkConfusion } from './talk-confusion.ts';

/** A person presses a key this long after something began, and not always as long: so much around each mark is not judged. */
const REACTION_S = 1;
/** A look at the class may be as old as that. */
const SAMPLE_S = 10;
const WORST = 3;

/** Where two disagree most, in seconds of the labels, with what each says. */
export interface Disagreement {
  startS: number;
  endS: number;
  person: string;
  box: string;
}

/** How far the box agrees with a person about one thing. */
export interface ThingAgreed {
  thing: 'talk' | 'zones' | 'hands' | 'present' | 'headsUp';
  /**
   * `talk`, `zones`: share of the judged time in which both say the same. `hands`: F1 of the stretches with a hand up. `present`: share of
   * the counts that differ by one at most. `headsUp`: mean difference, pupils.
   */
  agreement: number;
  /** How much was judged: seconds for `talk` and `zones`, stretches for `hands`, counts for the others. */
  judged: number;
  /** Seconds that a person marked and the box says it has no data of. */
  missingS: number;
  /** The shares of each class, 0..1, by each: of talk and zones. */
  shares?: { of: string; person: number; box: number }[];
  worst: Disagreement[];
}

/** What the box had no data of. */
export type Missing = Record<'talk' | 'students' | 'teacher', readonly { startS: number; endS: number }[]>;
const NOTHING_MISSING: Missing = { talk: [], students: [], teacher: [] };

/**
 * Sets what was measured beside what a person marked; or what a second person marked, to know how far two people agree. What nobody
 * marked is left out.
 */
export function agreementOf(box: Marks, person: Marks, missing: Missing = NOTHING_MISSING): ThingAgreed[] {
  return [
    ...(person.talk.length > 0 ? [talkAgreed(box, person, missing.talk)] : []),
    ...(person.zones.length > 0 ? [zonesAgreed(box, person, missing.teacher)] : []),
    ...(person.hands.length > 0 ? [handsAgreed(box, person, missing.students)] : []),
    ...(person.present.length > 0 ? [counted('present', box.present, person.present)] : []),
    ...(person.headsUp.length > 0 ? [counted('headsUp', box.headsUp, person.headsUp)] : []),
  ];
}

interface SpanS {
  startS: number;
  endS: number;
}

function talkAgreed(box: Marks, person: Marks, missing: readonly SpanS[]): ThingAgreed {
  const judged = apart(person.talk, missing);
  const durationS = Math.max(...judged.map(({ endS }) => endS), 0);
  const agreement = new TalkConfusion(REACTION_S).add(box.talk, judged, durationS);
  return {
    ...{ thing: 'talk', agreement, judged: judgedS(judged), missingS: lengthOf(person.talk) - lengthOf(judged) },
    shares: talkClasses.map((of) => ({ of, ...sharesOf(judged, box.talk, ({ talk }) => talk === (of as Talk)) })),
    worst: worstOf(judged, box.talk, ({ talk }) => talk),
  };
}

function zonesAgreed(box: Marks, person: Marks, missing: readonly SpanS[]): ThingAgreed {
  const judged = apart(person.zones, missing);
  const inner = judged.map(inside).filter(({ startS, endS }) => endS > startS);
  const right = inner.reduce(
    (sum, span) =>
      sum +
      lengthOf(
        overlaps(
          box.zones.filter(({ zone }) => zone === span.zone),
          span,
        ),
      ),
    0,
  );
  const total = lengthOf(inner);
  return {
    ...{ thing: 'zones', agreement: total > 0 ? right / total : 1, judged: total },
    missingS: lengthOf(person.zones) - lengthOf(judged),
    shares: teacherZones.map((of) => ({ of, ...sharesOf(judged, box.zones, ({ zone }) => zone === of) })),
    worst: worstOf(judged, box.zones, ({ zone }) => zone),
  };
}

function handsAgreed(box: Marks, person: Marks, missing: readonly SpanS[]): ThingAgreed {
  const judged = person.hands.filter((span) => lengthOf(overlaps(missing, span)) === 0);
  const match = matchEpisodes(box.hands, judged);
  return {
    ...{ thing: 'hands', agreement: match.f1, judged: judged.length },
    missingS: lengthOf(person.hands) - lengthOf(judged),
    worst: [
      ...match.missed.map((span) => ({ ...span, person: 'up', box: '–' })),
      ...match.falseAlarms.map((span) => ({ ...span, person: '–', box: 'up' })),
    ].slice(0, WORST),
  };
}

type Count = Marks['present'][number];

function counted(thing: 'present' | 'headsUp', box: readonly Count[], person: readonly Count[]): ThingAgreed {
  const pairs = person.flatMap(({ atS, count }) => {
    const found = box.findLast((each) => each.atS <= atS && atS - each.atS <= SAMPLE_S);
    return found ? [{ atS, person: count, box: found.count, apart: Math.abs(found.count - count) }] : [];
  });
  const total = Math.max(1, pairs.length);
  return {
    thing,
    agreement:
      thing === 'present'
        ? pairs.filter(({ apart: by }) => by <= 1).length / total
        : pairs.reduce((sum, { apart: by }) => sum + by, 0) / total,
    judged: pairs.length,
    missingS: 0,
    worst: pairs
      .filter(({ apart: by }) => by > 1)
      .toSorted((a, b) => b.apart - a.apart)
      .slice(0, WORST)
      .map(({ atS, person: by, box: found }) => ({
        startS: atS,
        endS: atS,
        person: String(by),
        box: found.toFixed(0),
      })),
  };
}

/** The parts of spans of which there are data. */
function apart<T extends SpanS>(spans: readonly T[], missing: readonly SpanS[]): T[] {
  return missing.reduce<T[]>(
    (left, hole) =>
      left.flatMap((span) =>
        [
          { ...span, endS: Math.min(span.endS, hole.startS) },
          { ...span, startS: Math.max(span.startS, hole.endS) },
        ].filter(({ startS, endS }) => endS > startS),
      ),
    [...spans],
  );
}

const overlaps = (spans: readonly SpanS[], { startS, endS }: SpanS): SpanS[] =>
  spans
    .map((span) => ({ startS: Math.max(startS, span.startS), endS: Math.min(endS, span.endS) }))
    .filter((span) => span.endS > span.startS);
const lengthOf = (spans: readonly SpanS[]): number => spans.reduce((sum, { startS, endS }) => sum + endS - startS, 0);
const inside = <T extends SpanS>(span: T): T => ({
  ...span,
  startS: span.startS + REACTION_S,
  endS: span.endS - REACTION_S,
});
const judgedS = (spans: readonly SpanS[]): number =>
  lengthOf(spans.map(inside).filter(({ startS, endS }) => endS > startS));

function sharesOf<T extends SpanS>(
  person: readonly T[],
  box: readonly T[],
  is: (span: T) => boolean,
): { person: number; box: number } {
  const wholeS = Math.max(lengthOf(person), Number.EPSILON);
  const own = box.filter(is);
  return {
    person: lengthOf(person.filter(is)) / wholeS,
    box: person.reduce((sum, span) => sum + lengthOf(overlaps(own, span)), 0) / wholeS,
  };
}

/** The marked stretches of which most is told otherwise, with what is told of most of it. */
function worstOf<T extends SpanS>(person: readonly T[], box: readonly T[], name: (span: T) => string): Disagreement[] {
  return person
    .map((span) => {
      const own = inside(span);
      const others = new Map<string, number>();
      for (const each of box) {
        const shared = lengthOf(overlaps([each], own));
        if (name(each) !== name(span) && shared > 0) others.set(name(each), (others.get(name(each)) ?? 0) + shared);
      }
      const [most] = [...others].toSorted((a, b) => b[1] - a[1]);
      return {
        startS: span.startS,
        endS: span.endS,
        person: name(span),
        box: most?.[0] ?? '–',
        wrongS: [...others.values()].reduce((a, b) => a + b, 0),
      };
    })
    .filter(({ wrongS }) => wrongS > 0)
    .toSorted((a, b) => b.wrongS - a.wrongS)
    .slice(0, WORST)
    .map(({ wrongS: _, ...rest }) => rest);
}
