import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { Health } from '../health/health.ts';
import { healthRoutes } from '../health/health-routes.ts';
import { AgentMetrics } from '../health/metrics.ts';
import { Readiness } from '../health/readiness.ts';
import { Watchdog } from '../health/watchdog.ts';
import { systemClock } from '../lesson/clock.ts';
import { Identification, identifiable } from '../room/identifiable-room.ts';
import { metricNames } from '../room/room-monitor.ts';
import { RoomProblems } from '../room/room-problems.ts';
import { Access } from '../screen/access/access.ts';
import { PortTakenError } from '../screen/errors.ts';
import { ScreenServer } from '../screen/server.ts';
import type { RoomSetup } from '../setup/room-setup.ts';
import { UnsetRoom } from '../setup/unset-room.ts';
import { openStore } from '../store/agent-store.ts';
import { SensingSwitch } from '../store/sensing-switch.ts';
import type { AgentLife, RunOptions } from './agent-life.ts';
import { roomLog } from './room-log.ts';
import { roomSetup } from './room-setup.ts';
import { tellSetupCode } from './setup-code-line.ts';

const DEFAULT_FOLDER = '/var/lib/lectern';
const DEFAULT_PORT = 8080;
const PORT_RETRY_MS = 30_000;

/** An agent that nobody has set up yet: it serves its screen, so that somebody can. Lives until `signal` aborts. */
export async function runUnset(options: RunOptions, life: AgentLife, signal: AbortSignal): Promise<void> {
  const { log, sessions } = life;
  const { data: folder = process.env.STATE_DIRECTORY ?? DEFAULT_FOLDER, port = DEFAULT_PORT } = options;
  const problems = new RoomProblems(roomLog(log).problem);
  const store = openStore(folder, ({ message }) => problems.set('STORE_UNUSABLE', message));
  const room = new UnsetRoom({
    configFile: options.config,
    sensingSwitch: new SensingSwitch(folder),
    problems: () => problems.all,
    changed: () => setup.roomChanged(),
  });
  const { accounts, accessLog, setupCode } = store;
  const access = new Access({ accounts, log: accessLog, setupCode, clock: systemClock, sessions });
  const health = new Health(() => systemClock.monotonicMs());
  const setup: RoomSetup = roomSetup({
    options,
    life,
    room,
    store,
    access,
    folder,
    port,
    hub: null,
    appliedHash: null,
    hasRecordings: () => false,
  });
  let isServed = false;
  const readiness = new Readiness(health, { screenUp: () => isServed, configuration: () => 'missing' });
  const metrics = new AgentMetrics({
    names: metricNames([]),
    dataFolder: folder,
    sensorPids: () => new Map(),
    outboxRows: () => store.outbox.count(),
    outboxDropped: () => store.outbox.dropped(),
    observationsUnsaved: () => 0,
  });
  const watchdog = new Watchdog({ health, statusText: () => 'not set up', warning: (message) => log.warn(message) });
  // Nobody has said which room it is: the machine's own name is the one on its label.
  const shown = identifiable(room, hostname(), new Identification(systemClock));
  const page = { contentType: metrics.contentType, text: () => metrics.text() };
  const plugins = [healthRoutes({ health, readiness, metrics: page })];
  const screen = new ScreenServer({ reports: store.lessons, access, room: shown, setup, port, plugins });
  log.warn(`${options.config}: there is none yet; set the room up on the page School IT`);
  try {
    metrics.start(signal);
    watchdog.start(signal);
    while (!signal.aborted) {
      try {
        await screen.start();
        isServed = true;
        log.info({ screen: screen.address }, 'ready');
        tellSetupCode(access, screen.address, log);
        await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
      } catch (error) {
        if (!(error instanceof PortTakenError)) throw error;
        log.error({ code: error.code }, error.message);
        await delay(PORT_RETRY_MS, undefined, { signal }).catch(() => {});
      }
    }
  } finally {
    setup.stop();
    await watchdog.stop();
    await screen.stop();
    store.close();
  }
}
