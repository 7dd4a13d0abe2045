import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HotPlug } from '../../line/hot-plug.ts';
import type { LineTiming } from '../../line/line.ts';
import type { DriverNews, Reading } from '../../process/device-message.ts';
import { PtyPair } from '../../simulation/pty-pair.ts';
import { type SimulatedDevice, SimulatedPort, type SimulatedPortOptions } from '../../simulation/simulated-device.ts';
import { EnvironmentDriver, type EnvironmentTiming } from '../environment-driver.ts';
import { type EnvironmentSettings, environmentSettingsSchema } from '../environment-settings.ts';
import { SimulatedSensors, type SimulatedSensorsOptions } from '../simulated-sensors.ts';

export interface Wiring {
  sensors: { model: string; address: number; quantities?: EnvironmentSettings['sensors'][number]['quantities'] }[];
  maps?: string;
  room?: SimulatedSensorsOptions['room'];
  baud?: number;
  everyS?: number;
  timing?: Partial<EnvironmentTiming>;
  lineTiming?: Partial<LineTiming>;
  port?: SimulatedPortOptions;
  /** What stands between the sensors and their end of the cable. */
  before?: (sensors: SimulatedSensors) => SimulatedDevice;
}

/** Short, so that a test is: as far as a pty is from a bus. */
export const quick: Partial<EnvironmentTiming> = { thinkMs: 60, silenceMs: 5, longestSilenceMs: 100, lateMs: 200 };

/** A driver and simulated sensors at the two ends of a cable, and what the driver has told. */
export class WiredSensors {
  readonly cable: PtyPair;
  readonly simulated: SimulatedSensors;
  readonly driver: EnvironmentDriver;
  readonly news: DriverNews[] = [];
  readonly #wiring: Wiring;
  readonly #stopping = new AbortController();
  #port: SimulatedPort | undefined;
  #done: Promise<void> = Promise.resolve();

  constructor(wiring: Wiring, folder = mkdtempSync(join(tmpdir(), 'lectern-sensors-'))) {
    const { sensors, maps, room, baud = 9600, everyS = 0.05, timing = quick, lineTiming } = wiring;
    this.#wiring = wiring;
    this.cable = new PtyPair(join(folder, 'adapter'), join(folder, 'device'));
    this.simulated = new SimulatedSensors({ sensors, ...(maps && { maps }), ...(room && { room }) });
    const hotPlug = new HotPlug({ folders: [folder], monitor: { command: '/no/udev', args: [] }, pollMs: 20 });
    hotPlug.start(this.#stopping.signal);
    const settings = environmentSettingsSchema.parse({
      kind: 'environment',
      port: this.cable.host,
      baud,
      sensors,
      maps,
    });
    this.driver = new EnvironmentDriver(
      // Oftener than a setting may say.
      { ...settings, everyS },
      {
        hotPlug,
        tell: (news) => this.news.push(news),
        lineTiming: { retryMs: 20, longestRetryMs: 100, ...lineTiming },
      },
      timing,
    );
  }

  async start(): Promise<void> {
    await this.plug();
    this.run();
  }

  run(): void {
    this.#done = this.driver.run(this.#stopping.signal);
  }

  async plug(): Promise<void> {
    await this.cable.plug();
    this.#port = new SimulatedPort(this.#wiring.before?.(this.simulated) ?? this.simulated, this.#wiring.port);
    await this.#port.open(this.cable.device);
  }

  async unplug(): Promise<void> {
    await this.cable.unplug();
    await this.#port?.close();
  }

  /** @returns when the driver has ended by itself */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#done;
    await this.unplug();
  }

  get readings(): Reading[] {
    return this.news.flatMap((news) => (news.says === 'readings' ? news.readings : []));
  }

  /** What was said of the state last. */
  get state() {
    return this.news.findLast((news) => news.says === 'state');
  }

  /** Everything that was told until now is as if it was not. */
  forget(): void {
    this.news.length = 0;
  }
}
