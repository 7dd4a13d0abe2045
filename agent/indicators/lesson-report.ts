import type { Lesson } from '../lesson/lesson.ts';
import type { SeatsObservation } from '../lesson/observation.ts';
import { type RoomPlan, roomShape } from '../lesson/room-plan.ts';
import { held, type Span, type Timeline } from '../lesson/timeline.ts';
import { activityFigures, activitySpans } from './activities/activities.ts';
import { cameraFaults } from './camera-faults.ts';
import { catalogueEntry } from './catalogue.ts';
import { environmentFigures } from './environment.ts';
import type { Figure, Gap, Indicator, LessonReport } from './indicator.ts';
import { microphoneFaults } from './microphone-faults.ts';
import { minutesOf } from './minutes.ts';
import { uncovered } from './spans.ts';
import { speechTimeFigures } from './speech-time.ts';
import { DEFAULT_SLOT_MS, stAnalysis, stFigures } from './st-analysis.ts';
import { studentEpisodes, studentFigures, studentsPoints } from './students.ts';
import { patrolsOf, teacherFigures, teacherHeatmap, zoneSpans } from './teacher.ts';

export interface ReportInput {
  lesson: Lesson;
  timeline: Timeline;
  /** Model id → short hash. */
  models: Record<string, string>;
  /** Length of an S-T slot: 10, 15 or 30 s. */
  slotMs?: number;
  /** The room's, for figures that need it. */
  roomPlan?: RoomPlan | null;
}

/** A finished lesson as the teacher sees it. Pure: the same timeline gives the same report. */
export function lessonReport(input: ReportInput): LessonReport {
  const { lesson, timeline, models, slotMs = DEFAULT_SLOT_MS, roomPlan = null } = input;
  const st = stAnalysis(timeline, slotMs);
  const activities = activitySpans(timeline);
  const episodes = studentEpisodes(timeline);
  const figures = [
    ...speechTimeFigures(timeline, lesson.labels.role),
    ...studentFigures(timeline, episodes),
    ...teacherFigures(timeline, roomPlan),
    ...stFigures(st, timeline),
    ...activityFigures(activities, timeline.durationMs),
    ...environmentFigures(timeline),
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
    episodes,
    teacherZones: zoneSpans(teacher),
    teacherHeatmap: teacherHeatmap(timeline, roomPlan),
    patrols: patrolsOf(timeline),
    ...(roomPlan && { roomShape: roomShape(roomPlan) }),
    gaps: [
      ...gapsOf('talk', timeline.talk, durationMs),
      ...gapsOf('students', held(timeline.students, durationMs), durationMs),
      ...gapsOf(
        'teacher',
        teacher.filter(({ sample }) => sample.zone !== null),
        durationMs,
      ),
    ],
    ...(timeline.pauses && { pauses: timeline.pauses }),
    cameraFaults: cameraFaults(timeline),
    microphoneFaults: microphoneFaults(timeline),
    ...(timeline.seats && { seats: seatsOf(timeline.seats) }),
    st: st.slots.some((slot) => slot !== null) ? st : null,
    activities,
    minutes: minutesOf(timeline),
    ...(timeline.environment.length > 0 && {
      environment: timeline.environment.map(({ kind: _, ...minute }) => minute),
    }),
    bookmarks: timeline.bookmarks,
    models,
  };
}

/** Gives a figure its definition's version, and takes its value away where too little was seen to tell. */
function toIndicator(figure: Figure): Indicator {
  const { version, coverageFloor } = catalogueEntry(figure.id);
  if (figure.coverage >= coverageFloor) return { ...figure, version };
  return { id: figure.id, value: null, coverage: figure.coverage, version };
}

function gapsOf(track: Gap['track'], spans: readonly Span[], durationMs: number): Gap[] {
  return uncovered(spans, durationMs).map((gap) => ({ track, ...gap }));
}

const seatsOf = ({ width, height, seats }: SeatsObservation) => ({ width, height, seats });
