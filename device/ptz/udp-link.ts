import { createSocket, type Socket } from 'node:dgram';
import { setTimeout as delay } from 'node:timers/promises';
import { DeviceFault } from '../device-fault.ts';
import type { Sending, ViscaKind, ViscaLink, ViscaLinkEvents } from './visca-link.ts';
import {
  isResetReply,
  isSequenceError,
  type PayloadType,
  RESET,
  readDatagram,
  writeDatagram,
} from './visca-over-ip.ts';

/** Over the network each camera is by itself: it is always number 1. */
const ADDRESS = 1;
const RETRY_MS = 5_000;
const RESET_PATIENCE_MS = 300;
const RESET_ATTEMPTS = 3;
const HIGHEST = 0xffff_ffff;
/** A socket keeps the address that this machine had when it was made: after so many silent rounds there is another one. */
const SILENT_ROUNDS = 3;

export interface UdpLinkTiming {
  retryMs: number;
  resetPatienceMs: number;
}

/** A camera in the network (VISCA over IP): replies carry the number of what they answer. */
export class UdpLink implements ViscaLink {
  readonly address = ADDRESS;
  readonly isChain = false;
  readonly #host: string;
  readonly #port: number;
  readonly #timing: UdpLinkTiming;
  #socket: Socket | undefined;
  #sequence = 0;
  /** Numbers that were sent a second time: that they are known already is no fault. */
  readonly #sentAgain = new Set<number>();
  #resetting: Promise<void> | undefined;
  #onReset: (() => void) | undefined;
  #silentRounds = 0;
  #connecting: Promise<void> | undefined;
  #renew: () => void = () => {};

  constructor(host: string, port: number, timing: Partial<UdpLinkTiming> = {}) {
    this.#host = host;
    this.#port = port;
    this.#timing = { retryMs: RETRY_MS, resetPatienceMs: RESET_PATIENCE_MS, ...timing };
  }

  get where(): string {
    return `${this.#host}:${this.#port}`;
  }

  async run(signal: AbortSignal, events: ViscaLinkEvents): Promise<void> {
    while (!signal.aborted) {
      try {
        await this.#use(signal, events);
      } catch (error) {
        const { message } = error as Error;
        events.closed(
          new DeviceFault(
            'DEVICE_ABSENT',
            `${this.where}: cannot be reached (${message}); check its address and cable`,
          ),
        );
        await delay(this.#timing.retryMs, undefined, { signal }).catch(() => {});
      }
    }
  }

  /** The socket is made anew from time to time, and the name of the camera looked up. */
  silent(): void {
    if (++this.#silentRounds < SILENT_ROUNDS) return;
    this.#silentRounds = 0;
    this.#renew();
  }

  async ready(): Promise<void> {
    await this.#connecting?.catch(() => {});
    await this.#resetting;
  }

  send(packet: Uint8Array, kind: ViscaKind): Sending {
    this.#sequence = this.#sequence >= HIGHEST ? 0 : this.#sequence + 1;
    return { tag: this.#sequence, sent: this.#write(kind, this.#sequence, packet) };
  }

  sendAgain(packet: Uint8Array, kind: ViscaKind, tag: number | null): Sending {
    if (tag === null || tag !== this.#sequence) return this.send(packet, kind);
    this.#sentAgain.add(tag);
    return { tag, sent: this.#write(kind, tag, packet) };
  }

  /** @returns when `signal` aborts, or the socket is to be made anew; throws when there can be no socket */
  async #use(signal: AbortSignal, events: ViscaLinkEvents): Promise<void> {
    const socket = createSocket(this.#host.includes(':') ? 'udp6' : 'udp4');
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const end = () => resolve();
    signal.addEventListener('abort', end, { once: true });
    this.#renew = end;
    try {
      this.#connecting = new Promise<void>((connected, failed) => {
        socket.once('error', failed);
        socket.connect(this.#port, this.#host, () => {
          socket.off('error', failed);
          connected();
        });
      });
      await this.#connecting;
      // A host that answers that nobody listens there yet is as silent as one that does not answer.
      socket.on('error', () => {});
      socket.on('close', () => reject(new Error('the socket was closed')));
      socket.on('message', (bytes) => this.#take(bytes, events));
      this.#socket = socket;
      this.#reset();
      await this.#resetting;
      if (!signal.aborted) events.opened();
      await promise;
    } finally {
      this.#socket = undefined;
      signal.removeEventListener('abort', end);
      socket.close();
    }
  }

  #take(bytes: Uint8Array, events: ViscaLinkEvents): void {
    this.#silentRounds = 0;
    events.heard(bytes.length);
    const datagram = readDatagram(bytes);
    if (!datagram) return;
    if (datagram.type === 'reply') events.received(datagram.payload, datagram.sequence);
    else if (isResetReply(datagram)) this.#onReset?.();
    else if (isSequenceError(datagram)) {
      if (!this.#sentAgain.delete(datagram.sequence) && datagram.sequence === this.#sequence) this.#reset();
      events.unordered(datagram.sequence);
    }
  }

  /** Begins to count anew. A camera that does not know how is left to count as it does. */
  #reset(): void {
    this.#resetting ??= (async () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#onReset = resolve;
      this.#sentAgain.clear();
      for (let attempt = 0, isDone = false; attempt < RESET_ATTEMPTS && !isDone; attempt++) {
        await this.#write('control', 0, RESET).catch(() => {});
        const stopping = new AbortController();
        const patience = delay(this.#timing.resetPatienceMs, false, { signal: stopping.signal }).catch(() => false);
        isDone = await Promise.race([promise.then(() => true), patience]);
        stopping.abort();
      }
      this.#sequence = 0;
      this.#onReset = undefined;
      this.#resetting = undefined;
    })();
  }

  #write(type: PayloadType, sequence: number, payload: Uint8Array): Promise<void> {
    const socket = this.#socket;
    if (!socket)
      return Promise.reject(new DeviceFault('DEVICE_LOST', `${this.where}: there is no way to it at present`));
    return new Promise((resolve) => {
      // What the network did not take is as lost as what was lost on the way.
      socket.send(writeDatagram({ type, sequence, payload }), () => resolve());
    });
  }
}
