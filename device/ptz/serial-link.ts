import type { DeviceFault } from '../device-fault.ts';
import type { HotPlug } from '../line/hot-plug.ts';
import { Line, type LineTiming } from '../line/line.ts';
import type { LineSettings } from '../line/line-settings.ts';
import { ViscaFrames } from './visca-frames.ts';
import type { Sending, ViscaLink, ViscaLinkEvents } from './visca-link.ts';

/** A camera on a serial line: replies do not say what they answer. */
export class SerialLink implements ViscaLink {
  readonly address: number;
  readonly isChain = true;
  readonly #settings: LineSettings;
  readonly #hotPlug: HotPlug;
  readonly #timing: Partial<LineTiming>;
  #line: Line | undefined;

  constructor(settings: LineSettings, address: number, hotPlug: HotPlug, timing: Partial<LineTiming> = {}) {
    this.#settings = settings;
    this.address = address;
    this.#hotPlug = hotPlug;
    this.#timing = timing;
  }

  get where(): string {
    return this.#settings.port;
  }

  async run(signal: AbortSignal, events: ViscaLinkEvents): Promise<void> {
    const frames = new ViscaFrames();
    frames.on('data', (packet: Uint8Array) => events.received(packet, null));
    this.#line = new Line(
      this.#settings,
      this.#hotPlug,
      {
        opened: () => {
          frames.forget();
          events.opened();
        },
        received: (bytes) => {
          events.heard(bytes.length);
          frames.write(bytes);
        },
        closed: (fault) => events.closed(fault),
      },
      this.#timing,
    );
    await this.#line.run(signal);
    frames.destroy();
  }

  silent(fault: DeviceFault): void {
    this.#line?.reopen(fault);
  }

  async ready(): Promise<void> {}

  send(packet: Uint8Array): Sending {
    return { tag: null, sent: this.#line!.write(packet) };
  }

  sendAgain(packet: Uint8Array): Sending {
    return this.send(packet);
  }
}
