import { once } from 'node:events';
import pino from 'pino';
import { ClassroomAgent } from '../app.ts';
import type { Config } from '../config/config.ts';
import { systemClock } from '../lesson/clock.ts';
import { checkSeats, seatCheckText } from '../lesson/seat-check.ts';
import { measureLesson } from '../measure-lesson.ts';
import { cameraNews } from './camera-words.ts';
import { microphoneNews } from './microphone-words.ts';

/**
 * `lectern run`: the agent. Plays the configured sources as one lesson in real time, reports it, and stays up for the
 * screen and the hub until it is told to stop; being told during the lesson ends the lesson early and reports it.
 */
export async function run(config: Config, logLevel: string, signal: AbortSignal): Promise<void> {
  const log = pino({ name: 'lectern', level: logLevel }, pino.destination(2));
  const agent = new ClassroomAgent({
    room: config.room,
    folder: config.store.folder,
    screenPort: config.screen.port,
    hubUrl: config.hub?.url ?? null,
    minGroup: config.privacy.minGroup,
    clock: systemClock,
    events: {
      acknowledged: (eventId, accepted, reason) => log.info({ eventId, accepted, reason }, 'hub answered'),
      connection: (mqttVersion) =>
        log.info({ mqttVersion }, mqttVersion ? 'connected to the hub' : 'no connection to the hub'),
      warning: (message) => log.warn(message),
    },
  });
  await agent.start();
  log.info({ screen: agent.screenAddress }, 'ready');
  try {
    const { className, subject, period, slotS, samplesPerS } = config.lesson;
    const labels = {
      ...(className && { className }),
      ...(subject && { subject }),
      ...(period !== undefined && { period }),
    };
    const { report } = await measureLesson(
      {
        sources: config.sources,
        room: config.room,
        labels,
        roomPlan: config.roomPlan ?? null,
        samplesPerS,
        slotMs: slotS * 1000,
        failFast: false,
      },
      systemClock,
      signal,
      {
        progress: () => {},
        degraded: (sensor, error, retryInMs) => log.warn({ sensor, code: error.code, retryInMs }, error.message),
        camera: (seen) => log[seen.state === 'ok' ? 'info' : 'warn'](seen, cameraNews(seen)),
        microphone: (heard) => log[heard.state === 'ok' ? 'info' : 'warn'](heard, microphoneNews(heard).en),
      },
    );
    if (report.seats) {
      const check = checkSeats(report.seats.seats);
      log[check.seats === 0 || check.tooSmall > 0 ? 'warn' : 'info'](check, seatCheckText(check).en);
    }
    const eventId = agent.keep(report);
    log.info({ lessonId: report.lesson.id, eventId, durationS: report.durationMs / 1000 }, 'lesson reported');
    if (!signal.aborted) await once(signal, 'abort');
  } finally {
    await agent.stop();
    log.info('stopped');
  }
}
