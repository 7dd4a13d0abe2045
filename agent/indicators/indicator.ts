import type { EnvironmentValues } from '../lesson/environment.ts';
import type { Lesson } from '../lesson/lesson.ts';
import type {
  CameraName,
  CameraState,
  MicrophoneState,
  SeatsObservation,
  Talk,
  TalkSegment,
  TeacherZone,
} from '../lesson/observation.ts';
import type { RoomShape } from '../lesson/room-plan.ts';
import type { Span } from '../lesson/timeline.ts';
import type { Activity } from './activities/activity.ts';

/** One figure of a lesson, as defined by the catalogue entry of the same id. */
export interface Indicator {
  id: string;
  /** In the catalogue's unit; null = not enough data, which is never the same as 0. */
  value: number | string | null;
  /** Share of the lesson for which the inputs were valid, 0..1. */
  coverage: number;
  /** Version of the definition. */
  version: number;
  /** For peaks: when (lesson time) and which share of the class. */
  atMs?: number;
  share?: number;
  /** Of how many pupils a figure about them tells: at a peak's moment, otherwise the median over the lesson. */
  of?: number;
}

/** A figure as computed, before its definition's floor and version are applied. */
export type Figure = Omit<Indicator, 'version'>;

/** One camera sample as the page draws it: shares are of measurable seats, null when none was measurable. */
export interface StudentsPoint {
  atMs: number;
  present: number;
  headUpShare: number | null;
  hands: number;
  standing: number;
  slumped: number;
  /** Speaks for no longer than that, because the teacher has excluded what follows. */
  untilMs?: number;
}

export type ZoneSpan = Span & { zone: TeacherZone };

/** The room plan in cells, row by row from the board: each cell's share of the time, which sum to 1. */
export interface TeacherHeatmap {
  columns: number;
  rows: number;
  shares: number[];
}

/** A walk among the desks, and the places of it that are known, metres in the room frame, to a decimetre. */
export type Patrol = Span & { path: [xM: number, yM: number][] };

/** A stretch of the lesson that the teacher has taken out of the report, such as a fire drill. */
export type Exclusion = Span & { reason?: string };

/** A stretch in which one kind of input was missing. */
export type Gap = Span & { track: 'talk' | 'students' | 'teacher' };

/** What can be wrong with a camera. */
export type CameraFaultState = Exclude<CameraState, 'ok'>;

/** A stretch in which a camera was not in order, and so said nothing. */
export type CameraFault = Span & { camera: CameraName; state: CameraFaultState };

/** What can be wrong with a channel of the microphone. */
export type MicrophoneFaultState = Exclude<MicrophoneState, 'ok'>;

/** A stretch in which a channel of the microphone (0 is the first) was not in order: left out when dead, used when clipped. */
export type MicrophoneFault = Span & { channel: number; state: MicrophoneFaultState };

/** A stretch of the lesson in which one thing was done. */
export type ActivitySpan = Span & { activity: Activity };

/**
 * One minute of the lesson; the last may be shorter. Shares are 0..1, of the minute's time with valid audio, of measurable
 * seats, of occupied ones; null where nothing valid was heard or seen.
 */
export interface Minute {
  startMs: number;
  talk: Record<Talk, number> | null;
  headUp: number | null;
  turned: number | null;
  slumped: number | null;
  /** Most at once. */
  hands: number | null;
  standing: number | null;
}

/** The room's air, light and sound in a minute of the lesson, or what of it was measured. */
export type EnvironmentMinute = Span & EnvironmentValues;

export interface StAnalysis {
  slotMs: number;
  /** One letter a slot; null where the slot had no valid audio. */
  slots: ('T' | 'S' | null)[];
}

/** When something happened in the class; never whose it was. */
export interface Episodes {
  hands: Span[];
  standing: Span[];
  slumped: Span[];
}

/** Talk as reports hold it; those made before syllables were counted and doubts told lack both. */
export type ReportedTalk = Omit<TalkSegment, 'syllables' | 'uncertain'> &
  Partial<Pick<TalkSegment, 'syllables' | 'uncertain'>>;

/** One thing worth a teacher's notice, as an observation and one thing to try; made by a rule, kept as it was told. */
export interface Finding {
  /** The rule's id and version. */
  rule: string;
  version: number;
  zh: FindingText;
  en: FindingText;
  /** The figures it rests on, in the catalogue's units. */
  evidence: { id: string; value: number | string }[];
  /** Stretches of the lesson to look at, in order of weight; a moment has startMs = endMs. */
  moments: Span[];
  /** Names training material that a region may map to its own, such as `questioning.wait-time`. */
  resourceTag: string;
}

export interface FindingText {
  observation: string;
  /** A question, or one thing to try. */
  suggestion: string;
}

/** Everything the classroom screen shows of one lesson. It stays in the room; what leaves it is the summary. */
export interface LessonReport {
  schemaVersion: 1;
  lesson: Lesson;
  durationMs: number;
  indicators: Indicator[];
  talk: ReportedTalk[];
  students: StudentsPoint[];
  episodes: Episodes;
  teacherZones: ZoneSpan[];
  /** Null when no place is known; absent from reports made before there was one. */
  teacherHeatmap?: TeacherHeatmap | null;
  /** In order; absent from reports made before walks were kept. */
  patrols?: Patrol[];
  /** The room's measures and zones; absent where they are not known, and from reports made before they were kept. */
  roomShape?: RoomShape;
  gaps: Gap[];
  /** What the teacher has excluded, in order; absent when nothing is. */
  excluded?: Exclusion[];
  /** Why cameras saw nothing, in order; absent from reports made before cameras were watched. */
  cameraFaults?: CameraFault[];
  /** What was wrong with the microphone, in order; absent from reports made before it was watched. */
  microphoneFaults?: MicrophoneFault[];
  /** The seats the student camera knew at the end, for the room's self-check; absent when it knew none. */
  seats?: Pick<SeatsObservation, 'width' | 'height' | 'seats'>;
  st: StAnalysis | null;
  /** In order; what lies between them is not known. Absent from reports made before activities were told. */
  activities?: ActivitySpan[];
  /** Absent from reports made before there were any. */
  minutes?: Minute[];
  /** In order, without overlap; absent where no sensor measured anything, and from reports made before there were any. */
  environment?: EnvironmentMinute[];
  /** Stretches in which sensing was switched off, in order; absent where it never was, and from reports made before it was told. */
  pauses?: Span[];
  /** Moments that the teacher marked, lesson time; absent from reports made before there were any. */
  bookmarks?: number[];
  /** At most five, the weightiest first; absent from reports made before there were any. */
  findings?: Finding[];
  /**
   * Where in the recording the lesson begins, milliseconds: the times of what was observed count from the recording's first
   * moment. Absent from reports that were not made from a recording, or before this was kept.
   */
  recordedFromMs?: number;
  /** Model id → short hash of the model that produced the figures. */
  models: Record<string, string>;
}
