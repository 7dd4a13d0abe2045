import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { Health } from '../health/health.ts';
import { healthRoutes } from '../health/health-routes.ts';
import { AgentMetrics } from '../health/metrics.ts';
import { type ConfigurationState, Readiness } from '../health/readiness.ts';
import { UpdateLock } from '../health/update-lock.ts';
import { Watchdog } from '../health/watchdog.ts';
import { systemClock } from '../lesson/clock.ts';
import type { RoomProblem } from '../lesson/room-state.ts';
import { Identification, identifiable } from '../room/identifiable-room.ts';
import { metricNames } from '../room/room-monitor.ts';
import { RoomProblems } from '../room/room-problems.ts';
import { Access } from '../screen/access/access.ts';
import { PortTakenError } from '../screen/errors.ts';
import { ScreenServer } from '../screen/server.ts';
import { IdleRoom } from '../setup/idle-room.ts';
import type { RoomSetup } from '../setup/room-setup.ts';
import { openStore } from '../store/agent-store.ts';
import { SensingSwitch } from '../store/sensing-switch.ts';
import type { AgentLife, RunOptions } from './agent-life.ts';
import { roomLog } from './room-log.ts';
import { roomSetup } from './room-setup.ts';
import { tellSetupCode } from './setup-code-line.ts';
import { takeOverSettings } from './take-over-settings.ts';

const PORT_RETRY_MS = 30_000;

/** Why an agent only serves its screen, and where. */
export interface Idleness {
  problem: RoomProblem;
  /** For `systemctl status`. */
  status: string;
  /** Of the database. */
  folder: string;
  port: number;
  /** The room, or its region, asks for a lamp. */
  lampRequired: boolean;
  configuration: ConfigurationState;
}

/** An agent that records nothing: it serves its screen, so that somebody can see why and mend it. Lives until `signal` aborts. */
export async function runIdle(
  options: RunOptions,
  life: AgentLife,
  { problem, status, folder, port, lampRequired, configuration }: Idleness,
  signal: AbortSignal,
): Promise<void> {
  const { log, sessions } = life;
  const problems = new RoomProblems(roomLog(log).problem);
  const store = openStore(folder, ({ message }) => problems.set('STORE_UNUSABLE', message));
  const room = new IdleRoom({
    problem,
    sensingSwitch: new SensingSwitch(folder),
    lampRequired,
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
  const readiness = new Readiness(health, {
    screenUp: () => isServed,
    configuration: () => configuration,
    idle: () => problem.message,
  });
  const metrics = new AgentMetrics({
    names: metricNames([]),
    dataFolder: folder,
    sensorPids: () => new Map(),
    outboxRows: () => store.outbox.count(),
    outboxDropped: () => store.outbox.dropped(),
    observationsUnsaved: () => 0,
  });
  const updateLock = new UpdateLock({
    folder: process.env.RUNTIME_DIRECTORY,
    isBusy: () => room.state().preview === true,
    restart: life.end,
    warning: (message) => log.warn(message),
  });
  const watchdog = new Watchdog({ health, statusText: () => status, warning: (message) => log.warn(message) });
  const page = { contentType: metrics.contentType, text: () => metrics.text() };
  const plugins = [healthRoutes({ health, readiness, metrics: page })];
  // Nobody has said which room it is: the machine's own name is the one on its label.
  const shown = identifiable(room, hostname(), new Identification(systemClock));
  const screen = new ScreenServer({ reports: store.lessons, access, room: shown, setup, port, plugins });
  log.warn({ code: problem.code }, problem.message);
  try {
    metrics.start(signal);
    updateLock.start(signal);
    takeOverSettings({ isAsked: life.isReloadAsked, isBusy: () => false, apply: life.apply }, signal);
    watchdog.start(signal);
    while (!signal.aborted) {
      try {
        await screen.start();
        isServed = true;
        log.info({ screen: screen.address }, 'ready');
        tellSetupCode(access, screen.address, log);
        await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
      } catch (error) {
        const { message } = error as Error;
        if (error instanceof PortTakenError) log.error({ code: error.code }, message);
        else log.error({ code: 'SCREEN_UNSERVED' }, `the screen cannot be served: ${message}; check screen.port`);
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
