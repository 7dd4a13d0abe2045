import { setTimeout as delay } from 'node:timers/promises';
import { DeviceFault } from '../device-fault.ts';
import type { Driver, DriverContext } from '../driver.ts';
import { Line } from '../line/line.ts';
import type { DriverNews, Reading } from '../process/device-message.ts';
import type { EnvironmentSettings } from './environment-settings.ts';
import { loadRegisterMaps } from './maps/read-register-maps.ts';
import { Bus, BusError, type BusTiming, usualBusTiming } from './modbus/bus.ts';
import { PollPlan } from './poll-plan.ts';
import { Sensor } from './sensor.ts';

export interface EnvironmentTiming extends BusTiming {
  /** A map file that cannot be used is looked at again after so long. */
  mapsAgainMs: number;
  /** By default twice the longest time that an answer is waited for, at least a second. */
  lateMs: number | undefined;
  /** Any monotonic clock, for how long a value has not changed. */
  nowMs(): number;
}

const usualTiming: EnvironmentTiming = {
  ...usualBusTiming,
  mapsAgainMs: 30_000,
  lateMs: undefined,
  nowMs: () => performance.now(),
};

/** Readings are told together: the agent takes some ten words a second from a device. */
const TOGETHER_MS = 250;
const MOST_TOGETHER = 60;
const MOST_MESSAGE = 600;
const MOST_IDENTITY = 120;

/** How often the line was opened, and whether the last time only because nobody on it answered. */
interface Openings {
  count: number;
  isForSilence: boolean;
}

/** Sensors of air and light on one RS-485 line (Modbus RTU): asks them in turn, and tells what can be believed. */
export class EnvironmentDriver implements Driver {
  readonly #settings: EnvironmentSettings;
  readonly #context: DriverContext;
  readonly #timing: EnvironmentTiming;
  #told = '';
  #identity = '';
  #untold: { readings: Reading[]; sinceMs: number } = { readings: [], sinceMs: 0 };

  constructor(settings: EnvironmentSettings, context: DriverContext, timing: Partial<EnvironmentTiming> = {}) {
    this.#settings = settings;
    this.#context = context;
    this.#timing = { ...usualTiming, ...timing };
  }

