import { readFileSync } from 'node:fs';
import packageJson from '../../package.json' with { type: 'json' };
import { roomCommonName } from '../../provisioning/enrolment/certificate-request.ts';
import { ClassroomAgent } from '../app.ts';
import { wayToHub } from '../config/hub-setting.ts';
import { loadConfigOrLastGood } from '../config/last-good.ts';
import { readRules } from '../feedback/read-rules.ts';
import { Health } from '../health/health.ts';
import { healthRoutes } from '../health/health-routes.ts';
import { AgentMetrics } from '../health/metrics.ts';
import { Readiness } from '../health/readiness.ts';
import { UpdateLock } from '../health/update-lock.ts';
import { Watchdog } from '../health/watchdog.ts';
import { systemClock } from '../lesson/clock.ts';
import type { RoomState } from '../lesson/room-state.ts';
import { Identification, identifiable } from '../room/identifiable-room.ts';
import { openRoom } from '../room/open-room.ts';
import { allOf } from '../room/room-events.ts';
import { metricNames, roomMonitor } from '../room/room-monitor.ts';
import { RoomProblems } from '../room/room-problems.ts';
import { addressesOf, roomSensors } from '../room/room-sensors.ts';
import type { SensorName } from '../sensing/process/sensor-message.ts';
import { contentHash } from '../setup/config-file.ts';
import type { RoomSetup } from '../setup/room-setup.ts';
import { forgetUnfinishedTest } from '../setup/test-lesson.ts';
import { openStore } from '../store/agent-store.ts';
import type { Salvage } from '../store/salvage.ts';
import { SensingSwitch } from '../store/sensing-switch.ts';
import { hubTroubles } from '../sync/link-problem.ts';
import type { AgentLife, RunOptions } from './agent-life.ts';
import { mendStore } from './mend-store.ts';
import { roomHardware, withHardware } from './room-hardware.ts';
import { roomIdentity } from './room-identity.ts';
import { roomLog } from './room-log.ts';
import { roomModels } from './room-models.ts';
import { roomRegion } from './room-region.ts';
import { roomSetup } from './room-setup.ts';
import { networkPortOf, serve } from './serve-screen.ts';
import { takeOverSettings } from './take-over-settings.ts';
import { tellRegion } from './tell-region.ts';

/** A report that is ready so long after its lesson, with the class still there, is worth a look. */
const REPORT_IS_NEW_MS = 5 * 60_000;
const DATABASE_PATIENCE_MS = 60_000;
const LESSON_GOES_ON: ReadonlySet<RoomState['activity']> = new Set(['recording', 'held', 'closing']);

