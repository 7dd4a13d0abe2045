import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Counter, Gauge, Registry } from 'prom-client';
import { collectable, type Sample } from './collected-gauge.ts';
import { diskSpace, openDescriptors, residentBytes, temperatures } from './machine-figures.ts';

/** Every value each label can have; nothing else is ever a label, so the number of series is bounded. */
export interface MetricNames {
  sources: readonly string[];
  /** Why a source was started again. */
  sourceCauses: readonly string[];
  sensors: readonly string[];
  /** Why a sensor process was started again. */
  sensorCauses: readonly string[];
  lessonStates: readonly string[];
  tracks: readonly string[];
}

export interface AgentMetricsOptions<Names extends MetricNames> {
  names: Names;
  /** Whose disk is watched. */
  dataFolder: string;
  /** Asked at each scrape: the process of each sensor that runs. */
  sensorPids(): ReadonlyMap<Names['sensors'][number], number>;
  /** Asked at each scrape: how many rows wait for the hub. */
  outboxRows(): number;
  /** Asked at each scrape: how many messages were given up, ever. */
  outboxDropped(): readonly { channel: string; reason: string; count: number }[];
  /** Asked at each scrape: the room's hardware, and whether each piece of it works. */
  devices?(): readonly { name: string; kind: string; isUp: boolean }[];
  /** Asked at each scrape: how many observations are not in the database yet. */
  observationsUnsaved(): number;
  thermalFolder?: string;
}

const PREFIX = 'lectern_';
const DELAY_RESOLUTION_MS = 20;

/**
 * The agent's figures for Prometheus. What happens is counted as it happens; what can be looked up is looked up when somebody
 * asks. A figure that cannot be had is left out, and counted in `lectern_collector_errors_total`.
 */
export class AgentMetrics<const Names extends MetricNames> {
  readonly #options: AgentMetricsOptions<Names>;
  /** Of its own: the package's default one is shared by the whole process. */
  readonly #registry = new Registry();
  readonly #collect: (() => Promise<void>)[] = [];
  readonly #collectorErrors: Counter<'collector'>;
  readonly #frames: Counter<'source'>;
  readonly #framesDropped: Counter<'source'>;
  readonly #sourceRestarts: Counter<'source' | 'cause'>;
  readonly #sourceUp: Gauge<'source'>;
  readonly #inferenceSeconds: Counter<'sensor'>;
  readonly #sensorRestarts: Counter<'sensor' | 'cause'>;
  readonly #lessonState: Gauge<'state'>;
  readonly #sensingEnabled: Gauge;
  readonly #lessonsReported: Counter;
  readonly #lessonsEmpty: Counter;
  readonly #lessonGap: Counter<'track'>;
  readonly #configLastGood: Gauge;
  readonly #clockBelievable: Gauge;
  #delay: ReturnType<typeof monitorEventLoopDelay> | undefined;

