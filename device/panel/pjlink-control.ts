import { connect, type Socket } from 'node:net';
import { DeviceFault } from '../device-fault.ts';
import type { PanelControl, PanelStatus } from './panel-control.ts';
import {
  digestOf,
  inputOf,
  type PjlinkAnswer,
  PjlinkLines,
  pjlinkErrors,
  pjlinkPowers,
  readAnswer,
  readComplaints,
  readGreeting,
  readLampHours,
} from './pjlink-protocol.ts';

export interface PjlinkTiming {
  /** A connection is made, and a line answered, within this. */
  replyMs: number;
  /** An idle connection is closed after this: most projectors take one at a time, and close it after 30 s themselves. */
  idleMs: number;
}

export const usualPjlinkTiming: PjlinkTiming = { replyMs: 5_000, idleMs: 4_000 };

/** One connection: greeted, and what stands before its first command. */
interface Connection {
  socket: Socket;
  prefix: string;
  takeLine: (line: string) => void;
  fail: (fault: DeviceFault) => void;
}

/** A projector by PJLink: connected only while something is asked. */
export class PjlinkControl implements PanelControl {
  readonly #host: string;
  readonly #port: number;
  readonly #password: string | undefined;
  readonly #timing: PjlinkTiming;
  #connection: Connection | undefined;
  #idle: NodeJS.Timeout | undefined;

  constructor(host: string, port: number, password: string | undefined, timing: PjlinkTiming) {
    this.#host = host;
    this.#port = port;
    this.#password = password;
    this.#timing = timing;
  }

  get where(): string {
    return `${this.#host}:${this.#port}`;
  }

  async run(signal: AbortSignal): Promise<void> {
    if (!signal.aborted)
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
    this.rest();
  }

  async identity(): Promise<string | null> {
    const said: string[] = [];
    for (const command of ['INF1', 'INF2', 'NAME']) {
      const answer = await this.#ask(command, '?');
      if ('value' in answer && answer.value.trim()) said.push(answer.value.trim());
    }
    return said.length > 0 ? said.join(' ') : null;
  }

  async status(): Promise<PanelStatus> {
    const power = await this.#ask('POWR', '?');
    const complaints = await this.#ask('ERST', '?');
    const lamp = await this.#ask('LAMP', '?');
    const isOn = 'value' in power && power.value === '1';
    const input = isOn ? await this.#ask('INPT', '?') : undefined;
    if ('error' in power && power.error !== 'ERR3')
      throw this.#fault('DEVICE_REFUSED', `${pjlinkErrors[power.error]}; look at the projector itself`);
    return {
      // ERR3: unavailable time, as while it changes from one state to the other.
      power:
        'value' in power ? (pjlinkPowers[power.value as unknown as keyof typeof pjlinkPowers] ?? 'unknown') : 'unknown',
      complaints: 'value' in complaints ? (readComplaints(complaints.value) ?? []) : [],
      lampHours: 'value' in lamp ? readLampHours(lamp.value) : null,
      source: input && 'value' in input ? input.value : null,
    };
  }

  setPower(on: boolean): Promise<boolean> {
    return this.#order('POWR', on ? '1' : '0');
  }

  async setSource(source: string): Promise<boolean> {
    const input = inputOf(source);
    if (input === null) throw this.faultOfSource(source);
    return this.#order('INPT', input);
  }

  faultOfSource(source: string): DeviceFault | null {
    if (inputOf(source) !== null) return null;
    return this.#fault('DEVICE_REFUSED', `there is no source "${source}"; name it hdmi, hdmi2, rgb, video, network …`);
  }

  isAt({ source }: PanelStatus, wanted: string): boolean | null {
    return source === null ? null : source === inputOf(wanted);
  }