  async run(signal: AbortSignal): Promise<void> {
    this.#tellState({ says: 'state', state: 'connecting' });
    const sensors = await this.#sensors(signal);
    if (!sensors) return;
    const wake = new Wake();
    const openings: Openings = { count: 0, isForSilence: false };
    const line = new Line(
      this.#settings,
      this.#context.hotPlug,
      {
        opened: () => {
          openings.count++;
          wake.wake();
        },
        received: (bytes) => bus.received(bytes),
        closed: (fault) => {
          bus.lost(fault);
          openings.isForSilence = fault.code === 'DEVICE_SILENT';
          this.#tellState({ says: 'state', state: 'faulty', cause: { code: fault.code, message: fault.message } });
        },
      },
      this.#context.lineTiming,
    );
    const bus = new Bus(line, this.#settings, this.#timing);
    const longestMs = Math.max(...sensors.flatMap(({ blocks }) => blocks.map(({ count }) => bus.patienceMs(count))));
    const { lateMs = Math.max(1_000, 2 * longestMs) } = this.#timing;
    const plan = new PollPlan(sensors, { everyMs: this.#settings.everyS * 1000, lateMs });
    signal.addEventListener('abort', () => bus.lost(new Error('it is stopped')), { once: true });
    await Promise.all([line.run(signal), this.#poll(bus, line, plan, openings, wake, signal)]);
  }

  /** It is asked, and told nothing. */
  take(): void {}

  /** Asks until `signal` aborts. */
  async #poll(bus: Bus, line: Line, plan: PollPlan, openings: Openings, wake: Wake, signal: AbortSignal) {
    let opening = 0;
    while (!signal.aborted) {
      if (!line.isOpen) {
        await wake.sleep(1_000, signal);
        continue;
      }
      if (openings.count !== opening) {
        opening = openings.count;
        if (openings.isForSilence) plan.askAgain(this.#timing.nowMs());
        else {
          plan.begin(this.#timing.nowMs());
          this.#tellState({ says: 'state', state: 'connecting' });
        }
      }
      const untoldMs = this.#tellReadings();
      const nowMs = this.#timing.nowMs();
      const { ask, atMs } = plan.next();
      if (atMs > nowMs) {
        await wake.sleep(Math.min(atMs - nowMs, untoldMs), signal);
        continue;
      }
      try {
        const { words, isClean } = await bus.read(ask.sensor.slave, ask.block);
        const readings = plan.answered(ask, words, isClean, this.#timing.nowMs());
        if (this.#untold.readings.length === 0) this.#untold.sinceMs = performance.now();
        this.#untold.readings.push(...readings);
        this.#tellIdentity(plan.known);
      } catch (error) {
        if (!(error instanceof BusError)) throw error;
        // What the line says of itself is told already.
        if (error.trouble === 'lost') {
          await wake.sleep(20, signal);
          continue;
        }
        plan.failed(ask, error.trouble, this.#timing.nowMs(), error.exception);
      }
      if (!line.isOpen) continue;
      const fault = this.#tellPlan(plan);
      if (fault && plan.isSilent) line.reopen(fault);
    }
  }

  /** By their register maps; undefined when `signal` aborted first. */
  async #sensors(signal: AbortSignal): Promise<Sensor[] | undefined> {
    while (!signal.aborted) {
      try {
        return sensorsOf(this.#settings);
      } catch (error) {
        const message = (error as Error).message.slice(0, MOST_MESSAGE);
        this.#tellState({ says: 'state', state: 'faulty', cause: { code: 'DEVICE_UNKNOWN', message } });
      }
      await delay(this.#timing.mapsAgainMs, undefined, { signal }).catch(() => {});
    }
    return undefined;
  }

  /** @returns how long what is not told yet may wait */
  #tellReadings(): number {
    const { readings, sinceMs } = this.#untold;
    if (readings.length === 0) return Number.POSITIVE_INFINITY;
    const leftMs = sinceMs + TOGETHER_MS - performance.now();
    if (leftMs > 0 && readings.length < MOST_TOGETHER) return leftMs;
    this.#tellUntold();
    return Number.POSITIVE_INFINITY;
  }

  #tellUntold(): void {
    const { readings } = this.#untold;
    this.#untold = { readings: [], sinceMs: 0 };
    if (readings.length > 0) this.#context.tell({ says: 'readings', readings });
  }

  /** @returns what is wrong, as it was told */
  #tellPlan(plan: PollPlan): DeviceFault | undefined {
    const [first, ...others] = plan.faults();
    if (!first) {
      if (plan.isSettled) this.#tellState({ says: 'state', state: 'ok' });
      return undefined;
    }
    const { port } = this.#settings;
    const message = [first, ...others]
      .map(({ sensor, fault }) => `${port}, address ${sensor.slave} (${sensor.model}): ${fault.what}`)
      .join(' | ')
      .slice(0, MOST_MESSAGE);
    this.#tellState({ says: 'state', state: 'faulty', cause: { code: first.fault.code, message } });
    return new DeviceFault(first.fault.code, message);
  }

  #tellIdentity(known: readonly Sensor[]): void {
    const text = known
      .map(({ name, slave }) => `${slave}: ${name}`)
      .join(', ')
      .slice(0, MOST_IDENTITY);
    if (text === this.#identity) return;
    this.#identity = text;
    this.#context.tell({ says: 'identity', text });
  }

  /** Once for each change. */
  #tellState(news: Extract<DriverNews, { says: 'state' }>): void {
    const told = `${news.state} ${news.cause?.code} ${news.cause?.message}`;
    if (told === this.#told) return;
    this.#told = told;
    // What it rests on is told first.
    this.#tellUntold();
    this.#context.tell(news);
  }
}

/**
 * The devices that are set, by the maps that are shipped and one's own.
 * @throws RegisterMapError, or DeviceFault `DEVICE_UNKNOWN` for a model without a map
 */
export function sensorsOf({ sensors, maps: file }: Pick<EnvironmentSettings, 'sensors' | 'maps'>): Sensor[] {
  const maps = loadRegisterMaps(file);
  return sensors.map(({ model, address, quantities }) => {
    const map = maps.get(model);
    if (!map)
      throw new DeviceFault(
        'DEVICE_UNKNOWN',
        `${model}: there is no register map of that name; there are ${[...maps.keys()].join(', ')}; write your own into the file of the setting maps`,
      );
    const sensor = new Sensor(model, map, address, quantities);
    if (quantities && !quantities.some((used) => map.registers.some(({ quantity }) => quantity === used)))
      throw new DeviceFault(
        'DEVICE_UNKNOWN',
        `${model}: measures none of ${quantities.join(', ')}; mend its quantities`,
      );
    return sensor;
  });
}

/** Lets somebody sleep, and be woken before the time. */
class Wake {
  #wake: () => void = () => {};

  wake(): void {
    this.#wake();
  }

  async sleep(ms: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, ms);
    this.#wake = resolve;
    const end = () => resolve();
    signal.addEventListener('abort', end, { once: true });
    await promise;
    signal.removeEventListener('abort', end);
    clearTimeout(timer);
  }
}
