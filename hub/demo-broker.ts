import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** Debian keeps the broker where a user's PATH often does not look. */
const SYSTEM_FOLDERS = ['/usr/sbin', '/usr/local/sbin'];
const READY_MS = 10_000;

/** There is no Mosquitto on this machine, or it does not start. */
export class BrokerMissingError extends Error {
  readonly code = 'BROKER_MISSING';
}

/** Mosquitto on a free port of the loopback, for the demo: open to everybody on this machine, and it keeps nothing. */
export class DemoBroker {
  #folder: string | undefined;
  #port = 0;
  #child: ChildProcess | undefined;

  get url(): string {
    return `mqtt://127.0.0.1:${this.#port}`;
  }

  /** @throws BrokerMissingError */
  async start(): Promise<void> {
    this.#port = await freePort();
    this.#folder = mkdtempSync(join(tmpdir(), 'lectern-broker-'));
    const file = join(this.#folder, 'mosquitto.conf');
    writeFileSync(file, `listener ${this.#port} 127.0.0.1\nallow_anonymous true\npersistence false\n`);
    const PATH = [process.env.PATH, ...SYSTEM_FOLDERS].join(delimiter);
    const child = spawn('mosquitto', ['-c', file], { stdio: 'ignore', env: { ...process.env, PATH } });
    this.#child = child;
    let failure: string | undefined;
    child.once('error', ({ message }) => {
      failure = message;
    });
    child.once('exit', (code) => {
      failure ??= `it ended with code ${code}`;
    });
    for (const endMs = performance.now() + READY_MS; !(await answers(this.#port)); await delay(20)) {
      if (performance.now() > endMs) failure ??= `no answer within ${READY_MS / 1000} s`;
      if (failure !== undefined)
        throw new BrokerMissingError(`mosquitto does not start (${failure}); install it: apt-get install mosquitto`);
    }
  }

  async stop(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child?.pid !== undefined && child.exitCode === null && child.signalCode === null) {
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
    if (this.#folder !== undefined) rmSync(this.#folder, { recursive: true, force: true });
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