/** The agent of a room that is set up. Lives until `signal` aborts; nothing that is sick in the room ends it. */
export async function run(options: RunOptions, life: AgentLife, signal: AbortSignal): Promise<void> {
  const { log, sessions } = life;
  const { config: own, problem } = loadConfigOrLastGood(options.config);
  const health = new Health(() => systemClock.monotonicMs());
  const pids = new Map<SensorName, number>();
  let unwritten = 0;
  let wasSensing = new SensingSwitch(own.store.folder).isOn;

  const logged = roomLog(log);
  const problems = new RoomProblems(logged.problem);
  const store = openStore(own.store.folder, ({ message }) =>
    problems.set('STORE_UNUSABLE', `${message}; until then lessons are kept in memory and end with the agent`),
  );
  const models = await roomModels({ config: own, log, problems, monotonicMs: () => systemClock.monotonicMs() });
  const { config, region } = roomRegion({
    ...{ own, store, clock: systemClock },
    models,
    warning: (message) => log.warn(message),
  });
  const places = { file: config.secrets, folder: process.env.CREDENTIALS_DIRECTORY };
  const { way, problem: hubProblem } = config.hub ? wayToHub(config.hub, places) : { way: null, problem: null };
  const { way: hubWay, keeper } = roomIdentity({
    ...{ config, way, isBusy: () => isBusy(), beginAnew: life.apply },
    problem: (code, message) => problems.set(code, message),
    info: (message) => log.info(message),
  });
  const proxyTrouble = hubProblem && `${hubProblem.message}; until then the proxy is asked without it`;
  const { rules, problem: rulesProblem } = readRules(config.findings?.rules);
  const networkFailed = (error: Error | null) =>
    problems.set('SCREEN_NETWORK_UNSERVED', error && `the screen is served to this machine only: ${error.message}`);
  const identification = new Identification(systemClock);
  let teachers: string[] = [];
  const agent = new ClassroomAgent({
    networkPort: networkPortOf(config, networkFailed),
    networkFailed,
    teachersOfTimetable: () => teachers,
    room: config.room,
    store,
    region,
    backfillPerS: config.region.backfillPerS,
    folder: config.store.folder,
    screenPort: config.screen.port,
    hub: hubWay,
    ...(config.hub && { outboxBytes: config.hub.outbox.maxMB * 2 ** 20 }),
    minGroup: config.privacy.minGroup,
    withholdHours: config.privacy.withholdHours,
    usual: { slotMs: config.lesson.slotS * 1000, roomPlan: config.roomPlan ?? null },
    rules,
    training: () => (region ? region.resources : []),
    clock: systemClock,
    sessions,
    events: {
      acknowledged: (eventId, accepted, reason) => log.info({ eventId, accepted, reason }, 'hub answered'),
      connection: (mqttVersion) => {
        log.info({ mqttVersion }, mqttVersion ? 'connected to the hub' : 'no connection to the hub');
        if (mqttVersion) keeper.worked();
      },
      warning: (message) => log.warn(message),
      problem: (problem) => {
        for (const code of hubTroubles)
          problems.set(code, problem?.code === code ? problem.message : code === 'HUB_PROXY' ? proxyTrouble : null);
      },
    },
  });
  problems.set('CONFIG_INVALID', problem);
  if (rulesProblem) {
    const { code, file, message } = rulesProblem;
    const [first] = message.split('\n');
    problems.set(
      code,
      `${first}; until the agent starts anew the built-in rules are used; try: lectern findings check ${file}`,
    );
  }
  problems.set('STORE_SALVAGED', store.salvaged && salvagedText(store.salvaged));
  agent.open();
  problems.set('HUB_PROXY', proxyTrouble);
  const sensors = roomSensors(config.sources, places, ({ message }) =>
    problems.set('CREDENTIALS_MISSING', `${message}; until then the room is sensed without it`),
  );
  const hardware = roomHardware({ config, places, agent, problems, log });
  const names = addressesOf(sensors).map(({ name }) => name);
  const metrics = new AgentMetrics({
    names: metricNames(names),
    dataFolder: config.store.folder,
    sensorPids: () => pids,
    outboxRows: () => store.outbox.count(),
    outboxDropped: () => store.outbox.dropped(),
    observationsUnsaved: () => unwritten,
    devices: () =>
      (hardware.shown.devices ?? []).map(({ name, kind, state }) => ({ name, kind, isUp: state === 'ok' })),
  });
  metrics.configLastGoodInUse(problem !== null);
  const events = allOf(logged, roomMonitor(metrics, health), models.events, {
    process: (sensor, pid) => void (pid === null ? pids.delete(sensor) : pids.set(sensor, pid)),
    written: (_, left) => {
      unwritten = left;
      // Problems come and go without a word of their own.
      agent.tellState(room.state());
    },
    activity: (_, sensing) => {
      if (sensing !== wasSensing) region?.audit({ event: 'sensing-switched', on: sensing });
      wasSensing = sensing;
      agent.tellState(room.state());
      setup.roomChanged();
      hardware.roomChanged();
      updateLock.look();
    },
    observation: (observation) => hardware.observed(observation),
    reported: ({ lesson, durationMs }, eventId) => {
      // A lesson of set-up has no event; one that was cut off hours ago is nothing to wake a projector for.
      const endedMs = lesson.startedAtMs + durationMs;
      if (eventId !== '' && Math.abs(systemClock.wallMs() - endedMs) < REPORT_IS_NEW_MS) hardware.reportReady();
    },
    source: () => agent.tellState(room.state()),
  });
  forgetUnfinishedTest(config.store.folder, store.journal);
  const { room, housekeeping } = openRoom({
    config,
    sensors,
    store,
    keep: (report, isJournalWhole) => (setup.takes(report) ? '' : agent.keep(report, isJournalWhole)),
    clock: systemClock,
    problems,
    events,
    lampShows: () => hardware.lampShows(),
    calendarChanged: (calendar) => {
      teachers = calendar.teachers;
    },
  });
  const shown = identifiable(room, roomCommonName(config.room), identification, () => hardware.shown);
  const isBusy = () => {
    const { activity, preview } = room.state();
    return LESSON_GOES_ON.has(activity) || preview === true || agent.hasRecordings;
  };
  const updateLock = new UpdateLock({
    ...{ folder: process.env.RUNTIME_DIRECTORY, isBusy, restart: life.end },
    warning: (message) => log.warn(message),
  });
  models.start(isBusy, () => region?.modelsChanged(), signal);
  takeOverSettings({ isAsked: life.isReloadAsked, isBusy, apply: life.apply }, signal);
  mendStore({ store, isBusy, mend: life.mend }, signal);
  if (region) {
    tellRegion(
      {
        ...{ agent, region, store, config, version: packageJson.version },
        state: () => room.state(),
        isBusy,
        sensorPids: () => [...pids.values(), ...(hardware.pid === null ? [] : [hardware.pid])],
        identify: () => identification.begin(),
        beginAnew: life.apply,
        warning: (message) => log.warn(message),
      },
      signal,
    );
  }
  keeper.start(signal);
  const setup: RoomSetup = roomSetup({
    ...{
      options,
      life,
      store,
      room: withHardware(room, hardware),
      access: agent.access,
      folder: config.store.folder,
      port: config.screen.port,
    },
    hub: config.hub?.url ?? null,
    hasRecordings: () => agent.hasRecordings,
    appliedHash: problem === null ? contentHash(readFileSync(options.config, 'utf8')) : null,
  });
  const readiness = new Readiness(health, {
    screenUp: () => agent.screenAddress !== undefined,
    configuration: () => (problem === null ? 'loaded' : 'last-good'),
  });
  const watchdog = new Watchdog({
    health,
    statusText: () => room.state().activity,
    warning: (message) => log.warn(message),
  });
  try {
    health.expect('database', DATABASE_PATIENCE_MS);
    metrics.start(signal);
    housekeeping.start(signal);
    const page = {
      contentType: metrics.contentType,
      text: () => {
        metrics.clockBelievable(room.state().why !== 'clock-unknown');
        return metrics.text();
      },
    };
    const plugins = [healthRoutes({ health, readiness, metrics: page })];
    const serving = serve({ agent, room: shown, setup, plugins, problems, log }, signal);
    const driving = hardware.run(
      {
        ...shown,
        observeEnvironment: (values, sinceMs) => room.observeEnvironment(values, sinceMs),
        cameraMoved: (camera, state) => room.cameraMoved(camera, state),
      },
      signal,
    );
    updateLock.start(signal);
    watchdog.start(signal);
    await room.run(signal);
    await Promise.all([serving, driving]);
  } finally {
    setup.stop();
    await watchdog.stop();
    await keeper.stop();
    await agent.stop();
    log.info('stopped');
  }
}

function salvagedText({ keptRows, lostRows }: Salvage): string {
  const lost = lostRows === null ? 'nobody can tell how much is lost' : `${lostRows} could not be read`;
  return `the database was damaged and a new one was begun: ${keptRows} rows were saved, ${lost}; check the disk (smartctl)`;
}
