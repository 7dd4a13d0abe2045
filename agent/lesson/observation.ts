import { z } from 'zod';

/**
 * What a sensor process may say about the room. These schemas are the privacy boundary: they are strict and hold only
 * bounded numbers and names, so neither a frame nor a sound can pass from a sensor process to the agent.
 */

/** Who is talking: the teacher, one pupil, several voices at once (chorus, group work), nobody. */
export const talkClasses = ['teacher', 'student', 'many', 'none'] as const;
export type Talk = (typeof talkClasses)[number];

/** Where the teacher is in the room plan; `away` is outside the room. */
export const teacherZones = ['podium', 'board', 'aisle', 'away'] as const;
export type TeacherZone = (typeof teacherZones)[number];

/** Milliseconds of lesson time (0 = the lesson's first moment), at most a day. */
const lessonMs = z
  .number()
  .min(0)
  .max(24 * 3_600_000);
/** A count of pupils; no classroom holds more than 200. */
const headCount = z.int().min(0).max(200);

export const talkSegmentSchema = z.strictObject({
  startMs: lessonMs,
  endMs: lessonMs,
  talk: z.enum(talkClasses),
  /** Mean level of the segment in dB relative to full scale, -120 (digital silence) to 0. */
  levelDbfs: z.number().min(-120).max(0),
});
export type TalkSegment = z.infer<typeof talkSegmentSchema>;

/**
 * The microphone's present view of [fromMs, toMs): it replaces whatever was said of that stretch before, because who is
 * the teacher becomes clearer as the lesson goes on. Segments are in order, touch each other and fill the stretch.
 */
export const talkObservationSchema = z
  .strictObject({
    kind: z.literal('talk'),
    fromMs: lessonMs,
    toMs: lessonMs,
    segments: z.array(talkSegmentSchema).max(100_000),
  })
  .refine(fillsItsStretch, 'segments must be in order, touch each other and fill the stretch');
export type TalkObservation = z.infer<typeof talkObservationSchema>;

function fillsItsStretch({
  fromMs,
  toMs,
  segments,
}: {
  fromMs: number;
  toMs: number;
  segments: TalkSegment[];
}): boolean {
  const edges = [fromMs, ...segments.map((segment) => segment.endMs)];
  return edges.at(-1) === toMs && segments.every(({ startMs, endMs }, i) => startMs === edges[i] && endMs > startMs);
}

/** One look at the class. Every count is of seats; `headsUp` and `slumped` are of the measurable ones. */
export const studentsObservationSchema = z.strictObject({
  kind: z.literal('students'),
  atMs: lessonMs,
  occupied: headCount,
  /** Occupied seats whose heads are large enough in the picture to be judged. */
  measurable: headCount,
  headsUp: headCount,
  handsRaised: headCount,
  standing: headCount,
  slumped: headCount,
  /** Seat numbers (the room's own, not persons) with a hand up, so that episodes can be told apart. */
  handSeats: z.array(z.int().min(0).max(1000)).max(200),
});
export type StudentsObservation = z.infer<typeof studentsObservationSchema>;

/** One look for the teacher. Null is "not known": without a room plan, or while the teacher is out of sight. */
export const teacherObservationSchema = z.strictObject({
  kind: z.literal('teacher'),
  atMs: lessonMs,
  present: z.boolean().nullable(),
  zone: z.enum(teacherZones).nullable(),
  /** Metres from the room's middle line (right as the front camera sees it) and from the board wall. */
  xM: z.number().min(-50).max(50).nullable(),
  yM: z.number().min(-50).max(50).nullable(),
  facingBoard: z.boolean().nullable(),
  /** At the board, facing it, a hand at writing height. */
  writing: z.boolean().nullable(),
});
export type TeacherObservation = z.infer<typeof teacherObservationSchema>;

export const observationSchema = z.discriminatedUnion('kind', [
  talkObservationSchema,
  studentsObservationSchema,
  teacherObservationSchema,
]);
export type Observation = z.infer<typeof observationSchema>;
