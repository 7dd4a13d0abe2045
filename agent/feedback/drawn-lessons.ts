import type { activities } from '../indicators/activities/activity.ts';
import { catalogue, catalogueEntry } from '../indicators/catalogue.ts';
import { type FigureUnit, figureUnits } from '../indicators/definitions/definition.ts';
import type {
  ActivitySpan,
  EnvironmentMinute,
  Indicator,
  LessonReport,
  Minute,
  StudentsPoint,
  ZoneSpan,
} from '../indicators/indicator.ts';
import type { LessonFigures } from '../indicators/portrait/lesson-figures.ts';
import type { EnvironmentValues } from '../lesson/environment.ts';
import type { Talk, TeacherZone } from '../lesson/observation.ts';

/** Reports drawn by hand, for the tests of the rules: a lesson of 40 minutes in which nothing stands out, and what is drawn into it. */

const MINUTE_MS = 60_000;
export type Values = Record<string, number | string | null>;

/** What is known of every lesson here; an ordinary one. */
const ordinary: Values = {
  'talk.teacher.share': 0.5,
  'talk.student.share': 0.2,
  'talk.many.share': 0.1,
  'talk.none.share': 0.2,
  'talk.turns': 60,
  'talk.teacher.longest': 60,
  'talk.wait1.median': 2.5,
  'talk.wait1.share3s': 0.4,
  'talk.wait2.median': 1.5,
  'talk.teacher.rate': 220,
  'talk.level.teacher': -30,
  'room.noise': -60,
  'students.present.max': 31,
  'students.present.median': 30,
  'students.headup.share': 0.7,
  'students.turned.share': 0.2,
  'students.hands.events': 30,
  'students.hands.peak': 4,
  'students.standing.events': 5,
  'students.slumped.share': 0,
  'students.slumped.peak': 0,
  'teacher.zone.podium.share': 0.4,
  'teacher.zone.board.share': 0.2,
  'teacher.zone.aisle.share': 0.4,
  'teacher.zone.away.share': 0,
  'teacher.patrol.count': 10,
  'teacher.patrol.time': 400,
  'teacher.patrol.coverage': 0.8,
  'teacher.board.time': 120,
  'st.rt': 0.5,
  'st.ch': 0.3,
  'st.mode': 'mixed',
  'activity.lecture.share': 0.3,
  'activity.question-and-answer.share': 0.3,
  'activity.choral.share': 0.05,
  'activity.group-work.share': 0.15,
  'activity.individual-work.share': 0.15,
  'activity.student-presentation.share': 0.05,
};

const everyOtherMinute = Array.from({ length: 20 }, (_, index) => ({
  startMs: 2 * index * MINUTE_MS,
  endMs: 2 * index * MINUTE_MS + 4000,
}));

type Parts = Partial<Omit<LessonReport, 'indicators' | 'lesson'>> & { figures?: Values; startedAtMs?: number };

/** A report of an ordinary lesson but for the figures and parts given. */
export function drawnReport({ figures = {}, startedAtMs = 0, ...parts }: Parts = {}): LessonReport {
  const values: Values = { ...ordinary, ...figures };
  const indicators = catalogue
    .filter(({ unit }) => figureUnits.includes(unit as FigureUnit))
    .map(({ id, version }): Indicator => ({ id, value: values[id] ?? null, coverage: 1, version, of: 30 }));
  return {
    schemaVersion: 1,
    lesson: {
      id: `lesson-${startedAtMs}`,
      room: { region: '310104', school: '2131000000', room: 'r301' },
      labels: {},
      startedAtMs,
    },
    durationMs: 40 * MINUTE_MS,
    indicators,
    talk: [],
    students: [],
    episodes: { hands: everyOtherMinute, standing: [], slumped: [] },
    teacherZones: [],
    gaps: [],
    st: null,
    models: {},
    ...parts,
  };
}

/** Earlier lessons in which a figure had these values, one after the other, the last value in the newest; all before time 0. */
export function drawnHistory(
  values: Record<string, readonly number[]>,
  tolds: readonly string[][] = [],
): LessonFigures[] {
  const count = Math.max(tolds.length, ...Object.values(values).map(({ length }) => length));
  return Array.from({ length: count }, (_, index) => ({
    lessonId: `earlier-${index}`,
    startedAtMs: (index - count) * 24 * 60 * MINUTE_MS,
    figures: Object.fromEntries(
      Object.entries(values).map(([id, list]) => [id, { value: list[index]!, version: catalogueEntry(id).version }]),
    ),
    told: tolds[index] ?? [],
  }));
}

/** A look every 2 s at a class of 30, [fromMin, toMin). */
export function points(fromMin: number, toMin: number, seen: Partial<StudentsPoint> = {}): StudentsPoint[] {
  return Array.from({ length: (toMin - fromMin) * 30 }, (_, index) => ({
    atMs: fromMin * MINUTE_MS + index * 2000,
    present: 30,
    headUpShare: 0.7,
    hands: 0,
    standing: 0,
    slumped: 0,
    ...seen,
  }));
}

/** Whole minutes, [from, to), that are all alike. */
export function minutes(from: number, to: number, seen: Partial<Minute> = {}): Minute[] {
  return Array.from({ length: to - from }, (_, index) => ({
    startMs: (from + index) * MINUTE_MS,
    talk: { teacher: 0.5, student: 0.2, many: 0.1, none: 0.2 },
    headUp: 0.7,
    turned: 0.2,
    slumped: 0,
    hands: 0,
    standing: 0,
    ...seen,
  }));
}

/** The room's air in whole minutes, [from, to), that are all alike. */
export const air = (from: number, to: number, values: EnvironmentValues): EnvironmentMinute[] =>
  Array.from({ length: to - from }, (_, index) => ({ ...span(from + index, from + index + 1), ...values }));

export const span = (fromMin: number, toMin: number) => ({ startMs: fromMin * MINUTE_MS, endMs: toMin * MINUTE_MS });

export const activity = (name: (typeof activities)[number], fromMin: number, toMin: number): ActivitySpan => ({
  activity: name,
  ...span(fromMin, toMin),
});

export const zone = (name: TeacherZone, fromMin: number, toMin: number): ZoneSpan => ({
  zone: name,
  ...span(fromMin, toMin),
});

/** One long stretch of talk, [fromMin, toMin). */
export const said = (talk: Talk, fromMin: number, toMin: number, perMin = 220) => ({
  talk,
  ...span(fromMin, toMin),
  levelDbfs: -30,
  syllables: talk === 'teacher' ? Math.round(perMin * (toMin - fromMin)) : 0,
  uncertain: false,
});

/** Questions and answers, again and again: 10 s of one voice, a silence, 5 s of the other; from the first minute on. */
export function exchanges(times: number, silenceS: number, [before, after]: [Talk, Talk] = ['teacher', 'student']) {
  return Array.from({ length: times }, (_, index) => {
    const atS = 60 + index * (20 + silenceS);
    const part = (talk: Talk, fromS: number, toS: number) => said(talk, (atS + fromS) / 60, (atS + toS) / 60);
    return [part(before, 0, 10), part('none', 10, 10 + silenceS), part(after, 10 + silenceS, 15 + silenceS)];
  }).flat();
}
