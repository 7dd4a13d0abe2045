import type { Lesson } from '../lesson/lesson.ts';
import { held, type Span, type Timeline } from '../lesson/timeline.ts';
import { catalogueEntry } from './catalogue.ts';
import type { Figure, Gap, Indicator, LessonReport } from './indicator.ts';
import { speechTimeFigures } from './speech-time.ts';
import { DEFAULT_SLOT_MS, stAnalysis, stFigures } from './st-analysis.ts';
import { studentEpisodes, studentFigures, studentsPoints } from './students.ts';
import { teacherFigures, zoneSpans } from './teacher.ts';

export interface ReportInput {
  lesson: Lesson;
  timeline: Timeline;
  /** Model id → short hash. */
  models: Record<string, string>;
  /** Length of an S-T slot: 10, 15 or 30 s. */
  slotMs?: number;
}

/** A finished lesson as the teacher sees it. Pure: the same timeline gives the same report. */
export function lessonReport({ lesson, timeline, models, slotMs = DEFAULT_SLOT_MS }: ReportInput): LessonReport {
  const st = stAnalysis(timeline, slotMs);
  const figures = [
    ...speechTimeFigures(timeline),
    ...studentFigures(timeline),
    ...teacherFigures(timeline),
    ...stFigures(st, timeline),
  ];
  const { durationMs } = timeline;
  const teacher = held(timeline.teacher, durationMs);
  return {
    schemaVersion: 1,
    lesson,
    durationMs,
    indicators: figures.map(toIndicator),
    talk: timeline.talk,
    students: studentsPoints(timeline.students),
    episodes: studentEpisodes(timeline),
    teacherZones: zoneSpans(teacher),
    gaps: [
      ...gapsBetween(timeline.talk, durationMs, 'talk'),
      ...gapsBetween(held(timeline.students, durationMs), durationMs, 'students'),
      ...gapsBetween(
        teacher.filter(({ sample }) => sample.zone !== null),
        durationMs,
        'teacher',
      ),
    ],
    st: st.slots.some((slot) => slot !== null) ? st : null,
    models,
  };
}

/** Gives a figure its definition's version, and takes its value away where too little was seen to tell. */
function toIndicator(figure: Figure): Indicator {
  const { version, coverageFloor } = catalogueEntry(figure.id);
  if (figure.coverage >= coverageFloor) return { ...figure, version };
  return { id: figure.id, value: null, coverage: figure.coverage, version };
}

/** What is left of [0, durationMs) between spans that are in order. */
function gapsBetween(spans: readonly Span[], durationMs: number, track: Gap['track']): Gap[] {
  const edges = [...spans, { startMs: durationMs, endMs: durationMs }];
  return edges.flatMap(({ startMs }, i) => {
    const from = edges[i - 1]?.endMs ?? 0;
    return startMs > from ? [{ track, startMs: from, endMs: startMs }] : [];
  });
}
