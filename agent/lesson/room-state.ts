import type { EnvironmentValues } from './environment.ts';
import type { LessonLabels } from './lesson.ts';
import type { LessonOrigin } from './open-lesson.ts';

/** A source of the room, as it is now. */
export interface SourceStatus {
  /** `student-camera`, `teacher-camera`, `microphone`; `microphone-2` is the second one's. */
  name: string;
  /** Its address or device, without user and password. */
  address: string;
  state: 'off' | 'opening' | 'live' | 'lost' | 'ended';
  /** Wall time since when, milliseconds. */
  sinceMs: number;
  /** Why it was lost: a stable code, and what · where · what to do. */
  cause?: { code: string; message: string };
  /** Since the lesson began. */
  received: number;
  dropped: number;
  restarts: number;
}

/** A piece of the room's hardware, as it is now. */
export interface DeviceStatus {
  /** As in the configuration. */
  name: string;
  kind: 'environment' | 'ptz' | 'panel' | 'board';
  state: 'ok' | 'connecting' | 'faulty';
  /** Why it is faulty: a stable code, and what · where · what to do. */
  cause?: { code: string; message: string };
  /** Maker, model and version by its own word. */
  identity?: string;
  /** Of a panel or projector, once it has told. */
  panel?: { power: 'on' | 'off' | 'warming' | 'cooling' | 'unknown'; lampHours: number | null; complaints: string[] };
}

/** Something that somebody should mend; the agent works on meanwhile. */
export interface RoomProblem {
  code: string;
  message: string;
}

/** What the room does: nothing, look for a lesson, record one, hold one while sensing is off, or make its report. */
export type RoomActivityName = 'idle' | 'watching' | 'recording' | 'held' | 'closing';

/** How the room is now: for the screen, the metrics and the hub. */
export interface RoomState {
  /** The privacy switch. */
  sensing: 'on' | 'off';
  activity: RoomActivityName;
  /** The lesson that is recorded or held. */
  lesson?: {
    id: string;
    origin: LessonOrigin;
    labels: LessonLabels;
    /** Wall time, milliseconds. */
    startedAtMs: number;
    elapsedMs: number;
    plannedMs: number | null;
  };
  /** The timetable's next lesson; wall time, milliseconds. */
  next?: { startMs: number; endMs: number; labels: LessonLabels };
  /** Why the room is idle. */
  why?: 'sensing-off' | 'no-lamp' | 'clock-unknown' | 'no-lesson';
  /** Cameras or microphones are open for the room's own sensing, whatever else it does. */
  sensed?: true;
  /** A source is shown to school IT for set-up. */
  preview?: true;
  /** Somebody wants to see which room this is: `region/school/room`, or the machine's name. */
  identified?: string;
  sources: SourceStatus[];
  /** The room's hardware, where it has any. */
  devices?: DeviceStatus[];
  /** What was last measured of its air and light, where a sensor does. */
  air?: EnvironmentValues;
  problems: RoomProblem[];
}
