import { randomBytes } from 'node:crypto';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { digestOf, PjlinkLines } from './pjlink-protocol.ts';
import type { SimulatedProjector } from './simulated-projector.ts';

export interface SimulatedPjlinkOptions {
  password?: string;
  /** What the network does with what it says; by default it is all sent at once. */
  say?: (text: string, socket: Socket) => void;
  /** PJLink: closed after 30 s without a command. */
  idleMs?: number;
}

const COMPLAINTS = ['fan', 'lamp', 'temperature', 'cover', 'filter', 'other'];
const INPUTS = ['11', '21', '31', '32', '51'];
const POWERS = { off: '0', on: '1', cooling: '2', warming: '3' } as const;

/** A simulated projector that speaks PJLink, class 1, with or without a password. */
export class SimulatedPjlink {
  readonly #projector: SimulatedProjector;
  readonly #options: SimulatedPjlinkOptions;
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;
  /** Lines that it understood. */
  understood = 0;

  constructor(projector: SimulatedProjector, options: SimulatedPjlinkOptions = {}) {
    this.#projector = projector;
    this.#options = options;
  }

  get connections(): number {
    return this.#sockets.size;
  }

  /** @param port 0 for any free one @returns the port */
  async open(port = 0, host = '127.0.0.1'): Promise<number> {
    const server = createServer((socket) => this.#serve(socket));
    this.#server = server;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, host, () => resolve());
    });
    return (server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    this.cut();
    if (server) await new Promise<void>((resolve) => server.close(() => resolve()));
  }

  /** Every connection is lost. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  #serve(socket: Socket): void {
    const { password, idleMs = 30_000, say = (text) => socket.write(text) } = this.#options;
    this.#sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => this.#sockets.delete(socket));
    socket.setTimeout(idleMs, () => socket.destroy());
    const lines = new PjlinkLines();
    const random = randomBytes(4).toString('hex');
    let isTrusted = password === undefined;
    const speak = (line: string) => {
      if (!socket.destroyed) say(`${line}\r`, socket);
    };
    speak(isTrusted ? 'PJLINK 0' : `PJLINK 1 ${random}`);
    socket.on('data', (bytes: Buffer) => {
      for (const line of lines.take(bytes)) {
        const digest = isTrusted ? '' : digestOf(random, password!);
        if (!line.startsWith(digest)) {
          speak('PJLINK ERRA');
          socket.end();
          return;
        }
        isTrusted = true;
        const answer = this.#answer(line.slice(digest.length));
        if (answer !== null) speak(answer);
      }
    });
  }

  #answer(line: string): string | null {
    const [, command = '', value = ''] = /^%1([0-9A-Z]{4}) (.+)$/i.exec(line) ?? [];
    if (!command) return null;
    this.understood++;
    return `%1${command.toUpperCase()}=${this.#valueOf(command.toUpperCase(), value)}`;
  }

  #valueOf(command: string, value: string): string {
    const { power, source, lampHours, complaints } = this.#projector;
    const known: Record<string, () => string> = {
      'POWR ?': () => POWERS[power],
      'POWR 0': () => (this.#projector.setPower(false) ? 'OK' : 'ERR3'),
      'POWR 1': () => (this.#projector.setPower(true) ? 'OK' : 'ERR3'),
      'INPT ?': () => (power === 'on' ? source : 'ERR3'),
      'LAMP ?': () => `${lampHours} ${power === 'on' ? 1 : 0}`,
      'ERST ?': () => COMPLAINTS.map((name) => (complaints.includes(name) ? '2' : '0')).join(''),
      'INST ?': () => INPUTS.join(' '),
      'NAME ?': () => 'Classroom 7-3',
      'INF1 ?': () => 'Lectern',
      'INF2 ?': () => 'Simulated projector',
      'INFO ?': () => '',
      'CLSS ?': () => '1',
    };
    const answer = known[`${command} ${value}`];
    if (answer) return answer();
    if (command === 'INPT') {
      if (!INPUTS.includes(value.toUpperCase())) return 'ERR2';
      return this.#projector.setSource(value.toUpperCase()) ? 'OK' : 'ERR3';
    }
    return command === 'POWR' ? 'ERR2' : 'ERR1';
  }
}
