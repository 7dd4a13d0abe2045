import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LessonReport } from '../indicators/indicator.ts';
import { lessonReport } from '../indicators/lesson-report.ts';
import { lessonFigures } from '../indicators/portrait/lesson-figures.ts';
import { portraitOf } from '../indicators/portrait/portrait.ts';
import type { EnvironmentObservation } from '../lesson/environment.ts';
import type { Lesson, LessonLabels } from '../lesson/lesson.ts';
import {
  type CameraObservation,
  cameraNames,
  type MicrophoneObservation,
  type StudentsObservation,
  type Talk,
  type TalkSegment,
  type TeacherObservation,
  type TeacherZone,
} from '../lesson/observation.ts';
import { roomPlanSchema } from '../lesson/room-plan.ts';
import { type Span, type Timeline, without } from '../lesson/timeline.ts';
import type { LessonListItem } from '../store/lesson-store.ts';
import { portraitOwner } from '../store/portrait-store.ts';
import type { ReportSource } from './report-source.ts';
import { sampleFindings } from './sample-findings.ts';

/** Lessons for the screen's tests: the film, a full lesson with failing sensors, and one of which nothing is known. */

const SAMPLE_MS = 2000;
const MINUTE_MS = 60_000;
const SYLLABLES_PER_MIN = 210;

interface FilmTruth {
  durationS: number;
  perSecond: {
    t: number;
    present: number;
    headsUp: number;
    handsRaised: number;
    standing: number;
    slumped: number;
    turned: number;
  }[];
  teacherTrack: {
    t: number;
    zone: TeacherZone;
    roomX: number;
    roomY: number;
    facingBoard: boolean;
    writing: boolean;
  }[];
  audio: { talk: [fromS: number, toS: number, talk: Exclude<Talk, 'many'> | 'chorus' | 'group'][] };
}

/** The lesson film (150 s, 12 students) as a flawless agent would report it. */
export function filmReport(): LessonReport {
  const path = join(import.meta.dirname, '../demo/film/truth.json');
  const truth = JSON.parse(readFileSync(path, 'utf8')) as FilmTruth;
  const onSample = ({ t }: { t: number }) => (t * 1000) % SAMPLE_MS === 0;
  return reportOf('0192a000-0000-7000-8000-000000000150', {
    durationMs: truth.durationS * 1000,
    talk: truth.audio.talk.map(([from, to, name]) =>
      segment(from * 1000, to * 1000, name === 'chorus' || name === 'group' ? 'many' : name),
    ),
    students: truth.perSecond
      .filter(onSample)
      .map((second) => look(second.t * 1000, second.present, second.headsUp, second.handsRaised, second)),
    teacher: truth.teacherTrack.filter(onSample).map(({ t, zone, roomX, roomY, facingBoard, writing }) => ({
      ...place(t * 1000, zone),
      xM: roomX,
      yM: roomY,
      facingBoard,
      writing,
    })),
    cameras: [],
    microphones: [],
    seats: null,
    bookmarks: [],
    environment: [],
  });
}

/** A lesson of 45 min with 38 students, whose cameras were covered for 3 min and whose microphone failed for 1 min; marked twice. */
export function longReport(): LessonReport {
  const labels = { className: '七年级 3 班', subject: '数学', period: 2 };
  return { ...reportOf('0192a000-0000-7000-8000-000000002700', longTimeline(), labels), findings: sampleFindings };
}

/** What was observed in the long lesson; another length has more or less of the same. */
export function longTimeline(durationMs = 45 * MINUTE_MS): Timeline {
  const random = seeded(7);
  const covered = { startMs: 17.5 * MINUTE_MS, endMs: 20.5 * MINUTE_MS };
  const deaf = { startMs: 36 * MINUTE_MS, endMs: 37 * MINUTE_MS };
  const seen = ({ atMs }: { atMs: number }) => atMs < covered.startMs || atMs >= covered.endMs;

  const talk = stretches<Talk>(durationMs, random, (minute) => [
    ['teacher', minute < 8 || (minute > 24 && minute < 29) ? 0.7 : 0.4, 40],
    ['student', 0.25, 14],
    ['many', minute > 31 && minute < 36 ? 0.5 : 0.05, 60],
    ['none', 0.25, 9],
  ]).map(({ startMs, endMs, name }) => segment(startMs, endMs, name));

  const zones = stretches<TeacherZone>(durationMs, random, () => [
    ['podium', 0.4, 120],
    ['board', 0.25, 90],
    ['aisle', 0.35, 90],
    ['away', 0.02, 40],
  ]);
  const teacher = zones.flatMap(({ startMs, endMs, name }) =>
    moments(endMs)
      .filter((atMs) => atMs >= startMs)
      .map((atMs) => place(atMs, name)),
  );

  let hands = 0;
  const students = moments(durationMs).map((atMs) => {
    const minute = atMs / MINUTE_MS;
    const asked = Math.max(0, Math.sin(minute * 1.7)) ** 8 * (3 + 16 * Math.exp(-((minute - 30.6) ** 2) / 8));
    hands = Math.max(0, Math.floor(0.5 * hands + asked * (0.3 + 0.4 * random())));
    const groupWork = minute > 31 && minute < 36 ? 13 : 0;
    return look(atMs, 38, Math.round(31 + 4 * Math.sin(minute / 4) - groupWork + 4 * (random() - 0.5)), hands);
  });

  return {
    durationMs,
    talk: without(talk, deaf),
    students: students.filter(seen),
    teacher: teacher.filter(seen),
    cameras: coverings(covered).filter(({ atMs }) => atMs < durationMs),
    microphones: deafness(deaf).filter(({ atMs }) => atMs < durationMs),
    seats: null,
    bookmarks: [6.5 * MINUTE_MS, 31 * MINUTE_MS].filter((atMs) => atMs < durationMs),
    environment: [],
  };
}

