import type { ActivitySpan, LessonReport } from '../../../indicators/indicator.ts';
import { uncovered, union } from '../../../indicators/spans.ts';
import type { Span } from '../../../lesson/timeline.ts';
import { binMsFor, binned, type CurvePoint, type Run, runsOf } from '../layout/curve.ts';
import { indicatorOf } from '../words/facts.ts';

/** A value over time, ready to be drawn. */
export interface CurveTrack {
  lines: CurvePoint[][];
  missing: Span[];
  peak: CurvePoint | undefined;
}

/** What the report holds along time, in the shape the stage draws it. */
export interface Tracks {
  talkMissing: Span[];
  teacherMissing: Span[];
  headsUp: CurveTrack;
  hands: CurveTrack;
  /** Top of the axis of hands: an even number, at least 4. */
  handsTop: number;
  activities: readonly ActivitySpan[];
  activitiesMissing: readonly Span[];
  /** Lesson times that the teacher marked. */
  bookmarks: readonly number[];
}

export function tracksOf(report: LessonReport): Tracks {
  const { durationMs, students, activities = [] } = report;
  const binMs = binMsFor(durationMs);
  const track = (
    values: { atMs: number; value: number | null }[],
    how: 'mean' | 'max',
    peakId: string,
    told: 'value' | 'share',
  ): CurveTrack => {
    const runs = runsOf(values, durationMs);
    return {
      lines: runs.map((run) => binned(run.points, binMs, how)),
      missing: missingOf(report, 'students', runs),
      peak: peakOf(report, peakId, told, runs),
    };
  };
  const hands = track(
    students.map((point) => ({ atMs: point.atMs, value: point.hands })),
    'max',
    'students.hands.peak',
    'value',
  );
  const most = Math.max(hands.peak?.value ?? 0, ...hands.lines.flat().map((point) => point.value));
  return {
    talkMissing: missingOf(report, 'talk', report.talk),
    teacherMissing: missingOf(report, 'teacher', report.teacherZones),
    headsUp: track(
      students.map((point) => ({ atMs: point.atMs, value: point.headUpShare })),
      'mean',
      'students.headup.peak',
      'share',
    ),
    hands,
    handsTop: Math.max(4, 2 * Math.ceil(most / 2)),
    activities,
    activitiesMissing: uncovered(activities, durationMs),
    bookmarks: report.bookmarks ?? [],
  };
}

/** Where a track has nothing to show: what the report calls a gap, and what no data covers. */
function missingOf(
  { gaps, durationMs }: LessonReport,
  track: 'talk' | 'students' | 'teacher',
  covered: readonly Span[],
): Span[] {
  return union([...gaps.filter((gap) => gap.track === track), ...uncovered(covered, durationMs)]);
}

/** The peak as the report states it, as a count or as a share; a peak of zero is no peak. */
function peakOf(
  report: LessonReport,
  id: string,
  told: 'value' | 'share',
  runs: readonly Run[],
): CurvePoint | undefined {
  const indicator = indicatorOf(report, id);
  const value = indicator?.[told];
  if (typeof value !== 'number' || !value || indicator?.atMs === undefined || !runs.length) return undefined;
  return { atMs: indicator.atMs, value };
}
