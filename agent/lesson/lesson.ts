/** Which room a lesson took place in, as the region addresses it. */
export interface RoomAddress {
  /** Administrative division code, 6 digits (GB/T 2260). */
  region: string;
  /** 学校标识码, 10 digits. */
  school: string;
  /** The school's own name of the room: letters, digits, `-` and `_`. */
  room: string;
}

/**
 * A room's part in a dual-teacher lesson (双师课堂): the teacher is here, or is heard and seen from the other room while this
 * class follows.
 */
export const pairRoles = ['main', 'remote'] as const;
export type PairRole = (typeof pairRoles)[number];

/** What the timetable knows of a lesson; every field may be unknown. */
export interface LessonLabels {
  className?: string;
  subject?: string;
  period?: number;
  /** A pseudonym that only the school can resolve. */
  teacherId?: string;
  /** The same for all rooms of one dual-teacher lesson; with it goes the room's part. */
  pairId?: string;
  role?: PairRole;
}

export interface Lesson {
  /** UUIDv7. */
  id: string;
  room: RoomAddress;
  labels: LessonLabels;
  /** Wall time of the first moment, for labels only. */
  startedAtMs: number;
}