  rest(): void {
    clearTimeout(this.#idle);
    this.#connection?.fail(this.#fault('DEVICE_LOST', 'it was let go'));
    this.#connection?.socket.destroy();
    this.#connection = undefined;
  }

  async #order(command: string, value: string): Promise<boolean> {
    const answer = await this.#ask(command, value);
    if ('value' in answer) return true;
    if (answer.error === 'ERR3') return false;
    throw this.#fault(
      'DEVICE_REFUSED',
      `${pjlinkErrors[answer.error]} (${command} ${value}); check the setting source`,
    );
  }

  /** Asks once more on a new connection: a projector may have closed an idle one without a word. */
  async #ask(command: string, value: string): Promise<PjlinkAnswer> {
    const wasOpen = this.#connection !== undefined;
    try {
      return await this.#askOnce(command, value);
    } catch (error) {
      const code = error instanceof DeviceFault ? error.code : undefined;
      if (!wasOpen || code === 'DEVICE_REFUSED' || code === 'DEVICE_ABSENT') throw error;
      return this.#askOnce(command, value);
    }
  }

  async #askOnce(command: string, value: string): Promise<PjlinkAnswer> {
    clearTimeout(this.#idle);
    try {
      this.#connection ??= await this.#connect();
      const connection = this.#connection;
      const answer = await this.#exchange(connection, `%1${command} ${value}`, (line) => {
        const greeting = readGreeting(line);
        if (greeting?.wants === 'another password') throw this.#wrongPassword();
        return readAnswer(line, command);
      });
      this.#idle = setTimeout(() => this.rest(), this.#timing.idleMs);
      return answer;
    } catch (error) {
      this.#connection?.socket.destroy();
      this.#connection = undefined;
      throw error;
    }
  }

  async #connect(): Promise<Connection> {
    const socket = connect({ host: this.#host, port: this.#port, noDelay: true });
    const lines = new PjlinkLines();
    const connection: Connection = { socket, prefix: '', takeLine: () => {}, fail: () => {} };
    let isConnected = false;
    const lost = (why: string) =>
      connection.fail(
        isConnected
          ? this.#fault('DEVICE_LOST', `the connection was lost (${why}); it is made again`)
          : this.#fault(
              'DEVICE_ABSENT',
              `cannot be reached (${why}); check address, cable, and that PJLink is on in its menu`,
            ),
      );
    socket.on('connect', () => {
      isConnected = true;
    });
    socket.on('data', (bytes: Buffer) => {
      for (const line of lines.take(bytes)) connection.takeLine(line);
    });
    socket.on('error', ({ message }) => lost(message));
    socket.on('close', () => {
      lost('it was closed');
      if (this.#connection === connection) this.#connection = undefined;
    });
    try {
      const greeting = await this.#exchange(connection, null, readGreeting);
      if (greeting.wants === 'another password') throw this.#wrongPassword();
      if (greeting.wants === 'password') {
        if (this.#password === undefined)
          throw this.#fault(
            'DEVICE_REFUSED',
            'wants a password; set credentials, and the password in the secrets file',
          );
        connection.prefix = digestOf(greeting.random, this.#password);
      }
      return connection;
    } catch (error) {
      socket.destroy();
      throw error;
    }
  }

  /** @param read takes a line when it is the answer, else null */
  #exchange<T>(connection: Connection, line: string | null, read: (line: string) => T | null): Promise<T> {
    let isGarbled = false;
    return new Promise<T>((resolve, reject) => {
      const over = (end: () => void) => {
        clearTimeout(patience);
        connection.takeLine = () => {};
        connection.fail = () => {};
        end();
      };
      const patience = setTimeout(() => {
        const silent = this.#fault('DEVICE_SILENT', 'does not answer; check that nobody else is connected to it');
        const garbled = this.#fault('DEVICE_GARBLED', 'what it says is no PJLink; check the address and tcpPort');
        over(() => reject(isGarbled ? garbled : silent));
      }, this.#timing.replyMs);
      connection.takeLine = (said) => {
        try {
          const got = read(said);
          if (got !== null) over(() => resolve(got));
          else isGarbled = true;
        } catch (error) {
          over(() => reject(error));
        }
      };
      connection.fail = (fault) => over(() => reject(fault));
      if (line === null) return;
      connection.socket.write(`${connection.prefix}${line}\r`);
      // Only before the first command.
      connection.prefix = '';
    });
  }

  #wrongPassword(): DeviceFault {
    return this.#fault(
      'DEVICE_REFUSED',
      'refuses the password; write the one of its network menu into the secrets file',
    );
  }

  #fault(code: DeviceFault['code'], what: string): DeviceFault {
    return new DeviceFault(code, `${this.where}: ${what}`);
  }
}
