import { once } from 'node:events';
import { join } from 'node:path';
import type { LessonAtHub } from '../../hub/demo-hub.ts';
import { ClassroomAgent } from '../app.ts';
import { filmFolder, readFilmTruth, roomPlanOfFilm, trueFigures } from '../demo/lesson-film.ts';
import { readRules } from '../feedback/read-rules.ts';
import { systemClock } from '../lesson/clock.ts';
import { measureLesson } from '../measure-lesson.ts';
import { startDemoRegion } from './demo-region.ts';
import { InterruptedError } from './exit-code.ts';
import { faultLines } from './fault-lines.ts';
import { figureTable } from './figure-table.ts';
import { activityLines, findingLines } from './lesson-lines.ts';
import { progressBar } from './progress-bar.ts';

export interface DemoOptions {
  port: number;
  data: string;
  exit?: boolean;
  json?: boolean;
}

/** A room that is none: Shanghai's code, a school that does not exist. */
const room = { region: '310104', school: '0000000000', room: 'demo' };
const labels = { className: '七年级 3 班', subject: '法语', period: 2 };
const SLOT_MS = 30_000;
const SAMPLES_PER_S = 1;
const MIN_GROUP = 10;
/** The film's teacher has no pseudonym. */
const NOBODYS = '';
const ACK_PATIENCE_MS = 15_000;

/**
 * `lectern demo`: a whole room in one process tree. Broker, hub, screen and agent start, the lesson film becomes a
 * report, the report's summary goes to the hub and is acknowledged, and the page stays up. Where there is no Mosquitto, the
 * room belongs to no region.
 */
export async function demo(options: DemoOptions, signal: AbortSignal): Promise<void> {
  const say = options.json ? () => {} : (text: string) => console.log(text);
  const region = await startDemoRegion((message) => console.error(`lectern: ${message}`));
  const acknowledged = new Map<string, boolean>();
  let wake = () => {};
  const agent = new ClassroomAgent({
    room,
    folder: options.data,
    screenPort: options.port,
    hub: region && { brokers: [region.broker.url] },
    minGroup: MIN_GROUP,
    // Whoever tries it out wants to see it arrive.
    withholdHours: 0,
    usual: { slotMs: SLOT_MS, roomPlan: null },
    rules: readRules(undefined).rules,
    clock: systemClock,
    events: {
      acknowledged: (eventId, accepted) => {
        acknowledged.set(eventId, accepted);
        wake();
      },
      connection: () => {},
      warning: (message) => console.error(`lectern: ${message}`),
    },
  });
  const bar = progressBar(process.stderr);
  try {
    const store = agent.open();
    const { number, pin } = await agent.access.givePin(NOBODYS, 'console');
    await agent.access.choosePin(NOBODYS, pin);
    await agent.serve();
    // On standard error, so that standard output is the document alone when one is asked for.
    const broker = region ? ` · broker ${region.broker.url}` : '';
    console.error(`讲台 Lectern · screen ${agent.screenAddress}${broker}\nMeasuring the lesson film …`);
    const startedMs = performance.now();
    const truth = readFilmTruth(filmFolder);
    const { report, mediaMs } = await measureLesson(
      {
        sources: {
          studentCamera: join(filmFolder, 'student.mp4'),
          teacherCamera: join(filmFolder, 'teacher.mp4'),
          microphone: join(filmFolder, 'room.opus'),
        },
        room,
        labels,
        roomPlan: roomPlanOfFilm(truth),
        samplesPerS: SAMPLES_PER_S,
        slotMs: SLOT_MS,
        failFast: true,
      },
      systemClock,
      signal,
      { progress: bar.progress, degraded: () => {}, camera: () => {}, microphone: () => {} },
    );
    bar.stop();
    if (signal.aborted) throw new InterruptedError();
    for (const line of faultLines(report)) console.error(`lectern: ${line}`);
    const eventId = agent.keep(report);
    const hubAck =
      region !== null &&
      (await until(
        () => acknowledged.has(eventId),
        ACK_PATIENCE_MS,
        (notify) => {
          wake = notify;
        },
      ));
    const wallS = (performance.now() - startedMs) / 1000;
    const figures = trueFigures(truth, SLOT_MS);
    const { activities = [], findings = [] } = store.lessons.get(report.lesson.id) ?? report;
    say(`\n${figureTable(report.indicators, figures)}\n`);
    say(`教学活动 activities\n${activityLines(activities)}\n`);
    say(`发现 findings\n${findingLines(findings) || '  无 none'}\n`);
    say(`${(mediaMs / 1000).toFixed(0)} s of lesson in ${wallS.toFixed(0)} s`);
    const atHub = await region?.hub.lesson(report.lesson.id);
    if (region) say(hubAck ? `The hub has acknowledged ${eventId}.` : 'The hub has not acknowledged the lesson.');
    if (atHub) say(atHubLine(atHub));
    if (options.json) {
      const { indicators, lesson } = report;
      console.log(
        JSON.stringify({
          lessonId: lesson.id,
          indicators,
          truth: figures,
          activities,
          findings,
          hubAck,
          atHub: atHub ?? null,
          wallS,
          mediaS: mediaMs / 1000,
          signIn: { number, pin },
        }),
      );
    }
    if (region && !hubAck) throw new HubSilentError();
    if (options.exit) return;
    say(
      `The report: ${agent.screenAddress}/#/lessons/${report.lesson.id}\n  编号 number ${String(number).padStart(2, '0')} · PIN ${pin}\nPress Ctrl-C to stop.`,
    );
    if (!signal.aborted) await once(signal, 'abort');
  } finally {
    bar.stop();
    await agent.stop();
    await region?.stop();
  }
}

function atHubLine({ className, subject, figures, suppressed, unknown }: LessonAtHub): string {
  const left = suppressed > 0 ? `, ${suppressed} of them not told for the sake of single pupils` : '';
  const odd = unknown > 0 ? `, ${unknown} unknown to it` : '';
  return `区域数据库 In the region's database: ${className} · ${subject}, ${figures} figures${left}${odd}.`;
}

class HubSilentError extends Error {
  readonly code = 'HUB_SILENT';
  constructor() {
    super(`the hub did not acknowledge the lesson within ${ACK_PATIENCE_MS / 1000} s`);
  }
}

/** Whether a condition comes true in time; `listen` is given the function to call when it may have. */
async function until(is: () => boolean, patienceMs: number, listen: (notify: () => void) => void): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<void>();
  listen(() => {
    if (is()) resolve();
  });
  const timer = setTimeout(resolve, patienceMs);
  if (!is()) await promise;
  clearTimeout(timer);
  return is();
}
