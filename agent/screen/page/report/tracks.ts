import type { ActivitySpan, Gap, LessonReport } from '../../../indicators/indicator.ts';
import { uncovered, union } from '../../../indicators/spans.ts';
import type { Span } from '../../../lesson/timeline.ts';
import { binMsFor, binned, type CurvePoint, type Run, runsOf } from '../layout/curve.ts';
import { indicatorOf } from '../words/facts.ts';
import { type CausedGap, causedGaps } from './gap-causes.ts';

/** Where a curve is highest: how many pupils, of those that were seen. */
export interface TrackPeak extends CurvePoint {
  count: number;
  share: number;
}

/** A value over time, ready to be drawn. */
export interface CurveTrack {
  lines: CurvePoint[][];
  missing: CausedGap[];
  peak: TrackPeak | undefined;
}

/** What the report holds along time, in the shape the stage draws it. */
export interface Tracks {
  talkMissing: CausedGap[];
  teacherMissing: CausedGap[];
  headsUp: CurveTrack;
  hands: CurveTrack;
  /** Top of the axis of hands: an even number, at least 4. */
  handsTop: number;
  activities: readonly ActivitySpan[];
  activitiesMissing: readonly CausedGap[];
  /** Lesson times that the teacher marked. */
  bookmarks: readonly number[];
}

export function tracksOf(report: LessonReport): Tracks {
  const { durationMs, students, activities = [] } = report;
  const binMs = binMsFor(durationMs);
  const track = (
    values: { atMs: number; value: number | null; untilMs?: number | undefined }[],
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
    students.map(({ atMs, untilMs, hands }) => ({ atMs, untilMs, value: hands })),
    'max',
    'students.hands.peak',
    'value',
  );
  const most = Math.max(hands.peak?.value ?? 0, ...hands.lines.flat().map((point) => point.value));
  return {
    talkMissing: missingOf(report, 'talk', report.talk),
    teacherMissing: missingOf(report, 'teacher', report.teacherZones),
    headsUp: track(
      students.map(({ atMs, untilMs, headUpShare }) => ({ atMs, untilMs, value: headUpShare })),
      'mean',
      'students.headup.peak',
      'share',
    ),
    hands,
    handsTop: Math.max(4, 2 * Math.ceil(most / 2)),
    activities,
    activitiesMissing: causedGaps(uncovered(activities, durationMs), 'talk', report),
    bookmarks: report.bookmarks ?? [],
  };
}

/** Where a track has nothing to show: what the report calls a gap, and what no data covers; with the reason. */
function missingOf(report: LessonReport, track: Gap['track'], covered: readonly Span[]): CausedGap[] {
  const { gaps, durationMs } = report;
  const missing = union([...gaps.filter((gap) => gap.track === track), ...uncovered(covered, durationMs)]);
  return causedGaps(missing, track, report);
}

/** The peak as the report states it; a peak of zero is no peak. */
function peakOf(
  report: LessonReport,
  id: string,
  told: 'value' | 'share',
  runs: readonly Run[],
): TrackPeak | undefined {
  const { value: count, share, atMs } = indicatorOf(report, id) ?? {};
  if (typeof count !== 'number' || !count || !share || atMs === undefined || !runs.length) return undefined;
  return { atMs, count, share, value: told === 'value' ? count : share };
}
