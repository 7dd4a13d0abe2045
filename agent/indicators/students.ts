import type { StudentsObservation } from '../lesson/observation.ts';
import { type Held, held, type Sample, type Span, type Timeline } from '../lesson/timeline.ts';
import { lengthOf, type Rules, spansOf } from './episodes.ts';
import type { Episodes, Figure, StudentsPoint } from './indicator.ts';
import { timeMean, timeQuantile } from './median.ts';

/** A hand counts when it is up for so long; lowered for up to the pause it is the same hand. */
const HAND: Rules = { leastMs: 1_000, pauseMs: 3_000 };
const STANDING: Rules = { leastMs: 3_000, pauseMs: 3_000 };
const SLUMPED: Rules = { leastMs: 3_000, pauseMs: 3_000 };

type Look = Held<StudentsObservation>;

/** What is counted in one look, and of how many seats: heads are judged only where they are large enough in the picture. */
export const behaviours = {
  headup: ({ headsUp, measurable }) => ({ count: headsUp, of: measurable }),
  turned: ({ turned, measurable }) => ({ count: turned, of: measurable }),
  hands: ({ handsRaised, occupied }) => ({ count: handsRaised, of: occupied }),
  standing: (sample) => ({ count: somebodySits(sample) ? sample.standing : 0, of: sample.occupied }),
  slumped: ({ slumped, occupied }) => ({ count: slumped, of: occupied }),
} satisfies Record<string, (sample: StudentsObservation) => { count: number; of: number }>;
export type Behaviour = keyof typeof behaviours;

const somebodySits = ({ standing, occupied }: StudentsObservation): boolean => standing < occupied;

/** The class-level figures about students; nothing here is about one student. */
export function studentFigures({ students, durationMs }: Timeline, { hands, standing }: Episodes): Figure[] {
  const looks = held(students, durationMs);
  const wholeClass = basisOf(looks, ({ occupied }) => occupied, durationMs);
  const heads = basisOf(
    looks.filter(({ sample }) => sample.measurable > 0),
    ({ measurable }) => measurable,
    durationMs,
  );
  const present = atEach(looks, ({ occupied }) => occupied);
  return [
    figure('students.present.max', wholeClass, timeQuantile(present, 1)),
    figure('students.present.median', wholeClass, timeQuantile(present, 0.5)),
    figure('students.headup.share', heads, meanShare(heads.looks, 'headup')),
    peak('students.headup.peak', heads, 'headup', byShare),
    figure('students.turned.share', heads, meanShare(heads.looks, 'turned')),
    peak('students.turned.peak', heads, 'turned', byShare),
    figure('students.hands.events', wholeClass, hands.length),
    peak('students.hands.peak', wholeClass, 'hands', byCount),
    figure('students.standing.events', wholeClass, standing.length),
    peak('students.standing.peak', wholeClass, 'standing', byCount),
    figure('students.slumped.share', wholeClass, meanShare(wholeClass.looks, 'slumped')),
    peak('students.slumped.peak', wholeClass, 'slumped', byCount),
  ];
}

/** What some figures are made from: the looks, the median number of pupils these tell of, and the share of the lesson. */
interface Basis {
  looks: readonly Look[];
  of: number | null;
  coverage: number;
}

/** A look covers its time as far as it tells of everybody: seats whose heads are too small to be judged lower the coverage. */
function basisOf(looks: readonly Look[], judged: (sample: StudentsObservation) => number, durationMs: number): Basis {
  const covered = atEach(looks, (sample) => (sample.occupied > 0 ? Math.min(1, judged(sample) / sample.occupied) : 1));
  const coveredMs = covered.reduce((sum, { ms, value }) => sum + ms * value, 0);
  return { looks, of: timeQuantile(atEach(looks, judged), 0.5), coverage: durationMs > 0 ? coveredMs / durationMs : 0 };
}

function figure(id: string, { looks, of, coverage }: Basis, value: number | null): Figure {
  return { id, value: looks.length > 0 ? value : null, coverage, ...(of !== null && { of }) };
}

/** The mean over time of a behaviour's share of the class, 0..1; null when there was nobody to see it of. */
export function meanShare(looks: readonly Look[], behaviour: Behaviour): number | null {
  const shares = looks.flatMap((look) => {
    const { count, of } = behaviours[behaviour](look.sample);
    return of > 0 ? [{ ms: lengthOf(look), value: count / of }] : [];
  });
  return timeMean(shares);
}

type Counted = { count: number; of: number; atMs: number };
const byCount = ({ count }: Counted): number => count;
const byShare = ({ count, of }: Counted): number => count / of;

/** The first moment at which a behaviour was most frequent; 0 without a moment when it was not seen at all. */
function peak(id: string, basis: Basis, behaviour: Behaviour, size: (at: Counted) => number): Figure {
  const counted = basis.looks
    .map(({ sample }) => ({ ...behaviours[behaviour](sample), atMs: sample.atMs }))
    .filter(({ count, of }) => count > 0 && of > 0);
  const most = counted.reduce<Counted | undefined>(
    (best, at) => (best && size(best) >= size(at) ? best : at),
    undefined,
  );
  if (!most) return figure(id, basis, 0);
  const { count, of, atMs } = most;
  return { ...figure(id, basis, count), atMs, share: count / of, of };
}

/** What the page draws of each sample. */
export function studentsPoints(students: readonly Sample<StudentsObservation>[]): StudentsPoint[] {
  return students.map((sample) => ({
    atMs: sample.atMs,
    present: sample.occupied,
    headUpShare: sample.measurable > 0 ? sample.headsUp / sample.measurable : null,
    hands: sample.handsRaised,
    standing: sample.standing,
    slumped: sample.slumped,
    ...(sample.untilMs !== undefined && { untilMs: sample.untilMs }),
  }));
}

/** When hands went up (each seat's own), one or more stood while others sat, a head lay on a desk; in order of their starts. */
export function studentEpisodes({ students, durationMs }: Pick<Timeline, 'students' | 'durationMs'>): Episodes {
  const looks = held(students, durationMs);
  const when = (is: (sample: StudentsObservation) => boolean, rules: Rules): Span[] =>
    spansOf(
      looks.filter(({ sample }) => is(sample)),
      rules,
    );
  const handsUp = new Map<number, Span[]>();
  for (const look of looks) {
    for (const seat of new Set(look.sample.handSeats)) {
      const spans = handsUp.get(seat);
      if (spans) spans.push(look);
      else handsUp.set(seat, [look]);
    }
  }
  return {
    hands: [...handsUp.values()].flatMap((spans) => spansOf(spans, HAND)).sort((a, b) => a.startMs - b.startMs),
    standing: when((sample) => behaviours.standing(sample).count > 0, STANDING),
    slumped: when((sample) => sample.slumped > 0, SLUMPED),
  };
}

const atEach = (looks: readonly Look[], value: (sample: StudentsObservation) => number) =>
  looks.map((look) => ({ ms: lengthOf(look), value: value(look.sample) }));
