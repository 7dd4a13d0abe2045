import type { Exclusion, LessonReport } from '../indicators/indicator.ts';
import { lessonReport } from '../indicators/lesson-report.ts';
import { withoutStretches } from '../lesson/excluded-stretches.ts';
import { cutTimeline } from '../lesson/life/cut-timeline.ts';
import type { RoomPlan } from '../lesson/room-plan.ts';
import { TimelineBuilder } from '../lesson/timeline.ts';
import type { LessonRecord } from '../store/packed-journal.ts';

/** Times are rounded to milliseconds, once as the recording begins and once as the lesson does. */
const ROUNDING_MS = 2;

/** What a report does not tell of how it was made, when it was made before that was kept. */
export interface UsualMaking {
  slotMs: number;
  roomPlan: RoomPlan | null;
}

/**
 * A lesson's report made anew from what was written down of it, with nothing known of the excluded stretches. The lesson is
 * the same: its beginning, its length, its labels. Without findings, which need more than the lesson.
 * @param excluded in order and without overlap, lesson time
 * @returns undefined when it cannot be told where in the recording the lesson lies
 */
export function remadeReport(
  report: LessonReport,
  record: LessonRecord,
  excluded: readonly Exclusion[],
  usual: UsualMaking,
): LessonReport | undefined {
  const { lesson, durationMs, models, st, roomShape } = report;
  const startMs = recordedFromMs(report, record);
  if (startMs === undefined) return undefined;
  const builder = new TimelineBuilder();
  for (const entry of record.entries) builder.add(entry);
  const { endedMs, reachedMs } = record.open;
  const recorded = builder.build(Math.max(endedMs ?? reachedMs, startMs + durationMs));
  const timeline = withoutStretches(cutTimeline(recorded, startMs, startMs + durationMs), excluded);
  return {
    ...lessonReport({
      lesson,
      timeline,
      models,
      slotMs: st?.slotMs ?? usual.slotMs,
      roomPlan: roomShape ? { ...roomShape, cameras: {} } : usual.roomPlan,
    }),
    recordedFromMs: startMs,
    ...(excluded.length > 0 && { excluded: [...excluded] }),
  };
}

/** An older report tells only by the wall clock, which may have been set in the middle of the lesson. */
function recordedFromMs({ lesson, durationMs, recordedFromMs }: LessonReport, { open }: LessonRecord) {
  if (recordedFromMs !== undefined) return recordedFromMs;
  const startMs = lesson.startedAtMs - open.lesson.startedAtMs;
  const isWithin = startMs >= -ROUNDING_MS && startMs + durationMs <= (open.endedMs ?? open.reachedMs) + ROUNDING_MS;
  return isWithin ? Math.max(0, startMs) : undefined;
}
