import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** The Mosquitto of this machine on a free port of the loopback, for tests. It keeps nothing over a restart. */
export class MosquittoBroker {
  #folder = '';
  #port = 0;
  #child: ChildProcess | undefined;

  get url(): string {
    return `mqtt://127.0.0.1:${this.#port}`;
  }

  /** Starts on a free port, or after `stop` on the same one again. */
  async start(): Promise<void> {
    if (this.#port === 0) this.#port = await freePort();
    this.#folder ||= mkdtempSync(join(tmpdir(), 'mosquitto-'));
    const config = join(this.#folder, 'mosquitto.conf');
    writeFileSync(config, `listener ${this.#port} 127.0.0.1\nallow_anonymous true\n`);
    const child = spawn('/usr/sbin/mosquitto', ['-c', config], { stdio: 'ignore' });
    this.#child = child;
    while (!(await answers(this.#port))) {
      if (child.exitCode !== null) throw new Error(`mosquitto ended with code ${child.exitCode}`);
      await delay(10);
    }
  }

  /** Takes the port it will have, without starting. */
  async reserve(): Promise<void> {
    this.#port = await freePort();
  }

  /** Lets it hang: connections stay open and nothing is answered any more. */
  freeze(): void {
    this.#child?.kill('SIGSTOP');
  }

  async stop(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (!child || child.exitCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }

  async remove(): Promise<void> {
    await this.stop();
    if (this.#folder) rmSync(this.#folder, { recursive: true });
    this.#folder = '';
  }
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : 0;
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
