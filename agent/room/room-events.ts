import type { LessonReport } from '../indicators/indicator.ts';
import type { CameraObservation, MicrophoneObservation, Observation } from '../lesson/observation.ts';
import type { OpenLesson } from '../lesson/open-lesson.ts';
import type { RoomActivityName, RoomProblem, SourceStatus } from '../lesson/room-state.ts';
import type { SensorName } from '../sensing/process/sensor-message.ts';
import type { SensorError } from '../sensing/process/sensor-supervisor.ts';
import type { Deleted } from '../store/retention.ts';

/** What happens in a room, for the log, the metrics and the hub. */
export interface RoomEvents {
  /** What the room does, or the privacy switch, has changed. */
  activity(activity: RoomActivityName, sensing: boolean): void;
  begun(open: OpenLesson, isResumed: boolean): void;
  reported(report: LessonReport, eventId: string): void;
  /** Nobody was there in the lesson's time: nothing is reported. */
  empty(open: OpenLesson): void;
  /** A source is otherwise than before. @param log ffmpeg's last lines when it was lost */
  source(status: SourceStatus, log: readonly string[]): void;
  /** How much came of a source. */
  counts(status: SourceStatus): void;
  /** Something was seen or heard, in a lesson or while one is looked for. */
  observation(observation: Observation): void;
  camera(observation: CameraObservation): void;
  microphone(observation: MicrophoneObservation): void;
  /** A sensor's models have come so far. @param sessionsMs time inside them, of its present process */
  progress(sensor: SensorName, mediaMs: number, sessionsMs: number): void;
  process(sensor: SensorName, pid: number | null): void;
  /** A sensor's process failed: it is started again after `retryInMs`, or given up (null). */
  degraded(sensor: SensorName, error: SensorError, retryInMs: number | null): void;
  warning(message: string): void;
  /** What was observed is on the disk (null), or cannot be written. */
  written(error: Error | null, unwritten: number): void;
  retention(deleted: Deleted): void;
  /** Something that somebody should mend has come up, or is gone (null). */
  problem(code: string, problem: RoomProblem | null): void;
}

/** Listeners that are told of everything they listen to. */
export function allOf(...listeners: readonly Partial<RoomEvents>[]): RoomEvents {
  return new Proxy({} as RoomEvents, {
    get:
      (_, name: keyof RoomEvents) =>
      (...news: unknown[]) => {
        for (const listener of listeners) (listener[name] as ((...given: unknown[]) => void) | undefined)?.(...news);
      },
  });
}
