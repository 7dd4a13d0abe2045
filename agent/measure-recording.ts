import type { LessonReport } from './indicators/indicator.ts';
import type { Clock } from './lesson/clock.ts';
import type { RoomAddress } from './lesson/lesson.ts';
import { measureLesson } from './measure-lesson.ts';
import type { RecordingView } from './recordings/recording.ts';
import type { RecordingToMeasure } from './recordings/recording-desk.ts';

const SAMPLES_PER_S = 1;

const sourceOf: Record<RecordingView, 'studentCamera' | 'teacherCamera' | null> = {
  students: 'studentCamera',
  teacher: 'teacherCamera',
  sound: null,
};

/**
 * Measures a recording that a teacher brought: its picture as what it is said to show, and its sound. It may have been made
 * anywhere, so nothing is known of the room.
 * @param progress told how much is done, 0..1
 * @throws SensorError when neither picture nor sound can be read
 * @throws DOMException (AbortError) when `signal` aborted: half a recording is none
 */
export async function measureRecording(
  { path, title, view, owner }: RecordingToMeasure,
  room: RoomAddress,
  slotMs: number,
  clock: Clock,
  signal: AbortSignal,
  progress: (done: number) => void,
): Promise<LessonReport> {
  const camera = sourceOf[view];
  const { report } = await measureLesson(
    {
      sources: { ...(camera && { [camera]: path }), microphone: path },
      room,
      labels: { className: title, ...(owner !== '' && { teacherId: owner }) },
      roomPlan: null,
      samplesPerS: SAMPLES_PER_S,
      slotMs,
      failFast: false,
    },
    clock,
    signal,
    {
      progress: (reachedMs, durationMs) => {
        if (durationMs) progress(Math.min(1, Math.min(...reachedMs.values()) / durationMs));
      },
      degraded: () => {},
      camera: () => {},
      microphone: () => {},
    },
  );
  signal.throwIfAborted();
  return report;
}