/** The long lesson in a room with sensors of its air; they told nothing for 4 min, and the windows were opened in the 33rd. */
export function airReport(): LessonReport {
  const durationMs = 45 * MINUTE_MS;
  const environment = Array.from({ length: 45 }, (_, minute): EnvironmentObservation => {
    const [startMs, wave] = [minute * MINUTE_MS, Math.sin(minute)];
    const opened = Math.max(0, minute - 33);
    return {
      ...{ kind: 'environment', startMs, endMs: startMs + MINUTE_MS },
      co2Ppm: Math.round(640 + 1650 * (1 - Math.exp(-Math.min(minute, 33) / 18)) - 95 * opened + 12 * wave),
      temperatureC: 22 + minute / 20 - opened / 8,
      humidityPercent: 47 + minute / 8,
      illuminanceLux: 430 + 30 * wave,
      pm25UgM3: 24 + opened + 2 * wave,
      noiseDba: 57 + 5 * wave,
    };
  }).filter((_, minute) => minute < 9 || minute >= 13);
  const labels = { className: '七年级 3 班', subject: '数学', period: 2 };
  const timeline = { ...longTimeline(durationMs), environment };
  return { ...reportOf('0192a000-0000-7000-8000-0000000c0200', timeline, labels), findings: sampleFindings };
}

/** A lesson of which nothing was seen or heard. */
export function emptyReport(): LessonReport {
  const nothing = {
    talk: [],
    students: [],
    teacher: [],
    cameras: [],
    microphones: [],
    seats: null,
    bookmarks: [],
    environment: [],
  };
  return reportOf('0192a000-0000-7000-8000-000000000000', { durationMs: 40 * MINUTE_MS, ...nothing });
}

/** The long lesson a number of times, a day each, the last one being it: what is measured goes up and down, and at last up. */
export function lessonsBefore(report: LessonReport, count: number): LessonReport[] {
  const random = seeded(3);
  return Array.from({ length: count }, (_, ago) => {
    const { lesson, indicators } = report;
    const startedAtMs = lesson.startedAtMs - ago * 24 * 60 * MINUTE_MS;
    const scale = ago === 0 ? 1 : (ago < 5 ? 1 : 0.7) * (0.9 + 0.2 * random());
    return {
      ...report,
      lesson: { ...lesson, id: ago === 0 ? lesson.id : `${lesson.id.slice(0, -2)}${10 + ago}`, startedAtMs },
      indicators: indicators.map((figure) =>
        typeof figure.value === 'number' ? { ...figure, value: figure.value * scale } : figure,
      ),
    };
  });
}

/** A source that holds the given reports; the summary of the first is still to be sent. */
export function sourceOf(reports: readonly LessonReport[]): ReportSource {
  return {
    list: (owner): LessonListItem[] =>
      reports
        .filter(({ lesson }) => ownerOf(lesson) === owner)
        .map(({ lesson: { id, startedAtMs, labels }, durationMs }, index) => ({
          id,
          startedAtMs,
          durationMs,
          labels,
          synced: index > 0,
          withheld: false,
          recorded: false,
        })),
    get: (id, owner) => reports.find(({ lesson }) => lesson.id === id && ownerOf(lesson) === owner),
    // As if all were of one teacher and one subject.
    portraitUpTo: ({ lesson }) =>
      portraitOf(
        reports
          .filter((report) => report.lesson.startedAtMs <= lesson.startedAtMs)
          .sort((a, b) => a.lesson.startedAtMs - b.lesson.startedAtMs)
          .map(lessonFigures),
      ),
  };
}

