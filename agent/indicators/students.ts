import type { StudentsObservation } from '../lesson/observation.ts';
import { type Held, held, type Span, type Timeline, totalMs } from '../lesson/timeline.ts';
import type { Episodes, Figure, StudentsPoint } from './indicator.ts';
import { median, quantile, timeMean } from './median.ts';

/** What lasts this long counts; a gap up to the bridge does not end it. */
const HAND_LEAST_MS = 1_000;
const BRIDGE_MS = 3_000;
const STANDING_LEAST_MS = 3_000;
const SLUMPED_LEAST_MS = 3_000;

/** The class-level figures about students; nothing here is about one student. */
export function studentFigures({ students, durationMs }: Timeline): Figure[] {
  const seen = held(students, durationMs);
  const measurable = seen.filter(({ sample }) => sample.measurable > 0);
  const coverageOf = (spans: readonly Held<StudentsObservation>[]) =>
    durationMs > 0 ? totalMs(spans) / durationMs : 0;
  const coverage = coverageOf(seen);
  const figure = (id: string, value: number | null): Figure => ({ id, value, coverage });
  const occupied = students.map((sample) => sample.occupied);
  const headUp = timeMean(measurable.map((span) => ({ ms: length(span), value: headUpShare(span.sample) ?? 0 })));
  const turned = timeMean(
    measurable.map((span) => ({ ms: length(span), value: span.sample.turned / span.sample.measurable })),
  );
  const slumped = seen.filter(({ sample }) => sample.occupied > 0);
  return [
    figure('students.present.max', quantile(occupied, 1)),
    figure('students.present.median', median(occupied)),
    { id: 'students.headup.share', value: headUp, coverage: coverageOf(measurable) },
    { id: 'students.turned.share', value: turned, coverage: coverageOf(measurable) },
    headUpPeak(students, coverageOf(measurable)),
    figure('students.hands.events', students.length > 0 ? handEpisodes(students, durationMs).length : null),
    handsPeak(students, coverage),
    figure('students.standing.events', students.length > 0 ? standingEpisodes(students, durationMs).length : null),
    figure(
      'students.slumped.share',
      timeMean(slumped.map((span) => ({ ms: length(span), value: span.sample.slumped / span.sample.occupied }))),
    ),
  ];
}

/** What the page draws of each sample. */
export function studentsPoints(students: readonly StudentsObservation[]): StudentsPoint[] {
  return students.map((sample) => ({
    atMs: sample.atMs,
    present: sample.occupied,
    headUpShare: headUpShare(sample),
    hands: sample.handsRaised,
    standing: sample.standing,
    slumped: sample.slumped,
  }));
}

/** Raised-hand episodes seat by seat, in order of their starts: up for at least 1 s, gaps up to 3 s bridged. */
export function handEpisodes(students: readonly StudentsObservation[], durationMs: number): Span[] {
  const seats = new Set(students.flatMap((sample) => sample.handSeats));
  return [...seats]
    .flatMap((seat) => episodes(held(students, durationMs), (sample) => sample.handSeats.includes(seat), BRIDGE_MS))
    .filter((episode) => length(episode) >= HAND_LEAST_MS)
    .sort((a, b) => a.startMs - b.startMs);
}

/** Stretches of at least 3 s in which one or more students stand while others sit. */
export function standingEpisodes(students: readonly StudentsObservation[], durationMs: number): Span[] {
  const standing = (sample: StudentsObservation) => sample.standing > 0 && sample.standing < sample.occupied;
  return episodes(held(students, durationMs), standing, BRIDGE_MS).filter(
    (episode) => length(episode) >= STANDING_LEAST_MS,
  );
}

/** Stretches of at least 3 s in which at least one head lies on a desk. */
function slumpedEpisodes(students: readonly StudentsObservation[], durationMs: number): Span[] {
  return episodes(held(students, durationMs), (sample) => sample.slumped > 0, BRIDGE_MS).filter(
    (episode) => length(episode) >= SLUMPED_LEAST_MS,
  );
}

/** When hands went up, somebody stood, a head lay on a desk. */
export function studentEpisodes({ students, durationMs }: Timeline): Episodes {
  return {
    hands: handEpisodes(students, durationMs),
    standing: standingEpisodes(students, durationMs),
    slumped: slumpedEpisodes(students, durationMs),
  };
}

/** Joins the samples for which `is` holds; a gap of up to `bridgeMs` does not end an episode. */
export function episodes(
  samples: readonly Held<StudentsObservation>[],
  is: (sample: StudentsObservation) => boolean,
  bridgeMs: number,
): Span[] {
  const joined: Span[] = [];
  for (const { startMs, endMs, sample } of samples) {
    if (!is(sample)) continue;
    const last = joined.at(-1);
    if (last && startMs - last.endMs <= bridgeMs) last.endMs = endMs;
    else joined.push({ startMs, endMs });
  }
  return joined;
}

function handsPeak(students: readonly StudentsObservation[], coverage: number): Figure {
  const id = 'students.hands.peak';
  const most = students.reduce<StudentsObservation | undefined>(
    (best, sample) => (sample.handsRaised > (best?.handsRaised ?? 0) ? sample : best),
    undefined,
  );
  if (!most) return { id, value: students.length > 0 ? 0 : null, coverage };
  return {
    id,
    value: most.handsRaised,
    coverage,
    atMs: most.atMs,
    share: most.handsRaised / Math.max(1, most.occupied),
  };
}

function headUpPeak(students: readonly StudentsObservation[], coverage: number): Figure {
  const id = 'students.headup.peak';
  const best = students.reduce<StudentsObservation | undefined>(
    (a, b) => ((headUpShare(b) ?? -1) > (a ? (headUpShare(a) ?? -1) : -1) ? b : a),
    undefined,
  );
  const share = best ? headUpShare(best) : null;
  return best && share !== null
    ? { id, value: share, coverage, atMs: best.atMs, share }
    : { id, value: null, coverage };
}

function headUpShare(sample: StudentsObservation): number | null {
  return sample.measurable > 0 ? sample.headsUp / sample.measurable : null;
}

const length = ({ startMs, endMs }: Span): number => endMs - startMs;
