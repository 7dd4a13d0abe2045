import type { Logger } from 'pino';
import { checkSeats, seatCheckText } from '../lesson/seat-check.ts';
import type { RoomEvents } from '../room/room-events.ts';
import { cameraNews } from './camera-words.ts';
import { microphoneNews } from './microphone-words.ts';

/** Writes down what happens in a room. */
export function roomLog(log: Logger): Partial<RoomEvents> & Pick<RoomEvents, 'problem'> {
  let isWriting = true;
  return {
    activity: (activity, sensing) => log.info({ activity, sensing }, `room: ${activity}`),
    begun: ({ lesson: { id, labels }, origin, slot, plannedMs }, isResumed) =>
      log.info(
        { lessonId: id, labels, origin, slot, plannedMin: plannedMs && plannedMs / 60_000 },
        isResumed ? 'lesson goes on' : 'lesson begun',
      ),
    reported: (report, eventId) => {
      if (report.seats) {
        const check = checkSeats(report.seats.seats);
        log[check.seats === 0 || check.tooSmall > 0 ? 'warn' : 'info'](check, seatCheckText(check).en);
      }
      const { id } = report.lesson;
      log.info({ lessonId: id, eventId, durationS: report.durationMs / 1000 }, 'lesson reported');
    },
    empty: ({ lesson: { id }, slot }) => log.info({ lessonId: id, slot }, 'nobody was there: no report'),
    source: ({ name, address, state, cause, restarts }, lines) => {
      const facts = { source: name, address, state, restarts };
      if (!cause) return log.info(facts, `${name}: ${state}`);
      log.warn({ ...facts, code: cause.code, ...(lines.length > 0 && { ffmpeg: lines }) }, cause.message);
    },
    // One that is turned on purpose is no trouble.
    camera: (seen) => log[seen.state === 'ok' || seen.state === 'moving' ? 'info' : 'warn'](seen, cameraNews(seen)),
    microphone: (heard) => log[heard.state === 'ok' ? 'info' : 'warn'](heard, microphoneNews(heard).en),
    process: (sensor, pid) =>
      log.debug({ sensor, pid }, pid === null ? 'sensor process ended' : 'sensor process begun'),
    degraded: (sensor, { code, message }, retryInMs) => log.warn({ sensor, code, retryInMs }, message),
    warning: (message) => log.warn(message),
    written: (error, unwritten) => {
      if (isWriting !== (error !== null)) return;
      isWriting = error === null;
      if (error) log.error({ unwritten }, `${error.message}; the lesson goes on in memory`);
      else log.info('what is observed is written down again');
    },
    retention: ({ observations, reports, waiting, clockRefused }) => {
      if (observations.length + reports.length > 0)
        log.info({ observations, reports }, 'deleted for good, for their time is over');
      if (waiting.length > 0) log.warn({ waiting }, 'reports whose time is over wait for the hub');
      if (clockRefused) log.warn({ clockRefused }, 'nothing is deleted by a clock that cannot be right');
    },
    problem: (code, problem) => {
      if (problem) log.error({ code }, problem.message);
      else log.info({ code }, 'mended');
    },
  };
}
