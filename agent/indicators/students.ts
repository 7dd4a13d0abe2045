import type { StudentsObservation } from '../lesson/observation.ts';
import { type Held, held, type Span, type Timeline } from '../lesson/timeline.ts';
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
export function studentFigures({ students, durationMs }: Timeline): Figure[] {
  const looks = held(students, durationMs);
  const measurable = looks.filter(({ sample }) => sample.measurable > 0);
  const present = atEach(looks, (sample) => sample.occupied);
  const figure = (id: string, known: readonly Look[], value: number | null): Figure => {
    const of = timeQuantile(
      atEach(known, (sample) => (known === measurable ? sample.measurable : sample.occupied)),
      0.5,
    );
    // Seats whose heads are too small to be judged lower the coverage of what is told of heads.
    const covered = atEach(known, ({ measurable: count, occupied }) =>
      known === measurable ? Math.min(1, count / occupied) : 1,
    );
    const coveredMs = covered.reduce((sum, { ms, value }) => sum + ms * value, 0);
    const coverage = durationMs > 0 ? coveredMs / durationMs : 0;
    return { id, value: known.length > 0 ? value : null, coverage, ...(of !== null && { of }) };
  };
  const { hands, standing } = studentEpisodes({ students, durationMs });
  return [
    figure('students.present.max', looks, timeQuantile(present, 1)),
    figure('students.present.median', looks, timeQuantile(present, 0.5)),
    figure('students.headup.share', measurable, meanShare(measurable, 'headup')),
    peak(figure('students.headup.peak', measurable, 0), measurable, 'headup', byShare),
    figure('students.turned.share', measurable, meanShare(measurable, 'turned')),
    peak(figure('students.turned.peak', measurable, 0), measurable, 'turned', byShare),
    figure('students.hands.events', looks, hands.length),
    peak(figure('students.hands.peak', looks, 0), looks, 'hands', byCount),
    figure('students.standing.events', looks, standing.length),
    peak(figure('students.standing.peak', looks, 0), looks, 'standing', byCount),
    figure('students.slumped.share', looks, meanShare(looks, 'slumped')),
    peak(figure('students.slumped.peak', looks, 0), looks, 'slumped', byCount),
  ];
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

/** Gives a figure the first moment at which a behaviour was most frequent; without one it stays as it is. */
function peak(figure: Figure, looks: readonly Look[], behaviour: Behaviour, size: (at: Counted) => number): Figure {
  const counted = looks
    .map(({ sample }) => ({ ...behaviours[behaviour](sample), atMs: sample.atMs }))
    .filter(({ count, of }) => count > 0 && of > 0);
  const most = counted.reduce<Counted | undefined>(
    (best, at) => (best && size(best) >= size(at) ? best : at),
    undefined,
  );
  return most ? { ...figure, value: most.count, atMs: most.atMs, share: most.count / most.of, of: most.of } : figure;
}

/** What the page draws of each sample. */
export function studentsPoints(students: readonly StudentsObservation[]): StudentsPoint[] {
  return students.map((sample) => ({
    atMs: sample.atMs,
    present: sample.occupied,
    headUpShare: sample.measurable > 0 ? sample.headsUp / sample.measurable : null,
    hands: sample.handsRaised,
    standing: sample.standing,
    slumped: sample.slumped,
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
  const seats = new Set(students.flatMap((sample) => sample.handSeats));
  return {
    hands: [...seats]
      .flatMap((seat) => when((sample) => sample.handSeats.includes(seat), HAND))
      .sort((a, b) => a.startMs - b.startMs),
    standing: when((sample) => behaviours.standing(sample).count > 0, STANDING),
    slumped: when((sample) => sample.slumped > 0, SLUMPED),
  };
}

const atEach = (looks: readonly Look[], value: (sample: StudentsObservation) => number) =>
  looks.map((look) => ({ ms: lengthOf(look), value: value(look.sample) }));
