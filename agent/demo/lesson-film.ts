import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { activityFigures } from '../indicators/activities/activities.ts';
import type { ActivitySpan, LessonReport } from '../indicators/indicator.ts';
import { lessonReport } from '../indicators/lesson-report.ts';
import { teacherZones } from '../lesson/observation.ts';
import { type RoomPlan, roomPlanSchema } from '../lesson/room-plan.ts';
import type { Timeline } from '../lesson/timeline.ts';
import { activityLabels } from './activity-labels.ts';

/** Where the lesson film lies in the repository. */
export const filmFolder = join(import.meta.dirname, 'film');

const truthTalk = { none: 'none', teacher: 'teacher', student: 'student', chorus: 'many', group: 'many' } as const;
/** The truth has no levels and no syllables; talk shares do not need them. */
const NOT_MEASURED = { levelDbfs: -120, syllables: 0, uncertain: false };

const vector = z.tuple([z.number(), z.number(), z.number()]);
const cameraTruth = z.object({
  width: z.number(),
  height: z.number(),
  pos: vector,
  target: vector,
  hfovDeg: z.number(),
});

/** The class-level part of a film's truth; times in seconds. What else a truth file holds is passed over. */
export const filmTruthSchema = z.object({
  durationS: z.number(),
  cameras: z.object({ student: cameraTruth.optional(), teacher: cameraTruth.optional() }).default({}),
  room: z
    .object({
      widthM: z.number(),
      depthM: z.number(),
      board: z.object({ x0: z.number(), x1: z.number(), z0: z.number(), z1: z.number() }),
      podium: z.object({ x: z.number(), y: z.number() }),
    })
    .optional(),
  students: z.array(z.object({ id: z.string() })).default([]),
  events: z.array(z.object({ id: z.string(), what: z.string(), start: z.number(), end: z.number() })).default([]),
  perSecond: z
    .array(
      z.object({
        t: z.number(),
        present: z.number(),
        headsUp: z.number(),
        turned: z.number().default(0),
        handsRaised: z.number(),
        standing: z.number(),
        slumped: z.number(),
      }),
    )
    .default([]),
  teacherTrack: z
    .array(
      z.object({
        t: z.number(),
        zone: z.enum(teacherZones),
        roomX: z.number(),
        roomY: z.number(),
        facingBoard: z.boolean(),
        writing: z.boolean(),
      }),
    )
    .default([]),
  /** What is done from when to when; time between them has no label. */
  activities: z.unknown().transform(activityLabels).optional(),
  audio: z
    .object({
      // A film without sound has an empty object here.
      talk: z
        .array(z.tuple([z.number(), z.number(), z.enum(['none', 'teacher', 'student', 'chorus', 'group'])]))
        .optional(),
    })
    .optional(),
});
export type FilmTruth = z.infer<typeof filmTruthSchema>;

/** @throws ZodError or SyntaxError when the file is not a film's truth */
export function readFilmTruth(folder: string): FilmTruth {
  return filmTruthSchema.parse(JSON.parse(readFileSync(join(folder, 'truth.json'), 'utf8')));
}

/** What the room's installer would have measured, from the film's own layout; null when the truth has none. */
export function roomPlanOfFilm({ room, cameras }: FilmTruth): RoomPlan | null {
  if (!room) return null;
  const { widthM, depthM, board, podium } = room;
  return roomPlanSchema.parse({ widthM, depthM, board, podium: { x: podium.x, y: podium.y }, cameras });
}

/** The true timeline: what perfect sensors would have said. */
export function trueTimeline(truth: FilmTruth): Timeline {
  const raised = (t: number) =>
    truth.events
      .filter(({ what, start, end }) => what === 'handRaised' && start <= t && t < end)
      .map(({ id }) => truth.students.findIndex((student) => student.id === id));
  return {
    durationMs: truth.durationS * 1000,
    talk: (truth.audio?.talk ?? []).map(([startS, endS, talk]) => ({
      startMs: startS * 1000,
      endMs: endS * 1000,
      talk: truthTalk[talk],
      ...NOT_MEASURED,
    })),
    students: truth.perSecond
      .filter(({ t }) => t < truth.durationS)
      .map(({ t, present, headsUp, turned, handsRaised, standing, slumped }) => ({
        kind: 'students',
        atMs: t * 1000,
        occupied: present,
        measurable: present,
        headsUp,
        turned,
        handsRaised,
        standing,
        slumped,
        handSeats: raised(t),
      })),
    teacher: truth.teacherTrack
      .filter(({ t }) => t < truth.durationS)
      .map(({ t, zone, roomX, roomY, facingBoard, writing }) => ({
        kind: 'teacher',
        atMs: t * 1000,
        camera: 'teacher',
        present: zone !== 'away',
        adults: zone === 'away' ? 0 : 1,
        zone,
        amongDesks: zone === 'aisle',
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
  };
}

/** What was done when, as labelled; undefined where the truth has no labels. */
export function trueActivities({ activities }: FilmTruth): ActivitySpan[] | undefined {
  return activities?.map(({ startS, endS, activity }) => ({ startMs: startS * 1000, endMs: endS * 1000, activity }));
}

/** Indicators that need levels, which the truth does not have. */
const UNKNOWN_TO_TRUTH = new Set(['talk.level.teacher', 'talk.teacher.rate', 'talk.uncertain.share', 'room.noise']);

/**
 * The figures a perfect agent would report, made from the truth by the very same functions; but activities as somebody
 * labelled them, and none where nobody did.
 */
export function trueFigures(truth: FilmTruth, slotMs: number): LessonReport['indicators'] {
  const lesson = { id: 'truth', room: { region: '', school: '', room: '' }, labels: {}, startedAtMs: 0 };
  const timeline = trueTimeline(truth);
  const { indicators } = lessonReport({ lesson, timeline, models: {}, slotMs, roomPlan: roomPlanOfFilm(truth) });
  const labelled = trueActivities(truth);
  const shares = new Map(activityFigures(labelled ?? [], timeline.durationMs).map((figure) => [figure.id, figure]));
  return indicators
    .filter(({ id }) => !UNKNOWN_TO_TRUTH.has(id) && (labelled || !shares.has(id)))
    .map((indicator) => ({ ...indicator, ...shares.get(indicator.id) }));
}
