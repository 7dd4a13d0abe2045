import { SerialPort } from 'serialport';

/** A device that is none: it hears bytes and says bytes. */
export interface SimulatedDevice {
  /** Its port is there. @param say puts bytes on the line */
  plugged(say: (bytes: Uint8Array) => void): void;
  received(bytes: Buffer): void;
  unplugged(): void;
}

/** What a line does to what goes over it; each may give fewer, more or other bytes. */
export interface LineEffect {
  toDevice(bytes: Buffer): Buffer;
  toHost(bytes: Buffer): Buffer;
}

export interface SimulatedPortOptions {
  /** By default a line that carries everything as it is. */
  effect?: LineEffect;
  /** What the device says goes out no faster than at so many bits a second; by default at once. */
  baud?: number;
}

const BITS_A_BYTE = 10;
const BEAT_MS = 10;

/** Puts a simulated device on its end of a pty pair. */
export class SimulatedPort {
  readonly #device: SimulatedDevice;
  readonly #options: SimulatedPortOptions;
  #port: SerialPort | undefined;
  #beat: NodeJS.Timeout | undefined;
  #waiting: Buffer = Buffer.alloc(0);

  constructor(device: SimulatedDevice, options: SimulatedPortOptions = {}) {
    this.#device = device;
    this.#options = options;
  }

  async open(path: string): Promise<void> {
    const { effect, baud } = this.#options;
    const port = new SerialPort({ path, baudRate: 115_200, autoOpen: false });
    await new Promise<void>((resolve, reject) => port.open((error) => (error ? reject(error) : resolve())));
    this.#port = port;
    port.on('error', () => {});
    port.on('data', (bytes: Buffer) => this.#device.received(effect ? effect.toDevice(bytes) : bytes));
    if (baud !== undefined)
      this.#beat = setInterval(() => this.#sendSome((baud / BITS_A_BYTE) * (BEAT_MS / 1000)), BEAT_MS);
    this.#device.plugged((bytes) => {
      const carried = effect ? effect.toHost(Buffer.from(bytes)) : bytes;
      if (baud === undefined) port.write(carried, () => {});
      else this.#waiting = Buffer.concat([this.#waiting, carried]);
    });
  }

  async close(): Promise<void> {
    clearInterval(this.#beat);
    this.#waiting = Buffer.alloc(0);
    this.#device.unplugged();
    const port = this.#port;
    this.#port = undefined;
    if (port?.isOpen) await new Promise<void>((resolve) => port.close(() => resolve()));
  }

  #sendSome(most: number): void {
    if (this.#waiting.length === 0) return;
    const count = Math.max(1, Math.round(most));
    this.#port?.write(this.#waiting.subarray(0, count), () => {});
    this.#waiting = this.#waiting.subarray(count);
  }
}
