import { type TeacherObservation, teacherZones } from '../lesson/observation.ts';
import { type Held, held, type Timeline, totalMs } from '../lesson/timeline.ts';
import type { Figure, ZoneSpan } from './indicator.ts';

/** A walk among the desks counts from this length on. */
const PATROL_LEAST_MS = 5_000;

/** Where the teacher was. Samples without a known zone (no room plan) lower the coverage. */
export function teacherFigures({ teacher, durationMs }: Timeline): Figure[] {
  const placed = held(teacher, durationMs).filter(({ sample }) => sample.zone !== null);
  const validMs = totalMs(placed);
  const coverage = durationMs > 0 ? validMs / durationMs : 0;
  const figure = (id: string, value: number): Figure => ({ id, value: validMs > 0 ? value : null, coverage });
  const timeWhere = (is: (sample: TeacherObservation) => boolean) => totalMs(placed.filter(({ sample }) => is(sample)));
  const patrols = zoneSpans(placed).filter(
    (span) => span.zone === 'aisle' && span.endMs - span.startMs >= PATROL_LEAST_MS,
  );
  return [
    ...teacherZones.map((zone) =>
      figure(`teacher.zone.${zone}.share`, timeWhere((sample) => sample.zone === zone) / validMs),
    ),
    figure('teacher.patrol.count', patrols.length),
    figure('teacher.patrol.time', totalMs(patrols) / 1000),
    figure('teacher.board.time', timeWhere((sample) => sample.writing === true) / 1000),
  ];
}

/** Neighbouring samples of one zone joined into stretches. */
export function zoneSpans(placed: readonly Held<TeacherObservation>[]): ZoneSpan[] {
  const spans: ZoneSpan[] = [];
  for (const { startMs, endMs, sample } of placed) {
    if (sample.zone === null) continue;
    const last = spans.at(-1);
    if (last?.zone === sample.zone && last.endMs === startMs) last.endMs = endMs;
    else spans.push({ startMs, endMs, zone: sample.zone });
  }
  return spans;
}
