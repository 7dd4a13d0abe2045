import type { LessonReport } from '../indicators/indicator.ts';
import { SAMPLE_VALIDITY_MS, type Span } from '../lesson/timeline.ts';
import type { Labels, Marks } from './labels.ts';
import { LabelsError } from './labels-error.ts';

/** Hands that go up one after the other so closely are one stretch for whoever watches. */
const HANDS_APART_S = 2;
/** The two clocks are never wronger than that, or the mark is of something else. */
const MARK_TOLERANCE_MS = 120_000;

/** Where the labels lie in the lesson, and what the box has told of it, on the labels' clock. */
export interface MeasuredMarks extends Marks {
  /** Stretches of which the box says that it has no data, by what is missing. */
  missing: Record<'talk' | 'students' | 'teacher', { startS: number; endS: number }[]>;
}

/**
 * How much of the lesson had passed when the labels begin, milliseconds: of a recording none; in the room by the mark that was pressed
 * on the classroom screen and on the page at once, or else by both wall clocks.
 * @throws LabelsError (`LABELS_NO_BOOKMARK`) when a mark was pressed and the lesson has none near it
 */
export function labelsStartMs(labels: Labels, report: Pick<LessonReport, 'lesson' | 'bookmarks'>): number {
  if (labels.seen === 'recording') return 0;
  const byClocksMs = Date.parse(labels.startedAt) - report.lesson.startedAtMs;
  if (labels.markS === null) return byClocksMs;
  const wantedMs = byClocksMs + labels.markS * 1000;
  const [nearest] = (report.bookmarks ?? []).toSorted((a, b) => Math.abs(a - wantedMs) - Math.abs(b - wantedMs));
  if (nearest === undefined || Math.abs(nearest - wantedMs) > MARK_TOLERANCE_MS)
    throw new LabelsError(
      'LABELS_NO_BOOKMARK',
      `the labels have a mark at ${labels.markS.toFixed(0)} s, and the lesson has none within two minutes of it; ` +
        'press both at the same time, or set markS to null in the file to go by the clocks',
    );
  return nearest - labels.markS * 1000;
}

/** What a report tells of the labelled stretch. @param startMs where in the lesson the labels' second 0 is */
export function measuredMarks(report: LessonReport, startMs: number, durationS: number): MeasuredMarks {
  const toLabels = ({ startMs: from, endMs: to }: Span) => ({
    startS: Math.max(0, (from - startMs) / 1000),
    endS: Math.min(durationS, (to - startMs) / 1000),
  });
  const inLabels = <T extends Span>(spans: readonly T[]) =>
    spans.map((of) => ({ of, ...toLabels(of) })).filter(({ startS, endS }) => endS > startS);
  const plain = (spans: readonly Span[]) => inLabels(spans).map(({ startS, endS }) => ({ startS, endS }));
  const samples = report.students.map(({ atMs, untilMs, present, headUpShare }, i) => ({
    ...{ startS: (atMs - startMs) / 1000, present, headsUp: headUpShare === null ? null : headUpShare * present },
    endS:
      (Math.min(report.students[i + 1]?.atMs ?? Number.POSITIVE_INFINITY, untilMs ?? atMs + SAMPLE_VALIDITY_MS) -
        startMs) /
      1000,
  }));
  // Of what lies before and after the lesson nothing is known either.
  const [firstS, lastS] = [-startMs / 1000, (report.durationMs - startMs) / 1000];
  const gaps = (track: 'talk' | 'students' | 'teacher') => [
    ...(firstS > 0 ? [{ startS: 0, endS: Math.min(firstS, durationS) }] : []),
    ...plain(report.gaps.filter((gap) => gap.track === track)),
    ...(lastS < durationS ? [{ startS: Math.max(0, lastS), endS: durationS }] : []),
  ];
  const atSamples = (count: (sample: (typeof samples)[number]) => number | null) =>
    samples
      .filter(({ startS, endS }) => endS > 0 && startS < durationS)
      .flatMap((sample) => {
        const found = count(sample);
        return found === null ? [] : [{ atS: Math.max(0, sample.startS), count: found }];
      });
  return {
    talk: inLabels(report.talk).map(({ of: { talk }, startS, endS }) => ({ startS, endS, talk })),
    zones: inLabels(report.teacherZones).map(({ of: { zone }, startS, endS }) => ({ startS, endS, zone })),
    hands: joined(plain(report.episodes.hands)),
    present: atSamples(({ present }) => present),
    headsUp: atSamples(({ headsUp }) => headsUp),
    missing: { talk: gaps('talk'), students: gaps('students'), teacher: gaps('teacher') },
  };
}

/** A person's marks on the clock of another's labels. @param byMs how much later they began */
export function movedBy({ talk, zones, hands, present, headsUp }: Marks, byMs: number): Marks {
  const byS = byMs / 1000;
  const spans = <T extends { startS: number; endS: number }>(all: readonly T[]): T[] =>
    all.map((span) => ({ ...span, startS: span.startS + byS, endS: span.endS + byS }));
  const counts = (all: Marks['present']) => all.map(({ atS, count }) => ({ atS: atS + byS, count }));
  return {
    talk: spans(talk),
    zones: spans(zones),
    hands: spans(hands),
    present: counts(present),
    headsUp: counts(headsUp),
  };
}

/** Stretches in which at least one hand is up, from those of each hand. */
function joined(spans: readonly { startS: number; endS: number }[]): { startS: number; endS: number }[] {
  const all: { startS: number; endS: number }[] = [];
  for (const { startS, endS } of spans.toSorted((a, b) => a.startS - b.startS)) {
    const last = all.at(-1);
    if (last && startS - last.endS <= HANDS_APART_S) last.endS = Math.max(last.endS, endS);
    else all.push({ startS, endS });
  }
  return all;
}
