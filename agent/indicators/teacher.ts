import { type TeacherObservation, teacherZones } from '../lesson/observation.ts';
import type { RoomPlan } from '../lesson/room-plan.ts';
import { type Held, held, type Span, type Timeline, totalMs } from '../lesson/timeline.ts';
import { type Rules, spansOf } from './episodes.ts';
import type { Figure, Patrol, TeacherHeatmap, ZoneSpan } from './indicator.ts';
import { cellAt, GRID, seatingCells } from './room-grid.ts';

/** A walk among the desks counts from this length on; a step out of them that is shorter than the pause does not end it. */
const PATROL: Rules = { leastMs: 5_000, pauseMs: 3_000 };
/** The same for writing: a hand lifted for a moment is no writing, one lowered for a moment still is. */
const WRITING: Rules = { leastMs: 2_000, pauseMs: 2_000 };

type Look = Held<TeacherObservation>;

/**
 * Where the teacher was. Looks that do not know it (the camera cannot tell, or the teacher is out of its sight) lower the
 * coverage.
 * @param roomPlan without it no cells are known
 */
export function teacherFigures({ teacher, durationMs }: Timeline, roomPlan: RoomPlan | null): Figure[] {
  const looks = held(teacher, durationMs);
  const placed = looks.filter(({ sample }) => sample.zone !== null);
  const followed = looks.filter(({ sample }) => sample.amongDesks !== null);
  const counted = looks.filter(({ sample }) => sample.adults !== null);
  const figure = (id: string, known: readonly Look[], value: number | null): Figure => ({
    id,
    value: known.length > 0 ? value : null,
    coverage: durationMs > 0 ? totalMs(known) / durationMs : 0,
  });
  const share = (known: readonly Look[], is: (sample: TeacherObservation) => boolean) =>
    totalMs(known.filter(({ sample }) => is(sample))) / totalMs(known);
  const patrols = patrolSpans(followed);
  return [
    ...teacherZones.map((zone) =>
      figure(
        `teacher.zone.${zone}.share`,
        placed,
        share(placed, (sample) => sample.zone === zone),
      ),
    ),
    figure('teacher.patrol.count', followed, patrols.length),
    figure('teacher.patrol.time', followed, totalMs(patrols) / 1000),
    figure('teacher.patrol.coverage', followed, roomPlan && shareOfCells(roomPlan, looks, patrols)),
    figure('teacher.board.time', placed, totalMs(writingSpans({ teacher, durationMs })) / 1000),
    figure(
      'teacher.second.share',
      counted,
      share(counted, ({ adults }) => (adults ?? 0) >= 2),
    ),
  ];
}

/** Neighbouring samples of one zone joined into stretches. */
export function zoneSpans(looks: readonly Look[]): ZoneSpan[] {
  const spans: ZoneSpan[] = [];
  for (const { startMs, endMs, sample } of looks) {
    if (sample.zone === null) continue;
    const last = spans.at(-1);
    if (last?.zone === sample.zone && last.endMs === startMs) last.endMs = endMs;
    else spans.push({ startMs, endMs, zone: sample.zone });
  }
  return spans;
}

/** When the teacher wrote on the board. */
export function writingSpans({ teacher, durationMs }: Pick<Timeline, 'teacher' | 'durationMs'>): Span[] {
  return spansOf(
    held(teacher, durationMs).filter(({ sample }) => sample.writing === true),
    WRITING,
  );
}

/** Share of the time with a known place that the teacher spent in each cell of the room plan; null when none is known. */
export function teacherHeatmap({ teacher, durationMs }: Timeline, roomPlan: RoomPlan | null): TeacherHeatmap | null {
  const cells = new Array<number>(GRID.columns * GRID.rows).fill(0);
  for (const { startMs, endMs, sample } of held(teacher, durationMs)) {
    if (!roomPlan || sample.xM === null || sample.yM === null) continue;
    cells[cellAt(roomPlan, sample.xM, sample.yM)]! += endMs - startMs;
  }
  const total = cells.reduce((sum, ms) => sum + ms, 0);
  return total > 0 ? { ...GRID, shares: cells.map((ms) => ms / total) } : null;
}

/** Nearer to the place before, a place adds nothing to a drawn path; metres. */
const STEP_M = 0.3;

/** The walks among the desks, as the page draws them in the room plan. */
export function patrolsOf({ teacher, durationMs }: Timeline): Patrol[] {
  const looks = held(teacher, durationMs);
  return patrolSpans(looks.filter(({ sample }) => sample.amongDesks !== null)).map((span) => {
    const path: Patrol['path'] = [];
    for (const { startMs, sample } of looks) {
      if (startMs < span.startMs || startMs >= span.endMs || sample.xM === null || sample.yM === null) continue;
      const [beforeX, beforeY] = path.at(-1) ?? [Number.POSITIVE_INFINITY, 0];
      if (Math.hypot(sample.xM - beforeX, sample.yM - beforeY) >= STEP_M) path.push([inDm(sample.xM), inDm(sample.yM)]);
    }
    return { ...span, path };
  });
}

const inDm = (metres: number): number => Math.round(metres * 10) / 10;

function patrolSpans(followed: readonly Look[]): Span[] {
  return spansOf(
    followed.filter(({ sample }) => sample.amongDesks),
    PATROL,
  );
}

/** Which share of the seating area's cells was visited; null when the walks' places are mostly unknown. */
function shareOfCells(roomPlan: RoomPlan, looks: readonly Look[], patrols: readonly Span[]): number | null {
  const seating = new Set(seatingCells(roomPlan));
  const walked = looks.filter(({ startMs }) => patrols.some((span) => span.startMs <= startMs && startMs < span.endMs));
  const placed = walked.filter(({ sample }) => sample.xM !== null);
  if (seating.size === 0 || totalMs(placed) < totalMs(walked) / 2) return null;
  const visited = new Set(placed.map(({ sample: { xM, yM } }) => cellAt(roomPlan, xM!, yM!)));
  return [...visited].filter((cell) => seating.has(cell)).length / seating.size;
}
