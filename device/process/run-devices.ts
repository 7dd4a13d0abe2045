import type { DeviceSettings, DevicesSettings } from '../device-settings.ts';
import type { Driver, DriverContext } from '../driver.ts';
import { HotPlug } from '../line/hot-plug.ts';
import type { DeviceOrder, DriverNews } from './device-message.ts';
import { NewsGate } from './news-gate.ts';

const MOST_MESSAGE = 600;
const HELD_TOLD_EVERY_MS = 60_000;

export type MakeDriver = (settings: DeviceSettings, context: DriverContext) => Driver;

/** The drivers of a room's hardware, side by side. */
export class Devices {
  readonly #make: MakeDriver;
  readonly #tell: (device: string, news: DriverNews) => void;
  readonly #drivers = new Map<string, Driver>();

  constructor(make: MakeDriver, tell: (device: string, news: DriverNews) => void) {
    this.#make = make;
    this.#tell = tell;
  }

  /** Runs until `signal` aborts. */
  async run(settings: DevicesSettings, passwords: Record<string, string>, signal: AbortSignal): Promise<void> {
    const hotPlug = new HotPlug();
    hotPlug.start(signal);
    await Promise.all(
      Object.entries(settings).map(async ([name, device]) => {
        const tell = this.#gated(name, signal);
        try {
          const driver = this.#make(device, { hotPlug, password: passwords[name], tell });
          this.#drivers.set(name, driver);
          await driver.run(signal);
        } catch (error) {
          // A fault of one driver is no reason for the others to end.
          const message = `its driver failed: ${(error as Error).message}; restart the agent`.slice(0, MOST_MESSAGE);
          tell({ says: 'state', state: 'faulty', cause: { code: 'DEVICE_REFUSED', message } });
        }
      }),
    );
  }

  /** Of a device that is not there it is passed over. */
  take(device: string, order: DeviceOrder): void {
    this.#drivers.get(device)?.take(order);
  }

  #gated(name: string, signal: AbortSignal): (news: DriverNews) => void {
    const gate = new NewsGate();
    const telling = setInterval(() => {
      const held = gate.takeHeld();
      if (held > 0) this.#tell(name, { says: 'warning', message: `${name}: ${held} of its words were passed over` });
    }, HELD_TOLD_EVERY_MS);
    signal.addEventListener('abort', () => clearInterval(telling), { once: true });
    return (news) => {
      if (gate.passes(news, performance.now())) this.#tell(name, news);
    };
  }
}
