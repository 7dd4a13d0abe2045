import type { LessonReport } from './indicators/indicator.ts';
import { lessonReport } from './indicators/lesson-report.ts';
import type { Clock } from './lesson/clock.ts';
import type { LessonLabels, RoomAddress } from './lesson/lesson.ts';
import type { CameraObservation, MicrophoneObservation } from './lesson/observation.ts';
import { LessonRecorder } from './lesson/recorder.ts';
import { measuredCamera, type RoomPlan } from './lesson/room-plan.ts';
import { timeId } from './lesson/time-id.ts';
import { runSensorGroup, type SensorGroupEvents } from './sensing/process/sensor-group.ts';
import type { SensorName } from './sensing/process/sensor-message.ts';
import type { SensorOptions } from './sensing/process/sensor-supervisor.ts';

/** How often a sensor process that crashed is started again in a lesson read from files. */
const RESTARTS = 3;

/** The files of a lesson; any subset, all on one clock. */
export interface LessonSources {
  studentCamera?: string | undefined;
  teacherCamera?: string | undefined;
  microphone?: string | undefined;
}

export interface MeasureOptions {
  sources: LessonSources;
  room: RoomAddress;
  labels: LessonLabels;
  roomPlan: RoomPlan | null;
  samplesPerS: number;
  slotMs: number;
  /** A source that cannot be read ends the lesson at once, instead of leaving a gap in it. */
  failFast: boolean;
}

export interface MeasureEvents extends Pick<SensorGroupEvents, 'progress' | 'degraded'> {
  /** How a camera is: when the lesson starts and whenever it changes. */
  camera(observation: CameraObservation): void;
  /** How a channel of the microphone is: as soon as it is known and whenever it changes. */
  microphone(observation: MicrophoneObservation): void;
}

export interface MeasuredLesson {
  report: LessonReport;
  mediaMs: number;
  /** Time spent inside the models, milliseconds, over all sensors. */
  sessionsMs: number;
}

/**
 * Measures one lesson from its sources to its report. Aborting ends the lesson early; what was seen so far is reported.
 * @throws SensorError when a source cannot be read, with `failFast` or when no sensor is left
 */
export async function measureLesson(
  options: MeasureOptions,
  clock: Clock,
  signal: AbortSignal,
  events: MeasureEvents,
): Promise<MeasuredLesson> {
  const recorder = new LessonRecorder(clock, () => timeId(clock));
  recorder.start(options.room, options.labels);
  const sensors = sensorOptions(options);
  const observation: SensorGroupEvents['observation'] = (seen) => {
    recorder.observe(seen);
    if (seen.kind === 'camera') events.camera(seen);
    if (seen.kind === 'microphone') events.microphone(seen);
  };
  const result = await runSensorGroup(sensors, { ...events, observation }, signal, options.failFast);
  const [failure] = result.failed.values();
  if (failure && result.failed.size === sensors.length) throw failure;
  recorder.close(result.mediaMs);
  const { lesson, timeline } = recorder.finish();
  return {
    report: lessonReport({
      lesson,
      timeline,
      models: result.models,
      slotMs: options.slotMs,
      roomPlan: options.roomPlan,
    }),
    mediaMs: result.mediaMs,
    sessionsMs: [...result.ends.values()].reduce((sum, end) => sum + end.sessionsMs, 0),
  };
}

function sensorOptions({ sources, roomPlan, samplesPerS }: MeasureOptions): SensorOptions[] {
  // In a camera that was never measured nothing can be said of where a teacher among the class is.
  const classIsMeasured = roomPlan !== null && measuredCamera(roomPlan, 'student') !== undefined;
  const named: [SensorName, string | undefined][] = [
    ['student-camera', sources.studentCamera],
    ['teacher-camera', sources.teacherCamera],
    ['teacher-in-class', classIsMeasured ? sources.studentCamera : undefined],
    ['microphone', sources.microphone],
  ];
  return named.flatMap(([sensor, path]) =>
    path === undefined
      ? []
      : [
          {
            sensor,
            media: { kind: 'recording', path, startAtMs: 0 },
            roomPlan,
            samplesPerS,
            restarts: RESTARTS,
          } satisfies SensorOptions,
        ],
  );
}
