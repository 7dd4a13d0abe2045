import { createSocket, type Socket } from 'node:dgram';
import type { AddressInfo } from 'node:net';
import type { SimulatedDevice } from '../simulation/simulated-device.ts';
import type { SimulatedCamera } from './simulated-camera.ts';
import { TERMINATOR, ViscaFrames } from './visca-frames.ts';
import { isResetReply, type PayloadType, RESET, readDatagram, writeDatagram } from './visca-over-ip.ts';

/** A simulated camera on a serial line; it has the number 1 once it was given one. */
export class SimulatedPtz implements SimulatedDevice {
  readonly #camera: SimulatedCamera;
  readonly #address: number;
  #frames = new ViscaFrames();
  #say: (bytes: Uint8Array) => void = () => {};

  constructor(camera: SimulatedCamera, address = 1) {
    this.#camera = camera;
    this.#address = address;
  }

  plugged(say: (bytes: Uint8Array) => void): void {
    this.#say = say;
    this.#frames = new ViscaFrames();
    this.#frames.on('data', (packet: Uint8Array) => this.#take(packet));
    // Sony: issued when power is supplied to the camera.
    this.#reply([0x38]);
  }

  received(bytes: Buffer): void {
    this.#frames.write(bytes);
  }

  unplugged(): void {
    this.#say = () => {};
    this.#camera.forget();
  }

  #take(packet: Uint8Array): void {
    const [header, ...rest] = packet.subarray(0, -1);
    if (header === 0x88 && rest[0] === 0x30) this.#say(Uint8Array.of(0x88, 0x30, this.#address + 1, TERMINATOR));
    else if (header === 0x88) this.#camera.take(rest, () => this.#say(packet));
    else if (header === (0x80 | this.#address)) this.#camera.take(rest, (bytes) => this.#reply(bytes));
  }

  #reply(bytes: number[]): void {
    this.#say(Uint8Array.of(0x80 | (this.#address << 4), ...bytes, TERMINATOR));
  }
}

/** What a network does to a datagram: it may deliver it never, later, or twice. */
export type NetworkEffect = (deliver: () => void) => void;

/** A simulated camera in the network (VISCA over IP). */
export class SimulatedPtzServer {
  readonly #camera: SimulatedCamera;
  readonly #effect: NetworkEffect;
  #socket: Socket | undefined;
  #sequence = 0;

  constructor(camera: SimulatedCamera, effect: NetworkEffect = (deliver) => deliver()) {
    this.#camera = camera;
    this.#effect = effect;
  }

  /** @param port 0 for any free one @returns the port */
  async open(port = 0, host = '127.0.0.1'): Promise<number> {
    const socket = createSocket('udp4');
    this.#socket = socket;
    this.#sequence = 0;
    socket.on('error', () => {});
    socket.on('message', (bytes, { address, port: from }) =>
      this.#effect(() =>
        this.#take(bytes, (reply) =>
          this.#effect(() => {
            if (this.#socket === socket) socket.send(reply, from, address);
          }),
        ),
      ),
    );
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      socket.bind(port, host, () => resolve());
    });
    return (socket.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    const socket = this.#socket;
    this.#socket = undefined;
    this.#camera.forget();
    if (socket) await new Promise<void>((resolve) => socket.close(() => resolve()));
  }

  #take(bytes: Uint8Array, send: (bytes: Uint8Array) => void): void {
    const datagram = readDatagram(bytes);
    if (!datagram) return;
    const { type, sequence, payload } = datagram;
    const answer = (kind: PayloadType, said: Uint8Array) =>
      send(writeDatagram({ type: kind, sequence, payload: said }));
    if (isResetReply(datagram)) {
      this.#sequence = 0;
      answer('control-reply', RESET);
      return;
    }
    if (type === 'control' || type === 'control-reply' || type === 'reply') return;
    if (sequence <= this.#sequence && sequence !== 0) {
      answer('control-reply', Uint8Array.of(0x0f, 0x01));
      return;
    }
    this.#sequence = sequence;
    const [header, ...rest] = payload.subarray(0, -1);
    if (header === 0x81 && payload.at(-1) === TERMINATOR)
      this.#camera.take(rest, (said) => answer('reply', Uint8Array.of(0x90, ...said, TERMINATOR)));
  }
}
