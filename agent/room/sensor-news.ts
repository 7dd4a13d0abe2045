import type { LessonLife } from '../lesson/life/lesson-life.ts';
import type { LiveLessonEvents } from './live-lesson.ts';
import type { RoomEvents } from './room-events.ts';
import { type RoomProblems, sensorProblem } from './room-problems.ts';
import type { SourceBoard } from './source-board.ts';

export interface SensorListeners {
  events: RoomEvents;
  board: SourceBoard;
  life: LessonLife;
  problems: RoomProblems;
}

/** What a room's sensors tell, passed on to whom it concerns. */
export function sensorNews({ events, board, life, problems }: SensorListeners): LiveLessonEvents {
  return {
    observation: (observation) => {
      life.observe(observation);
      events.observation(observation);
      if (observation.kind === 'camera') events.camera(observation);
      if (observation.kind === 'microphone') events.microphone(observation);
    },
    source: (sensor, news) => {
      const { status, isNews } = board.note(sensor, news);
      if (isNews) events.source(status, news.log ?? []);
      events.counts(status);
    },
    progress: (sensor, mediaMs, sessionsMs) => {
      if (mediaMs > 0) problems.set(sensorProblem(sensor), null);
      events.progress(sensor, mediaMs, sessionsMs);
    },
    warning: (_, message) => events.warning(message),
    process: events.process,
    degraded: (sensor, error, retryInMs) => {
      problems.set(sensorProblem(sensor), error.message);
      events.degraded(sensor, error, retryInMs);
    },
    written: (error, unwritten) => {
      problems.set('STORE_SICK', error?.message ?? null);
      events.written(error, unwritten);
    },
  };
}