  constructor(options: AgentMetricsOptions<Names>) {
    this.#options = options;
    const { sources, sourceCauses, sensors, sensorCauses, tracks } = options.names;
    this.#collectorErrors = this.#counter('collector_errors_total', 'Figures that could not be had, by figure', [
      'collector',
    ]);
    this.#frames = this.#counter('frames_total', 'Pictures and blocks of sound that came in', ['source']);
    this.#framesDropped = this.#counter('frames_dropped_total', 'Of these, left out since the sensor was behind', [
      'source',
    ]);
    this.#sourceRestarts = this.#counter('source_restarts_total', 'Times a source was connected again', [
      'source',
      'cause',
    ]);
    this.#sourceUp = this.#gauge('source_up', '1 while the source delivers', ['source']);
    this.#inferenceSeconds = this.#counter('inference_seconds_total', 'Time spent in the networks', ['sensor']);
    this.#sensorRestarts = this.#counter('sensor_restarts_total', 'Times a sensor process was started again', [
      'sensor',
      'cause',
    ]);
    this.#lessonState = this.#gauge('lesson_state', '1 for the present state of the lesson, 0 for all others', [
      'state',
    ]);
    this.#sensingEnabled = this.#gauge('sensing_enabled', '1 while sensing is switched on');
    this.#lessonsReported = this.#counter('lessons_reported_total', 'Lessons that ended with a report');
    this.#lessonsEmpty = this.#counter('lessons_empty_total', 'Lessons that ended with nothing to report');
    this.#lessonGap = this.#counter('lesson_gap_seconds_total', 'Time of lessons without data, by track', ['track']);
    this.#configLastGood = this.#gauge(
      'config_last_good_in_use',
      '1 while the last good configuration is used instead of the present one',
    );
    this.#clockBelievable = this.#gauge('clock_believable', '1 while the wall clock can be right');

    // A series that begins at 0 shows its first increase; one that begins at 1 does not.
    for (const source of sources) {
      this.#frames.inc({ source }, 0);
      this.#framesDropped.inc({ source }, 0);
      for (const cause of sourceCauses) this.#sourceRestarts.inc({ source, cause }, 0);
    }
    for (const sensor of sensors) {
      this.#inferenceSeconds.inc({ sensor }, 0);
      for (const cause of sensorCauses) this.#sensorRestarts.inc({ sensor, cause }, 0);
    }
    for (const track of tracks) this.#lessonGap.inc({ track }, 0);
    this.#addLookedUp();
  }

  /** Begins to watch the event loop. */
  start(signal?: AbortSignal): void {
    this.#delay ??= monitorEventLoopDelay({ resolution: DELAY_RESOLUTION_MS });
    this.#delay.enable();
    signal?.addEventListener('abort', () => this.stop(), { once: true });
  }

  stop(): void {
    this.#delay?.disable();
    this.#delay = undefined;
  }

  frames(source: Names['sources'][number], count = 1): void {
    this.#frames.inc({ source }, count);
  }

  framesDropped(source: Names['sources'][number], count = 1): void {
    this.#framesDropped.inc({ source }, count);
  }

  sourceRestarted(source: Names['sources'][number], cause: Names['sourceCauses'][number]): void {
    this.#sourceRestarts.inc({ source, cause });
  }

  sourceUp(source: Names['sources'][number], up: boolean): void {
    this.#sourceUp.set({ source }, Number(up));
  }

  inferenceSeconds(sensor: Names['sensors'][number], seconds: number): void {
    this.#inferenceSeconds.inc({ sensor }, seconds);
  }

  sensorRestarted(sensor: Names['sensors'][number], cause: Names['sensorCauses'][number]): void {
    this.#sensorRestarts.inc({ sensor, cause });
  }

  lessonState(state: Names['lessonStates'][number]): void {
    for (const each of this.#options.names.lessonStates) this.#lessonState.set({ state: each }, Number(each === state));
  }

  sensingEnabled(enabled: boolean): void {
    this.#sensingEnabled.set(Number(enabled));
  }

  lessonReported(): void {
    this.#lessonsReported.inc();
  }

  lessonEmpty(): void {
    this.#lessonsEmpty.inc();
  }

  lessonGap(track: Names['tracks'][number], seconds: number): void {
    this.#lessonGap.inc({ track }, seconds);
  }

  configLastGoodInUse(inUse: boolean): void {
    this.#configLastGood.set(Number(inUse));
  }

  clockBelievable(believable: boolean): void {
    this.#clockBelievable.set(Number(believable));
  }

  /** Of `text`, for the HTTP header. */
  get contentType(): string {
    return this.#registry.contentType;
  }

  /** All figures in Prometheus' text format. */
  async text(): Promise<string> {
    await Promise.all(this.#collect.map((collect) => collect()));
    return await this.#registry.metrics();
  }

  #addLookedUp(): void {
    const {
      outboxRows,
      outboxDropped,
      observationsUnsaved,
      dataFolder,
      sensorPids,
      devices = () => [],
      thermalFolder = '/sys/class/thermal',
    } = this.#options;
    this.#lookUp('outbox_rows', 'Rows that wait for the hub', [], () => [{ value: outboxRows() }]);
    this.#lookUp('outbox_dropped', 'Messages that were given up, ever', ['channel', 'reason'], () =>
      outboxDropped().map(({ channel, reason, count: value }) => ({ labels: { channel, reason }, value })),
    );
    this.#lookUp('observations_unsaved', 'Observations that are not in the database yet', [], () => [
      { value: observationsUnsaved() },
    ]);
    this.#lookUp('device_up', '1 while a piece of the room’s hardware works', ['device', 'kind'], () =>
      devices().map(({ name, kind, isUp }) => ({ labels: { device: name, kind }, value: Number(isUp) })),
    );
    this.#lookUp('disk_free_bytes', 'Space left for the data folder', [], async () => [
      { value: (await diskSpace(dataFolder)).freeBytes },
    ]);
    this.#lookUp('disk_size_bytes', 'Size of the data folder’s disk', [], async () => [
      { value: (await diskSpace(dataFolder)).sizeBytes },
    ]);
    this.#lookUp('temperature_celsius', 'Temperatures of the machine', ['zone'], async () =>
      [...(await temperatures(thermalFolder))].map(([zone, value]) => ({ labels: { zone }, value })),
    );
    this.#lookUp('process_resident_memory_bytes', 'Main memory of the agent’s own process', [], async () => [
      { value: await residentBytes('self') },
    ]);
    this.#lookUp('process_open_fds', 'Files and sockets the agent’s own process has open', [], async () => [
      { value: await openDescriptors() },
    ]);
    this.#lookUp('sensor_resident_memory_bytes', 'Main memory of each sensor process', ['sensor'], async () =>
      (await Promise.all([...sensorPids()].map(memoryOf))).flat(),
    );
    this.#lookUp(
      'event_loop_delay_seconds',
      'How late the agent’s event loop was since the last scrape',
      ['quantile'],
      () => this.#delays(),
    );
    const cpu = this.#counter('process_cpu_seconds_total', 'Processor time of the agent’s own process');
    this.#collect.push(async () => {
      const { user, system } = process.cpuUsage();
      cpu.reset();
      cpu.inc((user + system) / 1e6);
    });
  }

  #delays(): Sample[] {
    const delay = this.#delay;
    if (!delay || delay.count === 0) return [];
    // It measures from tick to tick of its own timer, so an idle loop shows the timer's period.
    const seconds = (nanoseconds: number) => Math.max(0, nanoseconds / 1e9 - DELAY_RESOLUTION_MS / 1e3);
    const samples = [0.5, 0.99, 1].map((quantile) => ({
      labels: { quantile: String(quantile) },
      value: seconds(delay.percentile(quantile * 100)),
    }));
    delay.reset();
    return samples;
  }

  #counter<Label extends string = never>(name: string, help: string, labelNames: Label[] = []): Counter<Label> {
    return new Counter({ name: `${PREFIX}${name}`, help, labelNames, registers: [this.#registry] });
  }

  #gauge<Label extends string = never>(name: string, help: string, labelNames: Label[] = []): Gauge<Label> {
    const gauge = new Gauge({ name: `${PREFIX}${name}`, help, labelNames, registers: [this.#registry] });
    // Without labels it would begin as 0, before anybody said so.
    gauge.remove({});
    return gauge;
  }

  /** A gauge whose values are looked up at each scrape. */
  #lookUp(name: string, help: string, labelNames: string[], read: () => Sample[] | Promise<Sample[]>): void {
    const gauge = this.#gauge(name, help, labelNames);
    this.#collectorErrors.inc({ collector: name }, 0);
    this.#collect.push(collectable(gauge, read, () => this.#collectorErrors.inc({ collector: name })));
  }
}

/** A sensor that has just ended has no memory; the others still have. */
async function memoryOf([sensor, pid]: readonly [string, number]): Promise<Sample[]> {
  try {
    return [{ labels: { sensor }, value: await residentBytes(pid) }];
  } catch {
    return [];
  }
}
