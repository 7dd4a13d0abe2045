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

/** The cameras, by whom they look at. */
export const cameraNames = ['student', 'teacher'] as const;
export type CameraName = (typeof cameraNames)[number];

/**
 * How a camera is: `lost` gives no pictures, `covered` shows a blank surface, `turned-away` something else than before;
 * `moving` is one that is turned on purpose, or was and has not come back.
 */
export const cameraStates = ['ok', 'lost', 'black', 'frozen', 'covered', 'turned-away', 'moving'] as const;
export type CameraState = (typeof cameraStates)[number];

/**
 * How a channel of the microphone is: `lost` gives no sound at all, `dead` carries nothing of the room (silence, a constant,
 * the electronics' own noise), `clipped` is driven beyond what its line can carry.
 */
export const microphoneStates = ['ok', 'lost', 'dead', 'clipped'] as const;
export type MicrophoneState = (typeof microphoneStates)[number];

/** Milliseconds of lesson time (0 = the lesson's first moment), at most a day. */
export const lessonMs = z
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
  /** Syllables counted in the segment; 0 unless one person speaks (`teacher` or `student`). */
  syllables: z.int().min(0).max(100_000),
  /** Another class was nearly as likely. */
  uncertain: z.boolean(),
});
export type TalkSegment = z.infer<typeof talkSegmentSchema>;

/**
 * The microphone's present view of [fromMs, toMs): it replaces whatever was said of that stretch before, because who is
 * the teacher becomes clearer as the lesson goes on. Segments are in order, apart and within the stretch; what they leave
 * out had no valid audio, which is not the same as `none`.
 */
export const talkObservationSchema = z
  .strictObject({
    kind: z.literal('talk'),
    fromMs: lessonMs,
    toMs: lessonMs,
    segments: z.array(talkSegmentSchema).max(100_000),
  })
  .refine(keepsToItsStretch, 'segments must be in order, apart and within the stretch');
export type TalkObservation = z.infer<typeof talkObservationSchema>;

function keepsToItsStretch({
  fromMs,
  toMs,
  segments,
}: {
  fromMs: number;
  toMs: number;
  segments: TalkSegment[];
}): boolean {
  const edges = [fromMs, ...segments.map((segment) => segment.endMs)];
  return edges.at(-1)! <= toMs && segments.every(({ startMs, endMs }, i) => startMs >= edges[i]! && endMs > startMs);
}

/** One look at the class. Every count is of seats; `headsUp`, `turned` and `slumped` are of the measurable ones. */
export const studentsObservationSchema = z.strictObject({
  kind: z.literal('students'),
  atMs: lessonMs,
  occupied: headCount,
  /** Occupied seats whose heads are large enough in the picture to be judged. */
  measurable: headCount,
  headsUp: headCount,
  /** Heads up that are turned to a neighbour. */
  turned: headCount,
  handsRaised: headCount,
  standing: headCount,
  slumped: headCount,
  /** Seat numbers (the room's own, not persons) with a hand up, so that episodes can be told apart. */
  handSeats: z.array(z.int().min(0).max(1000)).max(200),
});
export type StudentsObservation = z.infer<typeof studentsObservationSchema>;

/** One look for the teacher. Null is "not known": the camera cannot tell, or the teacher is out of its sight. */
export const teacherObservationSchema = z.strictObject({
  kind: z.literal('teacher'),
  atMs: lessonMs,
  camera: z.enum(cameraNames),
  present: z.boolean().nullable(),
  /** Adults on their feet; pupils who stand at their seats or came out of them do not count. */
  adults: z.int().min(0).max(20).nullable(),
  zone: z.enum(teacherZones).nullable(),
  /** In the zone `aisle`; a camera that sees only the desks knows this where it does not know the zone. */
  amongDesks: z.boolean().nullable(),
  /** Metres from the room's middle line (right as the front camera sees it) and from the board wall. */
  xM: z.number().min(-50).max(50).nullable(),
  yM: z.number().min(-50).max(50).nullable(),
  facingBoard: z.boolean().nullable(),
  /** At the board, facing it, a hand at writing height at this moment. */
  writing: z.boolean().nullable(),
});
export type TeacherObservation = z.infer<typeof teacherObservationSchema>;

const pixels = z.number().min(0).max(20_000);

/** A seat in the camera's picture: the middle of its face when the head is up, and how high the head is, pixels. */
export const seatPlaceSchema = z.strictObject({
  x: pixels,
  y: pixels,
  headPx: pixels,
  /** Whether the head is large enough to be judged. */
  measurable: z.boolean(),
});
export type SeatPlace = z.infer<typeof seatPlaceSchema>;

/** The seats the student camera knows, for the room's self-check; they are places, and say nothing about who sits there. */
export const seatsObservationSchema = z.strictObject({
  kind: z.literal('seats'),
  atMs: lessonMs,
  /** Size of the picture, pixels. */
  width: pixels,
  height: pixels,
  seats: z.array(seatPlaceSchema).max(200),
});
export type SeatsObservation = z.infer<typeof seatsObservationSchema>;

/** How a camera has been since `atMs`: sent at the start and on every change. Unless it is ok, it says nothing else. */
export const cameraObservationSchema = z.strictObject({
  kind: z.literal('camera'),
  atMs: lessonMs,
  camera: z.enum(cameraNames),
  state: z.enum(cameraStates),
});
export type CameraObservation = z.infer<typeof cameraObservationSchema>;

/** How a channel of the microphone has been since `atMs`: sent when first known and on every change. */
export const microphoneObservationSchema = z.strictObject({
  kind: z.literal('microphone'),
  atMs: lessonMs,
  /** 0 is the first. */
  channel: z.int().min(0).max(1),
  state: z.enum(microphoneStates),
});
export type MicrophoneObservation = z.infer<typeof microphoneObservationSchema>;

export const observationSchema = z.discriminatedUnion('kind', [
  talkObservationSchema,
  studentsObservationSchema,
  teacherObservationSchema,
  cameraObservationSchema,
  microphoneObservationSchema,
  seatsObservationSchema,
]);
export type Observation = z.infer<typeof observationSchema>;
