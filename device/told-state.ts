import type { DeviceFault } from './device-fault.ts';
import type { DeviceState, DriverNews } from './process/device-message.ts';

/** Tells how a device is, once for each change: a fault that comes again and again is one piece of news. */
export class ToldState {
  readonly #tell: (news: DriverNews) => void;
  #state: DeviceState | undefined;
  #code: string | undefined;

  constructor(tell: (news: DriverNews) => void) {
    this.#tell = tell;
  }

  ok(): void {
    this.#become('ok');
  }

  /** It is looked for; only as the first word of it. */
  connecting(): void {
    if (this.#state === undefined) this.#become('connecting');
  }

  faulty({ code, message }: DeviceFault): void {
    this.#become('faulty', { code, message });
  }

  #become(state: DeviceState, cause?: Extract<DriverNews, { says: 'state' }>['cause']): void {
    if (this.#state === state && this.#code === cause?.code) return;
    this.#state = state;
    this.#code = cause?.code;
    this.#tell({ says: 'state', state, ...(cause && { cause }) });
  }
}