const ownerOf = (lesson: Lesson): string => portraitOwner(lesson) ?? '';

/** The film's room. */
const roomPlan = roomPlanSchema.parse({
  widthM: 8.2,
  depthM: 9.2,
  board: { x0: -2, x1: 2, z0: 0.9, z1: 2.1 },
  podium: { x: -2.62, y: 1.27 },
});

/** A report of the film's room. */
export function reportOf(id: string, timeline: Timeline, labels: LessonLabels = {}): LessonReport {
  const room = { region: '110105', school: '1234567890', room: '7-3' };
  const startedAtMs = new Date(2026, 10, 21, 8, 55).getTime();
  return lessonReport({ lesson: { id, room, labels, startedAtMs }, timeline, models: { voice: '9f2c4e1a' }, roomPlan });
}

function segment(startMs: number, endMs: number, talk: Talk): TalkSegment {
  const speaks = talk === 'teacher' || talk === 'student';
  const syllables = speaks ? Math.round(((endMs - startMs) / MINUTE_MS) * SYLLABLES_PER_MIN) : 0;
  return { startMs, endMs, talk, levelDbfs: talk === 'none' ? -52 : -24, syllables, uncertain: false };
}

function look(
  atMs: number,
  occupied: number,
  headsUp: number,
  handsRaised: number,
  { turned = 0, standing = 0, slumped = 0 } = {},
): StudentsObservation {
  const handSeats = Array.from({ length: handsRaised }, (_, seat) => seat);
  const counts = { occupied, measurable: occupied, headsUp, turned, handsRaised, standing, slumped };
  return { kind: 'students', atMs, ...counts, handSeats };
}

/** Where each zone is in the room; the aisle is walked down and up again, a metre in three seconds. */
const spots: Record<TeacherZone, (atMs: number) => { xM: number | null; yM: number | null }> = {
  podium: () => ({ xM: -2.6, yM: 0.8 }),
  board: (atMs) => ({ xM: ((atMs / 4000) % 3) - 1.5, yM: 0.6 }),
  aisle: (atMs) => ({ xM: 0, yM: 2 + Math.abs(((atMs / 3000) % 12) - 6) }),
  away: () => ({ xM: null, yM: null }),
};

function place(atMs: number, zone: TeacherZone): TeacherObservation {
  const known = { ...spots[zone](atMs), facingBoard: zone === 'board', writing: zone === 'board' && atMs % 3000 === 0 };
  const present = zone !== 'away';
  const amongDesks = zone === 'aisle';
  return { kind: 'teacher', atMs, camera: 'teacher', present, adults: Number(present), zone, amongDesks, ...known };
}

/** Both cameras were covered for that stretch. */
function coverings({ startMs, endMs }: Span): CameraObservation[] {
  return cameraNames.flatMap((camera): CameraObservation[] => [
    { kind: 'camera', camera, atMs: startMs, state: 'covered' },
    { kind: 'camera', camera, atMs: endMs, state: 'ok' },
  ]);
}

/** The microphone's one channel was dead for that stretch. */
function deafness({ startMs, endMs }: Span): MicrophoneObservation[] {
  return [
    { kind: 'microphone', channel: 0, atMs: startMs, state: 'dead' },
    { kind: 'microphone', channel: 0, atMs: endMs, state: 'ok' },
  ];
}

function moments(durationMs: number): number[] {
  return Array.from({ length: Math.ceil(durationMs / SAMPLE_MS) }, (_, index) => index * SAMPLE_MS);
}

/** Fills a lesson with stretches of names chosen by weight, each up to its longest length. */
function stretches<N extends string>(
  durationMs: number,
  random: () => number,
  choices: (minute: number) => (readonly [name: N, weight: number, longestS: number])[],
): (Span & { name: N })[] {
  const result: (Span & { name: N })[] = [];
  for (let startMs = 0; startMs < durationMs; startMs = result.at(-1)!.endMs) {
    const last = result.at(-1)?.name;
    const open = choices(startMs / MINUTE_MS).filter(([name]) => name !== last);
    const [name, , longestS] = byWeight(open, random());
    const endMs = startMs + 10 * Math.round(100 * (0.5 + random() * longestS));
    result.push({ startMs, endMs: Math.min(endMs, durationMs), name });
  }
  return result;
}

function byWeight<C extends readonly [string, number, number]>(choices: readonly C[], random: number): C {
  let left = random * choices.reduce((sum, [, weight]) => sum + weight, 0);
  for (const choice of choices) {
    left -= choice[1];
    if (left < 0) return choice;
  }
  return choices[0]!;
}

/** Random numbers of 0..1 that are the same in every run (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), 1 | state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 4_294_967_296;
  };
}
