import type { HotPlug } from './line/hot-plug.ts';
import type { LineTiming } from './line/line.ts';
import type { DeviceOrder, DriverNews } from './process/device-message.ts';

/** What every driver is given. */
export interface DriverContext {
  hotPlug: HotPlug;
  /** Of devices that ask for one. */
  password?: string | undefined;
  lineTiming?: Partial<LineTiming>;
  tell(news: DriverNews): void;
}

/** One piece of hardware. Whatever happens to it, `run` goes on; constructors do no work. */
export interface Driver {
  /** Lives until `signal` aborts. */
  run(signal: AbortSignal): Promise<void>;
  /** What is not for its kind is passed over. */
  take(order: DeviceOrder): void;
}
